from django.urls import path

from handover.views import desk, desk_actions

app_name = "desk"
urlpatterns = [
    path("", desk.conversations, name="list"),
    path("<int:pk>/", desk.conversation, name="conversation"),
    path("<int:pk>/claim/", desk_actions.claim, name="claim"),
    path("<int:pk>/assign/", desk_actions.assign, name="assign"),
    path("<int:pk>/reply/", desk_actions.reply, name="reply"),
    path("<int:pk>/resolve/", desk_actions.resolve, name="resolve"),
    path("<int:pk>/reopen/", desk_actions.reopen, name="reopen"),
    path("<int:pk>/pause/", desk_actions.pause, name="pause"),
    path("<int:pk>/resume/", desk_actions.resume, name="resume"),
    path("messages/<int:pk>/retry/", desk_actions.retry, name="retry"),
    path("messages/<int:pk>/suggestion/", desk_actions.suggestion, name="suggestion"),
    path("tasks/<int:pk>/", desk_actions.task, name="task"),
]
