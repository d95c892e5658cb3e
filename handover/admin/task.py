from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from handover.models import Task
from staff.backoffice import ListAdmin


@admin.register(Task)
class TaskAdmin(ListAdmin):
    """Tasks have pages of their own; here they are searched."""

    search_fields = ["title", "description", "contact__name", "contact__email"]

    @staticmethod
    def page_of(task: Task) -> str:
        return reverse("tasks:task", args=[task.pk])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        tasks: QuerySet[Task] = super().get_queryset(request)
        return tasks.select_related("contact", "assignee")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("tasks:list")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
