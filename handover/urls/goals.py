"""Under bots/<slug>/goals/."""

from django.urls import path

from handover.views import goals, goals_actions, measured

app_name = "goals"
urlpatterns = [
    path("", goals.goals, name="page"),
    path("switch/", goals_actions.master, name="master"),
    path("order/", goals_actions.order, name="order"),
    path("custom/", goals_actions.custom, name="custom"),
    path("add/", goals_actions.add, name="add"),
    path("copy/", goals_actions.copy, name="copy"),
    path("<int:pk>/switch/", goals_actions.switch, name="switch"),
    path("<int:pk>/move/", goals_actions.move, name="move"),
    path("<int:pk>/duplicate/", goals_actions.duplicate, name="duplicate"),
    path("<int:pk>/delete/", goals_actions.delete, name="delete"),
    path("<int:pk>/effects/", measured.effects, name="effects"),
    path("<int:pk>/effects/measure/", measured.measure, name="measure"),
    path("<int:pk>/effects/<int:run>/", measured.behind, name="behind"),
    path("<int:pk>/restore/", goals_actions.restore, name="restore"),
]
