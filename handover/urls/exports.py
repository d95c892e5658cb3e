from django.urls import path

from handover.views import exports

app_name = "exports"
urlpatterns = [path("handovers/", exports.handovers, name="handovers")]
