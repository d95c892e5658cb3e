from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from handover.models import Tag
from staff.backoffice import ModelAdmin


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    list_display = ["name", "on_contacts"]
    search_fields = ["name"]
    fields = ["name"]
    empty_text = "Handovers make their tags themselves, such as human_handover."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        tags: QuerySet[Tag] = super().get_queryset(request)
        return tags.annotate(contact_count=Count("contacts"))

    @admin.display(description="contacts", ordering="contact_count")
    def on_contacts(self, tag: Any) -> str:
        url = reverse("admin:handover_contact_changelist")
        return format_html(
            '<a class="house-link" href="{}?tags__id__exact={}">{}</a>', url, tag.pk, tag.contact_count
        )
