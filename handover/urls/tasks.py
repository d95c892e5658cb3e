from django.urls import path

from handover.views import exports, task, tasks

app_name = "tasks"
urlpatterns = [
    path("", tasks.listed, name="list"),
    path("export/", exports.tasks, name="export"),
    path("new/", task.new, name="new"),
    path("add/", task.add, name="add"),
    path("<int:pk>/", task.show, name="task"),
    path("<int:pk>/save/", task.save, name="save"),
    path("<int:pk>/complete/", tasks.complete, name="complete"),
    path("<int:pk>/reopen/", tasks.reopen, name="reopen"),
    path("<int:pk>/undo/", tasks.undo, name="undo"),
]
