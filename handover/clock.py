"""When the clock on an answer begins, and which step of it comes next.

While a contact waits for a person, `deadline_at` says when the next step is due and `deadline_step` which.
It starts where the wait begins and anew where the owner changes; columns() is all that ever sets it.
"""

from copy import copy
from datetime import datetime, timedelta
from typing import Any

from bots.models import Bot
from handover.models import Conversation
from handover.notices import whoever_may_take_over
from staff import hours
from staff.hours import Open
from staff.models import Member

_, REMIND, REASSIGN, SUPERVISE = Conversation.Deadline
STOPPED: dict[str, Any] = {"deadline_at": None, "deadline_step": ""}
ANSWERED: dict[str, Any] = {"waiting_since": None, "held_since": None, **STOPPED}
"""The part of an update that ends the contact's wait."""
LONGEST_ABSENCE = timedelta(days=4)
"""Weekends and public holidays stop a member's clock; while somebody is gone for longer, the others' runs."""


def restart(conversation_id: int, *, now: datetime) -> None:
    """After an update that changed the owner or began the wait, in its transaction: the row is locked."""
    conversation = Conversation.objects.select_related("bot", "assignee").get(pk=conversation_id)
    fresh = columns(conversation, now=now)
    if (fresh["deadline_at"], fresh["deadline_step"]) != (
        conversation.deadline_at,
        conversation.deadline_step,
    ):
        Conversation.objects.filter(pk=conversation_id).update(**fresh)


def start(conversation_id: int, *, now: datetime) -> bool:
    """Where it does not run yet, as when the bot that should have answered was switched off meanwhile.

    Whether it runs from now on.
    """
    resting = Conversation.objects.filter(pk=conversation_id, deadline_at=None)
    if not resting.exists():
        return False
    restart(conversation_id, now=now)
    return not resting.exists()


def columns(conversation: Conversation, *, now: datetime, done: str = "") -> dict[str, Any]:
    """For the update: the next step after `done`, or none when nobody waits for a person or none is left."""
    if not conversation.waits_for_person(now):
        return STOPPED
    step = following(settings_of(conversation), hours_of(conversation, now), conversation, now, done)
    return {"deadline_at": step[0], "deadline_step": step[1]} if step else STOPPED


def owned(conversation: Conversation, member: Member | None) -> Conversation:
    """The conversation as it would be in the member's hands or nobody's, unsaved."""
    kind = Conversation.OwnerKind
    theirs = copy(conversation)
    theirs.owner_kind, theirs.assignee = kind.MEMBER if member else kind.NOBODY, member
    theirs.bot_resumes_at = None
    return theirs


def handed_over(conversation: Conversation, member: Member | None, *, now: datetime) -> Conversation:
    """As a handover leaves it: the contact waits for a person, from now on if nothing was waited for."""
    theirs = owned(conversation, member)
    theirs.waiting_since = conversation.waiting_since or now
    return theirs


def settings_of(conversation: Conversation) -> Bot:
    """Of its bot; the form's defaults where that was deleted."""
    return conversation.bot or Bot()


def minutes_of(bot: Bot) -> dict[str, int]:
    """Working minutes until each step that is on, in the order of the steps."""
    after = ((REMIND, bot.remind_after), (REASSIGN, bot.reassign_after), (SUPERVISE, bot.supervise_after))
    return {step.value: minutes for step, minutes in after if minutes is not None}


def following(
    bot: Bot, open_: Open, conversation: Conversation, now: datetime, done: str = ""
) -> tuple[datetime, str] | None:
    """The step that comes first of those after `done`, and when.

    Reminding and giving away count from now, when the owner got it; the supervisor's counts from when the
    contact began to wait, unless that is over already.
    """
    left = minutes_of(bot)
    spent = left.get(done, 0)
    steps = list(Conversation.Deadline.values)
    for over in steps[: steps.index(done) + 1] if done else []:
        left.pop(over, None)
    due = [(_after(open_, now, max(minutes - spent, 0)), step) for step, minutes in left.items()]
    since = conversation.waiting_since
    if SUPERVISE.value in left and since:
        at = _after(open_, since, left[SUPERVISE.value])
        due += [(at, SUPERVISE.value)] if at > now else []
    return min(due, key=lambda one: (one[0], steps.index(one[1])), default=None)


def course(bot: Bot, open_: Open, conversation: Conversation, now: datetime) -> list[tuple[datetime, str]]:
    """All the steps as they will come if nothing happens, each with its moment."""
    steps: list[tuple[datetime, str]] = []
    while step := following(bot, open_, conversation, *(steps[-1] if steps else (now,))):
        steps.append(step)
    return steps


def _after(open_: Open, since: datetime, minutes: int) -> datetime:
    """Where nobody works within a year the clock on the wall counts: no contact is forgotten."""
    return open_.add_minutes(since, minutes) or since + timedelta(minutes=minutes)


def hours_of(conversation: Conversation, now: datetime) -> Open:
    """The hours that the clock counts: the owner's; with nobody, or while the owner is gone for days, those
    of everybody who may take over."""
    owner = conversation.owner(now).member
    if owner:
        theirs = hours.of([owner])[owner.pk]
        opens = theirs.next_opening(now)
        if opens and opens - now <= LONGEST_ABSENCE:
            return theirs
    everybody = list(whoever_may_take_over())
    return hours.any_of(hours.of(everybody).values())
