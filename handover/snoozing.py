"""Putting a conversation aside for a while. `snoozed_until` is the truth; the sweep only announces its end.

It also ends when the contact writes, when a member replies, claims, assigns, resolves or hands back, and by
hand. The clock on an answer runs on: putting it aside does not make a contact wait any less.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format

from handover import notices, outbox
from handover.announcements import conversation_changed
from handover.assignment import Taken
from handover.models import Conversation
from staff import hours
from staff.hours import A_DAY, MIDNIGHT, Hours, in_words
from staff.models import Member

LONGEST = timedelta(days=365)
MORNING = time(9)  # where no working hours say when a day begins
ENDED: dict[str, Any] = {"snoozed_until": None, "snoozed_by": None}


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    until: datetime
    shown: str


def snooze(conversation: Conversation, *, by: Member, until: datetime, now: datetime) -> Conversation:
    """Put it aside until then. Again moves the end.

    Errors: ValidationError (a moment in the past or too far ahead; a contact who waits and whom they do not
    have), Taken (resolved, or in a colleague's hands).
    """
    check(until, now)
    mine = Conversation.objects.mine(by).filter(pk=conversation.pk)
    free = Conversation.objects.claimable(now).filter(pk=conversation.pk, waiting_since=None)
    aside = {"snoozed_until": until, "snoozed_by": by}
    with transaction.atomic():
        if not mine.update(**aside) and not free.update(**aside):
            raise _refused(conversation, by, now)
        text = f"{by} snoozed the conversation until {_clock(until, by)}."
        outbox.line(conversation, text, now=now, member=by).save()
        conversation_changed(conversation)
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def check(until: datetime, now: datetime) -> None:
    """Errors: ValidationError."""
    if until <= now:
        raise ValidationError("That moment has passed. Choose one in the future.", code="past")
    if until > now + LONGEST:
        raise ValidationError("A conversation can be put aside for a year at most.", code="far")


def _refused(conversation: Conversation, by: Member, now: datetime) -> Exception:
    current = Conversation.objects.for_lists().get(pk=conversation.pk)
    owner = current.owner(now).member
    if current.status != Conversation.Status.OPEN or (owner and owner != by):
        return Taken(current, owner if current.status == Conversation.Status.OPEN else None)
    return ValidationError(f"{current.contact} waits for an answer. Claim the conversation to snooze it.")


def bring_back(conversation: Conversation, *, by: Member, now: datetime) -> Conversation:
    """End it by hand. Twice is once."""
    with transaction.atomic():
        aside = Conversation.objects.filter(pk=conversation.pk, snoozed_until__isnull=False)
        if aside.update(**ENDED):
            outbox.line(conversation, f"{by} brought the conversation back.", now=now, member=by).save()
            conversation_changed(conversation)
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def contact_wrote(conversation: Conversation, *, now: datetime) -> dict[str, Any]:
    """The columns to change when the contact writes, in the transaction that stores the message."""
    if conversation.snoozed_until is None:
        return {}
    if conversation.snoozed_until > now:
        text = f"{conversation.contact} wrote, so the conversation is back."
        outbox.line(conversation, text, now=now).save()
    return ENDED


def end_due(*, now: datetime, limit: int = 500) -> int:
    """Announce what is back by the clock, to whoever put it aside, or else to who has it. Each once.

    Two at once are harmless. Returns how many.
    """
    due = Conversation.objects.open().filter(snoozed_until__lte=now).for_lists().select_related("snoozed_by")
    ended = 0
    for conversation in due.order_by("snoozed_until")[:limit]:
        ended += _end(conversation, now)
    return ended


def _end(conversation: Conversation, now: datetime) -> bool:
    until = conversation.snoozed_until
    with transaction.atomic():
        still = Conversation.objects.filter(pk=conversation.pk, snoozed_until=until)
        if until is None or not still.update(**ENDED):
            return False
        outbox.line(conversation, "The snooze has ended.", now=now).save()
        member = conversation.snoozed_by
        if member is None or not member.is_active:
            member = conversation.owner(now).member
        if member:
            notices.snooze_ended(conversation, member, until=until, now=now)
        conversation_changed(conversation)
    return True


def choices(member: Member, now: datetime) -> list[Choice]:
    """What the menu offers, on the member's own clock and by their working hours. Two queries."""
    theirs = hours.of([member])[member.pk]
    ends = [
        ("1h", "For 1 hour", now + timedelta(hours=1)),
        ("4h", "For 4 hours", now + timedelta(hours=4)),
        ("tomorrow", "Until tomorrow morning", tomorrow_morning(theirs, now)),
        ("monday", "Until next Monday", next_monday(theirs, now)),
    ]
    return [Choice(key, label, until, _shown(until, theirs, now)) for key, label, until in ends]


def tomorrow_morning(theirs: Hours, now: datetime) -> datetime:
    """When they next begin to work on a day after today."""
    return _morning(theirs, now.astimezone(theirs.zone), days=1)


def next_monday(theirs: Hours, now: datetime) -> datetime:
    local = now.astimezone(theirs.zone)
    return _morning(theirs, local, days=7 - local.weekday())


def _morning(theirs: Hours, local: datetime, *, days: int) -> datetime:
    day = local.date() + days * A_DAY
    begins = datetime.combine(day, MIDNIGHT, theirs.zone)
    opening = theirs.next_opening(begins) or begins
    if opening.time() == MIDNIGHT:  # open all day, in a night's second half, or never
        return datetime.combine(opening.date(), MORNING, theirs.zone)
    return opening


def _shown(until: datetime, theirs: Hours, now: datetime) -> str:
    return in_words(until.astimezone(theirs.zone), now)


def _clock(until: datetime, member: Member) -> str:
    local = until.astimezone(hours.zone_of(member))
    return f"{date_format(local, 'D j M, H:i')} ({local.tzname()})"
