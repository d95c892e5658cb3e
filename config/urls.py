from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health, home
from handover.views.webhooks import inbound
from staff.views.ways import service_worker

# The admin's own sign-in has no throttling; a password is changed in one place.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:list"), name="home"),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.admin_view(home.start)),
    path("admin/bots/", RedirectView.as_view(pattern_name="admin:bots_bot_changelist")),
    path("admin/handover/", RedirectView.as_view(pattern_name="desk:list")),
    path("admin/staff/", RedirectView.as_view(pattern_name="admin:staff_member_changelist")),
    path("admin/", admin.site.urls),
    path("accounts/", include("config.sign_in")),
    path("bots/<slug:slug>/", include("bots.urls.setup")),
    path("bots/<slug:slug>/knowledge/", include("handover.urls.knowledge")),
    path("bots/<slug:slug>/goals/", include("handover.urls.goals")),
    path("bots/<slug:slug>/try/", include("handover.urls.trial")),
    path("bots/<slug:slug>/cases/", include("handover.urls.cases")),
    path("desk/", include("handover.urls.desk")),
    path("files/", include("handover.urls.files")),
    path("tasks/", include("handover.urls.tasks")),
    path("contacts/", include("handover.urls.contacts")),
    path("tags/", include("handover.urls.tags")),
    path("exports/", include("handover.urls.exports")),
    path("staff/", include("staff.urls")),
    path("chat/", include("handover.urls.chat")),
    path("in/<str:token>/", inbound, name="webhook"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
