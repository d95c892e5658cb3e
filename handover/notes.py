"""What members write for each other in a conversation; the contact and the bot never see it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from handover import notices
from handover.announcements import conversation_changed
from handover.mentions import mentioned
from handover.models import Conversation, Message
from handover.models.message import checked
from staff.models import Member


def add(
    conversation: Conversation, member: Member, text: str, *, now: datetime, client_key: str | None = None
) -> Message:
    """Keep a note in the thread and tell whom it mentions. No answer, no takeover; resolved or not.

    client_key: made by the page; the same one twice adds once.
    Errors: ValidationError (empty, too long, or a mention that could be several people).
    """
    text = checked(text)
    named = mentioned(text)
    if earlier := _written(conversation, client_key):
        return earlier
    try:
        with transaction.atomic():
            note = _note(conversation, member, text, client_key, now)
            note.save()
            note.mentions.set(named)
            notices.mentioned(note, named, now=now)
            conversation_changed(conversation)
            return note
    except IntegrityError:
        if earlier := _written(conversation, client_key):
            return earlier
        raise


def _written(conversation: Conversation, client_key: str | None) -> Message | None:
    return conversation.messages.filter(client_key=client_key).first() if client_key else None


def _note(
    conversation: Conversation, member: Member, text: str, client_key: str | None, now: datetime
) -> Message:
    return Message(
        conversation=conversation,
        direction=Message.Direction.NOTE,
        author=Message.Author.MEMBER,
        member=member,
        text=text,
        status=Message.Status.NOTED,
        client_key=client_key,
        created_at=now,
        occurred_at=now,
    )
