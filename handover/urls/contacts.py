from django.urls import path

from handover.views import contact, contact_edit, contacts, exports, merge

app_name = "contacts"
urlpatterns = [
    path("", contacts.listed, name="list"),
    path("export/", exports.contacts, name="export"),
    path("<int:pk>/", contact.show, name="contact"),
    path("<int:pk>/save/", contact_edit.save, name="save"),
    path("<int:pk>/tag/", contact_edit.put_tag_on, name="tag"),
    path("<int:pk>/untag/", contact_edit.take_tag_off, name="untag"),
    path("<int:pk>/merge/", merge.choose, name="merge"),
    path("<int:pk>/merge/<int:other>/", merge.show, name="merge_preview"),
    path("<int:pk>/merge/<int:other>/confirm/", merge.confirm, name="merge_confirm"),
]
