"""Which browsers hear that a conversation changed: the desk's lists, its own page, the contact's page."""

import hashlib

from handover.models import Address, Conversation
from staff.live import DESK, announce


def conversation_group(conversation_id: int) -> str:
    return f"conversation.{conversation_id}"


def visitor_group(channel_id: int | None, external_id: str) -> str:
    """Group names are short ASCII, ids of contacts are not."""
    digest = hashlib.sha256(f"{channel_id}:{external_id}".encode()).hexdigest()
    return f"visitor.{digest[:40]}"


def conversation_changed(conversation: Conversation) -> None:
    name = conversation_group(conversation.pk)
    announce(DESK, name)
    announce(name, name)


def thread_changed(conversation: Conversation, address: Address) -> None:
    """Also the contact can see a difference."""
    conversation_changed(conversation)
    announce(visitor_group(address.channel_id, address.external_id), "thread")
