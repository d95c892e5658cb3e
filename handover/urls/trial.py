"""Under bots/<slug>/try/."""

from django.urls import path

from handover.views import trial

app_name = "trial"
urlpatterns = [
    path("", trial.page, name="page"),
    path("panel/", trial.panel, name="panel"),
    path("say/", trial.say, name="say"),
]
