"""Under bots/<slug>/cases/."""

from django.urls import path

from bots.views import cases
from handover.views import replay

app_name = "cases"
urlpatterns = [
    path("", cases.list_cases, name="page"),
    path("run/", cases.run_all, name="run"),
    path("keep/", cases.keep, name="keep"),
    path("<int:pk>/", cases.case, name="case"),
    path("<int:pk>/run/", cases.run_one, name="run_one"),
    path("<int:pk>/change/", cases.change, name="change"),
    path("<int:pk>/accept/<int:played>/", cases.accept, name="accept"),
    path("<int:pk>/delete/", cases.delete, name="delete"),
    path("replay/", replay.choose, name="replay"),
    path("replay/start/", replay.start, name="replay_start"),
    path("replay/<int:pk>/", replay.replayed, name="replayed"),
    path("keep/<int:conversation>/", replay.keep, name="keep_conversation"),
]
