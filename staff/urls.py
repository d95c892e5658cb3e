from django.urls import path

from staff.views import hours, notifications, preferences, ways

app_name = "staff"
urlpatterns = [
    path("bell/", notifications.panel, name="bell"),
    path("notifications/", notifications.page, name="notifications"),
    path("notifications/<int:pk>/open/", notifications.read_and_open, name="open"),
    path("notifications/read-all/", notifications.read_all, name="read_all"),
    path("sound/", notifications.sound, name="sound"),
    path("hours/", hours.page, name="hours"),
    path("hours/save/", hours.save, name="hours_save"),
    path("away/", hours.away, name="away"),
    path("notifications/settings/", preferences.page, name="settings"),
    path("members/<int:pk>/ways/", preferences.page, name="ways"),
    path("members/<int:pk>/words/", preferences.words, name="words"),
    path("members/<int:pk>/number/", ways.number, name="number"),
    path("members/<int:pk>/target/", ways.target, name="target"),
    path("members/<int:pk>/test/<slug:kind>/", ways.test, name="test"),
    path("browser/", ways.browser, name="browser"),
    path("addresses/<int:pk>/remove/", ways.remove, name="address_remove"),
    path("addresses/<int:pk>/on/", ways.switch_on, name="address_on"),
]
