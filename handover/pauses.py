"""The bot's silence and its return. `bot_resumes_at` is the truth; these verbs announce and record it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from handover import notices, outbox
from handover.announcements import conversation_changed, thread_changed
from handover.assignment import Taken, owned_by
from handover.models import Conversation, Handover, Message
from handover.models.message import clean
from staff.models import Member
from staff.notifications import post

BOT = Conversation.OwnerKind.BOT


def resume_due(*, now: datetime, limit: int = 500, only: int | None = None) -> int:
    """Give every conversation whose pause has ended back to its bot, a chunk in one transaction.

    only: just this conversation. Two at once are harmless. Returns how many were given back.
    """
    with transaction.atomic():
        due = Conversation.objects.bot_due_back(now).for_lists()
        if only is not None:
            due = due.filter(pk=only)
        chunk = list(
            due.select_for_update(skip_locked=only is None, of=("self",)).order_by("bot_resumes_at")[:limit]
        )
        if chunk:
            _give_back(chunk, now)
    return len(chunk)


def _give_back(chunk: list[Conversation], now: datetime) -> None:
    ids = [conversation.pk for conversation in chunk]
    Conversation.objects.filter(pk__in=ids).update(
        owner_kind=BOT,
        version=F("version") + 1,
        bot_since=F("bot_resumes_at"),
        bot_resumes_at=None,
        pause_for=None,
        hand_back_note="",
    )
    Handover.objects.open().filter(conversation__in=ids).update(
        closed_at=now, outcome=Handover.Outcome.RESUMED
    )
    Message.objects.bulk_create(
        [outbox.line(c, "The pause has ended: the bot answers again.", now=now) for c in chunk]
    )
    post(notices.bots_resumed(chunk, now=now))
    for conversation in chunk:
        thread_changed(conversation, conversation.address)


def resume(conversation: Conversation, *, by: Member, note: str = "", now: datetime) -> Conversation:
    """Hand back to the bot. note: what the person said, for the bot. Errors: Taken when it is resolved."""
    note = clean(note).strip()
    with transaction.atomic():
        held = Conversation.objects.open().filter(pk=conversation.pk).exclude(owner_kind=BOT)
        if held.update(
            owner_kind=BOT,
            version=F("version") + 1,
            bot_since=now,
            bot_resumes_at=None,
            pause_for=None,
            hand_back_note=note,
            waiting_since=None,
        ):
            close_handover(conversation, Handover.Outcome.HANDED_BACK, now=now)
            text = f"{by} handed back to the bot{f': {note}' if note else '.'}"
            outbox.line(conversation, text, now=now, member=by).save()
            thread_changed(conversation, conversation.address)
    current = Conversation.objects.for_lists().get(pk=conversation.pk)
    if current.status != Conversation.Status.OPEN:
        raise Taken(current, None)
    return current


def pause(
    conversation: Conversation, *, by: Member, pause_for: timedelta | None, now: datetime
) -> Conversation:
    """Silence the bot for a time, or until someone hands back. Taken from the bot, it becomes the member's.

    Errors: Taken when it is resolved.
    """
    until = now + pause_for if pause_for else None
    with transaction.atomic():
        opened = Conversation.objects.open().filter(pk=conversation.pk)
        from_bot = opened.the_bots(now).update(
            **{**owned_by(by, now), "bot_resumes_at": until, "pause_for": pause_for}
        )
        if not from_bot and not opened.update(
            bot_resumes_at=until, pause_for=pause_for, version=F("version") + 1
        ):
            raise Taken(conversation, None)
        said = f"until {until:%d %b %H:%M} UTC" if until else "until someone hands back"
        outbox.line(conversation, f"{by} paused the bot {said}.", now=now, member=by).save()
        Handover.objects.open().filter(conversation=conversation).update(paused_until=until)
        conversation_changed(conversation)
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def close_handover(conversation: Conversation, outcome: Handover.Outcome, *, now: datetime) -> None:
    Handover.objects.open().filter(conversation=conversation).update(closed_at=now, outcome=outcome)
