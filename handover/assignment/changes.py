"""Changing who has a conversation, by conditional updates."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value

from bots.models import Bot, Mode
from handover import clock, notices, outbox
from handover.announcements import conversation_changed
from handover.assignment.candidates import unable
from handover.models import Conversation, Handover, Task
from staff.models import Member

MEMBER, NOBODY = Conversation.OwnerKind.MEMBER, Conversation.OwnerKind.NOBODY
TURN_ENDED: dict[str, Any] = {
    "turn_due_at": None,
    "turn_since": None,
    "turn_lease_until": None,
    "turn_attempts": 0,
}


QUEUED: dict[str, Any] = {
    "owner_kind": NOBODY,
    "version": F("version") + 1,
    "snoozed_until": None,
    "snoozed_by": None,
}
"""The update that takes a conversation out of a member's hands: anyone may claim it."""


class Taken(Exception):
    """Somebody else has the conversation. owner: who, when it is a member."""

    def __init__(self, conversation: Conversation, owner: Member | None) -> None:
        state = f"{owner} has it" if owner else "it is resolved"
        super().__init__(f"Too late: {state}.")
        self.conversation = conversation
        self.owner = owner


def claim(conversation: Conversation, member: Member, *, now: datetime) -> Conversation:
    """Take an open conversation out of the queue or from the bot. Errors: Taken, naming who was first."""
    with transaction.atomic():
        claimable = Conversation.objects.claimable(now).filter(pk=conversation.pk)
        won = claimable.update(**owned_by(member, now, bot=conversation.bot))
        if won:
            take_along(conversation, member, now=now)
            text = f"{member} took over the conversation."
            outbox.line(conversation, text, now=now, member=member).save()
            conversation_changed(conversation)
    current = Conversation.objects.for_lists().get(pk=conversation.pk)
    if current.status != Conversation.Status.OPEN:
        raise Taken(current, None)
    if not won and current.owner(now).member != member:
        raise Taken(current, current.owner(now).member)
    return current


def assign(conversation: Conversation, to: Member, *, by: Member, now: datetime) -> Conversation:
    """Give an open conversation to a member, whoever has it. Errors: Taken, ValueError with the reason."""
    if reason := unable(to):
        raise ValueError(f"{to} {reason}.")
    with transaction.atomic():
        opened = Conversation.objects.open().filter(pk=conversation.pk)
        if not opened.update(**owned_by(to, now, bot=conversation.bot)):
            raise Taken(conversation, None)
        take_along(conversation, to, now=now)
        current = Conversation.objects.for_lists().get(pk=conversation.pk)
        outbox.line(current, f"{by} assigned the conversation to {to}.", now=now, member=by).save()
        notices.assigned(current, to, by=by, now=now)
        conversation_changed(current)
    return current


def unassign(conversation: Conversation, *, by: Member, now: datetime) -> Conversation:
    """Put a member's conversation back into the queue; the contact's wait goes on. Twice is once.

    Errors: Taken (resolved).
    """
    with transaction.atomic():
        held = Conversation.objects.open().filter(pk=conversation.pk, owner_kind=MEMBER)
        if held.update(**QUEUED):
            clock.restart(conversation.pk, now=now)
            current = Conversation.objects.for_lists().get(pk=conversation.pk)
            text = f"{by} put the conversation back into the queue."
            outbox.line(current, text, now=now, member=by).save()
            if current.waiting_since:
                notices.released(current, because=text, but=by, now=now)
            conversation_changed(current)
    current = Conversation.objects.for_lists().get(pk=conversation.pk)
    if current.status != Conversation.Status.OPEN:
        raise Taken(current, None)
    return current


def owned_by(member: Member, now: datetime, *, bot: Bot | None) -> dict[str, Any]:
    """The update that makes a member the owner: the pause begins again, the bot's turn and a snooze end.

    bot: goes on with its turn where it only suggests; None once the member has answered.
    """
    turn = {} if bot and bot.mode == Mode.SUGGESTIVE else TURN_ENDED
    return {
        "owner_kind": MEMBER,
        "bot_resumes_at": pause_restarted(now),
        "assignee": member,
        "assigned_at": now,
        "version": F("version") + 1,
        "snoozed_until": None,
        "snoozed_by": None,
        **turn,
    }


def pause_restarted(now: datetime) -> "ExpressionWrapper[Any]":
    """now + the conversation's pause_for; null, so until someone hands back, when there is none."""
    return ExpressionWrapper(Value(now, DateTimeField()) + F("pause_for"), output_field=DateTimeField())


def take_along(conversation: Conversation, member: Member, *, now: datetime) -> None:
    """What follows the new owner: the clock on an answer, which starts anew, and what belongs to the open
    handover, the end of the pause and the task."""
    clock.restart(conversation.pk, now=now)
    note_end_of_pause(conversation)
    opened = Handover.objects.open().filter(conversation=conversation).order_by()
    Task.objects.to_do().filter(handover__in=opened.values("pk")).update(assignee=member)


def note_end_of_pause(conversation: Conversation) -> None:
    """The open handover says until when the bot is silent; a pause that starts again moves that."""
    until = Conversation.objects.values_list("bot_resumes_at", flat=True).get(pk=conversation.pk)
    Handover.objects.open().filter(conversation=conversation).update(paused_until=until)


def release_inactive(*, now: datetime, limit: int = 500) -> int:
    """Conversations of members who were deactivated or deleted go back to the queue, said to whoever may
    claim them. Not those whose pause is over: the bot has them."""
    gone = Q(assignee__is_active=False) | Q(assignee=None)
    left = Conversation.objects.open().filter(gone, owner_kind=MEMBER)
    left = left.exclude(pk__in=Conversation.objects.bot_due_back(now).values("pk"))
    released = 0
    for conversation in list(left.for_lists().order_by("pk")[:limit]):
        released += _release(conversation, now)
    return released


def _release(conversation: Conversation, now: datetime) -> bool:
    with transaction.atomic():
        still = Conversation.objects.filter(
            pk=conversation.pk, version=conversation.version, owner_kind=MEMBER
        )
        if not still.update(**QUEUED):
            return False
        clock.restart(conversation.pk, now=now)
        who = conversation.assignee or "Its owner"
        outbox.line(conversation, f"{who} is no longer active; anyone may claim it.", now=now).save()
        because = "Whoever had this conversation is no longer active."
        notices.released(conversation, because=because, now=now)
        conversation_changed(conversation)
    return True
