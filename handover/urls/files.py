from django.urls import path

from handover.views import attachments

app_name = "files"
urlpatterns = [
    path("<slug:key>/remove/", attachments.remove, name="remove"),
    path("to/<int:pk>/", attachments.upload, name="upload"),
    path("link/<str:signed>/<str:name>", attachments.link, name="link"),
    path("<slug:key>/<str:name>", attachments.file, name="file"),
]
