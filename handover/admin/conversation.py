from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from handover.admin.message import MessageInline
from handover.models import Conversation, Handover
from staff.backoffice import ReadOnlyAdmin, ReadOnlyInline, labelled, link

CLOCK = ("deadline_at", "deadline_step")


class HandoverInline(ReadOnlyInline):
    model = Handover
    verbose_name_plural = "Handovers"
    fields = ["page", "because", "assignee", "outcome"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("assignee")

    @admin.display(description="handover")
    def page(self, handover: Handover) -> str:
        return link("admin:handover_handover_change", handover.pk, handover)


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """The record. Working on a conversation is for the desk."""

    inlines = [MessageInline, HandoverInline]
    list_display = ["contact", "bot", "shown_status", "in_control", "last_message_at", "at_the_desk"]
    list_filter = ["status", "owner_kind", "bot", "assignee"]
    search_fields = ["contact__name", "contact__email", "contact__phone"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["at_the_desk", "shown_contact", "address", "bot", "status"]}),
        (
            "Who speaks",
            {"fields": ["in_control", "assignee", "assigned_at", "bot_resumes_at", "hand_back_note"]},
        ),
        (
            "When",
            {"fields": ["created_at", "last_message_at", "waiting_since", *CLOCK, "resolved_at"]},
        ),
    ]
    empty_text = "The first conversation begins when a contact writes."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        conversations: QuerySet[Conversation] = super().get_queryset(request)
        return conversations.select_related("contact", "bot", "assignee", "address__channel")

    @labelled("status", {"Open": "primary", "Resolved": "success"})
    def shown_status(self, conversation: Conversation) -> str:
        return conversation.get_status_display()

    @admin.display(description="in control")
    def in_control(self, conversation: Conversation) -> str:
        owner = conversation.owner(timezone.now())
        return str(owner.member) if owner.member else owner.kind.title()

    @admin.display(description="desk")
    def at_the_desk(self, conversation: Conversation) -> str:
        return link("desk:conversation", conversation.pk, "Open at the desk")

    @admin.display(description="contact")
    def shown_contact(self, conversation: Conversation) -> str:
        return link("contacts:contact", conversation.contact_id, conversation.contact)
