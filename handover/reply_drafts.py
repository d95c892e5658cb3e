"""What a member has typed into a conversation and not sent yet: one draft for each, on whatever device."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from handover.models import Conversation, ReplyDraft
from handover.models.message import clean
from staff.models import Member

AT_MOST = 50_000  # characters; more than can be sent, so that nothing is lost while it is cut down


def keep(
    conversation: Conversation,
    member: Member,
    text: str,
    *,
    is_note: bool,
    typed_at: datetime,
    client_key: str = "",
) -> bool:
    """Keep what was typed at `typed_at`. False when something typed later is kept already: that stays.

    Empty text forgets the draft. client_key: the form's; once its message is sent, there is no draft of it.
    Errors: ValidationError (too long).
    """
    text = clean(text)
    if len(text) > AT_MOST:
        raise ValidationError(f"At most {AT_MOST} characters are kept while you write.", code="long")
    if not text.strip():
        forget(conversation, member, until=typed_at)
        return not of(conversation, member)
    kept = _written(conversation, member, {"text": text, "is_note": is_note, "updated_at": typed_at})
    if client_key and conversation.messages.filter(client_key=client_key).exists():
        forget(conversation, member, until=typed_at)
    return kept


def _written(conversation: Conversation, member: Member, fields: dict[str, object]) -> bool:
    drafts = ReplyDraft.objects.filter(conversation=conversation, member=member)
    if drafts.filter(updated_at__lte=fields["updated_at"]).update(**fields):
        return True
    try:
        with transaction.atomic():
            ReplyDraft.objects.create(conversation=conversation, member=member, **fields)
    except IntegrityError:  # there is one, typed later than this, or made this moment
        return bool(drafts.filter(updated_at__lte=fields["updated_at"]).update(**fields))
    return True


def of(conversation: Conversation, member: Member) -> ReplyDraft | None:
    return ReplyDraft.objects.filter(conversation=conversation, member=member).first()


def among(conversations: Iterable[Conversation], member: Member) -> set[int]:
    """The ids of those in which the member has a draft."""
    drafts = ReplyDraft.objects.filter(conversation__in=list(conversations), member=member)
    return set(drafts.values_list("conversation", flat=True))


def forget(conversation: Conversation, member: Member, *, until: datetime) -> None:
    """It was sent, or emptied. What was typed after `until` stays."""
    ReplyDraft.objects.filter(conversation=conversation, member=member, updated_at__lte=until).delete()
