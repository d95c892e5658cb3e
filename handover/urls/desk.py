from django.urls import path

from handover.views import desk, desk_actions, desk_aside, desk_extend, desk_visits, desk_writing

app_name = "desk"
urlpatterns = [
    path("", desk.conversations, name="list"),
    path("<int:pk>/", desk.conversation, name="conversation"),
    path("badge/", desk_visits.badge, name="badge"),
    path("visits/", desk_visits.rows, name="at_rows"),
    path("<int:pk>/visits/", desk_visits.around, name="around"),
    path("<int:pk>/here/", desk_visits.here, name="here"),
    path("<int:pk>/left/", desk_visits.left, name="left"),
    path("<int:pk>/read/", desk_visits.read, name="read"),
    path("<int:pk>/unread/", desk_visits.unread, name="unread"),
    path("<int:pk>/claim/", desk_actions.claim, name="claim"),
    path("<int:pk>/assign/", desk_actions.assign, name="assign"),
    path("<int:pk>/reply/", desk_actions.reply, name="reply"),
    path("<int:pk>/note/", desk_writing.note, name="note"),
    path("<int:pk>/draft/", desk_writing.draft, name="draft"),
    path("<int:pk>/canned/", desk_writing.canned, name="canned"),
    path("people/", desk_writing.people, name="people"),
    path("<int:pk>/resolve/", desk_actions.resolve, name="resolve"),
    path("<int:pk>/reopen/", desk_actions.reopen, name="reopen"),
    path("<int:pk>/undo-resolve/", desk_aside.undo_resolve, name="undo_resolve"),
    path("<int:pk>/snooze/", desk_aside.snooze, name="snooze"),
    path("<int:pk>/back/", desk_aside.back, name="back"),
    path("<int:pk>/detail/", desk_aside.detail, name="detail"),
    path("handovers/<int:pk>/false-alarm/", desk_aside.false_alarm, name="false_alarm"),
    path("messages/<int:pk>/missed/", desk_aside.missed, name="missed"),
    path("<int:pk>/pause/", desk_actions.pause, name="pause"),
    path("<int:pk>/extend/", desk_extend.extend, name="extend"),
    path("<int:pk>/resume/", desk_actions.resume, name="resume"),
    path("messages/<int:pk>/retry/", desk_actions.retry, name="retry"),
    path("messages/<int:pk>/suggestion/", desk_aside.suggestion, name="suggestion"),
    path("tasks/<int:pk>/", desk_actions.task, name="task"),
]
