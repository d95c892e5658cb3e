from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from handover.models import Tag
from staff.backoffice import ListAdmin


@admin.register(Tag)
class TagAdmin(ListAdmin):
    """Tags have pages of their own."""

    search_fields = ["name"]

    @staticmethod
    def page_of(tag: Tag) -> str:
        return reverse("tags:tag", args=[tag.pk])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("tags:list")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
