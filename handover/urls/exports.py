from django.urls import path

from handover.views import exports

app_name = "exports"
urlpatterns = [
    path("conversations/", exports.conversations, name="conversations"),
    path("handovers/", exports.handovers, name="handovers"),
]
