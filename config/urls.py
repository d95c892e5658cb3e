from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health
from handover.views.webhooks import inbound

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:list"), name="home"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("desk/", include("handover.urls.desk")),
    path("staff/", include("staff.urls")),
    path("chat/", include("handover.urls.chat")),
    path("in/<str:token>/", inbound, name="webhook"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
