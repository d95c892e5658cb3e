from django.urls import path

from handover.views import webchat

app_name = "chat"
urlpatterns = [
    path("<slug:token>/", webchat.page, name="page"),
    path("<slug:token>/thread/", webchat.thread, name="thread"),
    path("<slug:token>/send/", webchat.send, name="send"),
    path("<slug:token>/files/<slug:key>/<str:name>", webchat.file, name="file"),
]
