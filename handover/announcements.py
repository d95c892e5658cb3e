"""Which browsers hear that a conversation changed: the desk's lists, its own page, the contact's page."""

import hashlib

from handover.models import Address, Contact, Conversation
from staff.live import DESK, announce, member_group
from staff.models import Member


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


def contact_changed(contact: Contact) -> None:
    """What is known of a contact stands beside each of their open conversations."""
    for conversation in Conversation.objects.open().filter(contact=contact):
        conversation_changed(conversation)


def thread_changed(conversation: Conversation, address: Address) -> None:
    """Also the contact can see a difference."""
    conversation_changed(conversation)
    contact_told(address)


def visit_changed(conversation: Conversation, *, in_lists: bool) -> None:
    """Who is at a conversation, or who types there: asked for by itself, since nothing else has changed."""
    name = f"visit.{conversation.pk}"
    announce(conversation_group(conversation.pk), name)
    if in_lists:
        announce(DESK, name)


def reading_changed(conversation: Conversation, member: Member) -> None:
    """Up to where a member has read: only their own pages show it."""
    announce(member_group(member.pk), conversation_group(conversation.pk))


def contact_told(address: Address) -> None:
    announce(visitor_group(address.channel_id, address.external_id), "thread")
