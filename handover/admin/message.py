from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from handover.models import Message
from staff.backoffice import ReadOnlyInline


class MessageInline(ReadOnlyInline):
    model = Message
    verbose_name_plural = "Messages"
    fields = ["occurred_at", "wrote", "text", "shown_status", "because"]
    ordering = ["occurred_at", "pk"]
    per_page = 50

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("member")

    @admin.display(description="who")
    def wrote(self, message: Message) -> str:
        return str(message.member) if message.member else message.get_author_display()

    @admin.display(description="status")
    def shown_status(self, message: Message) -> str:
        status = message.get_status_display()
        return f"{status}: {message.last_error}" if message.last_error else status
