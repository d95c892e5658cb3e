"""Under bots/<slug>/."""

from django.urls import path

from bots.views import channels, editor, history, measured, saving, settings

app_name = "bots"
urlpatterns = [
    path("", settings.settings, name="settings"),
    path("autosave/", settings.autosave, name="settings_autosave"),
    path("discard/", settings.discard, name="settings_discard"),
    path("save/", settings.save, name="settings_save"),
    path("channels/", channels.channels, name="channels"),
    path("channels/<int:pk>/switch/", channels.switch, name="channel_switch"),
    path("scenarios/<int:pk>/", editor.editor, name="scenario"),
    path("scenarios/<int:pk>/preview/", editor.preview, name="scenario_preview"),
    path("scenarios/<int:pk>/measured/", measured.panel, name="scenario_measured"),
    path("scenarios/<int:pk>/measured/take-up/", measured.take_up, name="scenario_take_up"),
    path("scenarios/<int:pk>/autosave/", editor.autosave, name="scenario_autosave"),
    path("scenarios/<int:pk>/discard/", editor.discard, name="scenario_discard"),
    path("scenarios/<int:pk>/save/", saving.save, name="scenario_save"),
    path("scenarios/<int:pk>/save/<int:run>/", saving.checked, name="checked"),
    path("scenarios/<int:pk>/save/<int:run>/anyway/", saving.anyway, name="save_anyway"),
    path("scenarios/<int:pk>/history/", history.history, name="history"),
    path("scenarios/<int:pk>/history/compare/", history.compare, name="compare"),
    path("scenarios/<int:pk>/history/<int:number>/restore/", history.restore, name="restore"),
]
