from django.urls import path

from handover.views import exports, tag, tags

app_name = "tags"
urlpatterns = [
    path("", tags.listed, name="list"),
    path("export/", exports.tags, name="export"),
    path("<int:pk>/", tag.show, name="tag"),
    path("<int:pk>/rename/", tag.rename, name="rename"),
    path("<int:pk>/merge/", tag.merge, name="merge"),
    path("<int:pk>/delete/", tag.delete, name="delete"),
]
