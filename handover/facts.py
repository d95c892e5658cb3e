"""Conversations and handovers as plain JSON values, in the shape other systems rely on."""

from datetime import datetime
from typing import Any

from handover.models import Conversation, Handover, Message


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def of_owner(conversation: Conversation, now: datetime) -> dict[str, Any]:
    owner = conversation.owner(now)
    return {"kind": owner.kind, "email": owner.member.email if owner.member else None}


def of_conversation(conversation: Conversation, now: datetime) -> dict[str, Any]:
    handovers = conversation.handovers.select_related(*HANDOVER_NEEDS).order_by("pk")
    messages = conversation.messages.in_order()
    return {
        "id": str(conversation.pk),
        "owner": of_owner(conversation, now),
        "version": conversation.version,
        "status": conversation.status,
        "paused": conversation.is_paused(now),
        "bot_resumes_at": moment(conversation.bot_resumes_at),
        "waiting_since": moment(conversation.waiting_since),
        "deadline": _deadline(conversation),
        "contact_held_at": moment(conversation.held_since),
        "messages": [of_message(message) for message in messages.prefetch_related("attachments")],
        "handovers": [of_handover(handover, now) for handover in handovers],
    }


def _deadline(conversation: Conversation) -> dict[str, Any] | None:
    """What the clock on an answer does next; None when it does not run."""
    if conversation.deadline_at is None:
        return None
    return {"step": conversation.deadline_step, "at": moment(conversation.deadline_at)}


def of_message(message: Message) -> dict[str, Any]:
    return {
        "id": str(message.pk),
        "direction": message.direction,
        "author": message.author,
        "text": message.text,
        "status": message.status,
        "created_at": moment(message.created_at),
        "attachments": [one.name for one in message.attachments.all()],
    }


HANDOVER_NEEDS = (
    "conversation__contact",
    "conversation__assignee",
    "conversation__bot",
    "bot",
    "final_message",
)


def of_handover(handover: Handover, now: datetime) -> dict[str, Any]:
    return {
        "id": str(handover.pk),
        "conversation": str(handover.conversation_id),
        "contact": str(handover.conversation.contact),
        "bot": handover.bot.slug if handover.bot else None,
        "scenario": handover.scenario_name or None,
        "trigger": handover.trigger,
        "because": handover.because,
        "owner": of_owner(handover.conversation, now)["email"],
        "task": str(handover.task.pk) if hasattr(handover, "task") else None,
        "tags": handover.tags,
        "paused_until": moment(handover.paused_until),
        "final_message": handover.final_message.text if handover.final_message else None,
        "created_at": moment(handover.created_at),
        "actions": handover.actions,
    }
