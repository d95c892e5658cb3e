from django.urls import path

from staff.views import notifications, preferences

app_name = "staff"
urlpatterns = [
    path("bell/", notifications.panel, name="bell"),
    path("notifications/", notifications.page, name="notifications"),
    path("notifications/<int:pk>/open/", notifications.read_and_open, name="open"),
    path("notifications/read-all/", notifications.read_all, name="read_all"),
    path("notifications/settings/", preferences.page, name="settings"),
]
