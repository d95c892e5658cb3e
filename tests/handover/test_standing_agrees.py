"""What a conversation says of itself and what the database finds of it agree, in every state there can be."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from bots.models import Bot, Channel, Mode
from handover.models import Address, Contact, Conversation
from handover.models.conversation import ConversationQuerySet
from staff.models import Member

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
ENDS = (None, -HOUR, -TICK, 0 * HOUR, TICK, HOUR)
"""Of the pause, from now; None: when someone hands back."""
WAITS = (None, -2 * HOUR, -HOUR, -HOUR + TICK, -TICK, 0 * HOUR)
"""Since when the contact waits, from now."""
BOTS = [(mode, anyway) for mode in Mode.values for anyway in (False, True)]
OWNERS = ("bot", "nobody", "there", "gone", "deleted")


def bots() -> list[Bot | None]:
    """Each mode, told to come back anyway and not; none for one that was deleted."""
    made = [
        Bot(name=f"Bot {number}", slug=f"bot-{number}", mode=mode, resume_while_waiting=anyway)
        for number, (mode, anyway) in enumerate(BOTS)
    ]
    return [*Bot.objects.bulk_create(made), None]


def states(ana: Member, bea: Member, now: datetime) -> list[dict[str, Any]]:
    owners: dict[str, dict[str, Any]] = {
        "bot": {"owner_kind": "bot"},
        "nobody": {"owner_kind": "nobody"},
        "there": {"owner_kind": "member", "assignee": ana},
        "gone": {"owner_kind": "member", "assignee": bea},
        "deleted": {"owner_kind": "member", "assignee": None},
    }
    opened = [
        {
            **owners[owner],
            "bot": bot,
            "bot_resumes_at": None if end is None else now + end,
            "waiting_since": None if wait is None else now + wait,
        }
        for owner, bot, end, wait in product(OWNERS, bots(), ENDS, WAITS)
        if owner != "bot" or end is None
    ]
    resolved = [{**owner, "status": "resolved"} for owner in owners.values()]
    return opened + resolved


@pytest.fixture
def every(internal: Channel, dana: Contact, ana: Member, bea: Member, now: datetime) -> list[Conversation]:
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    rows = states(ana, bea, now)
    addresses = Address.objects.bulk_create(
        Address(contact=dana, channel=internal, external_id=f"dana-{number}") for number in range(len(rows))
    )
    at = {"contact": dana, "bot_since": now, "last_message_at": now, "created_at": now}
    Conversation.objects.bulk_create(
        Conversation(address=address, **at, **row) for address, row in zip(addresses, rows, strict=True)
    )
    return list(Conversation.objects.for_lists())


def ids(found: ConversationQuerySet) -> set[int]:
    return set(found.values_list("pk", flat=True))


def test_python_and_sql_agree_in_every_state(every: list[Conversation], now: datetime) -> None:
    assert len(every) > 1000
    rows, opened = Conversation.objects.all(), [one for one in every if one.status == "open"]
    back, the_bots, answered, claimable, speaks, unassigned = (
        ids(found)
        for found in (
            rows.bot_due_back(now),
            rows.the_bots(now),
            rows.answered_by_bot(now),
            rows.claimable(now),
            rows.bot_speaks(),
            rows.unassigned(),
        )
    )
    for one in opened:
        state = (one.owner_kind, one.assignee, one.bot, one.bot_resumes_at, one.waiting_since)
        bot_back = one.pause_is_over(now) and bool(one.bot and one.bot.speaks)
        assert (one.pk in back) == bot_back, state
        assert (one.pk in answered) == one.bot_may_speak(now), state
        assert (one.pk in the_bots) == (one.owner_kind == "bot" or bot_back), state
        assert (one.pk in claimable) == (one.owner(now).member is None), state
        assert (one.pk in speaks) == (one.owner_kind == "bot" and one.bot_may_speak(now)), state
        if not bot_back:  # until that is announced, the queue still shows nobody's
            assert (one.pk in unassigned) == (one.owner(now).kind == "nobody"), state
        assert one.waits_for_person(now) == (one.waiting_since is not None and one.pk not in answered), state
    for found in (back, the_bots, answered, claimable, speaks, unassigned):
        assert found <= {one.pk for one in opened}, "what is resolved is in none of them"


def test_who_is_in_control_is_always_exactly_one(every: list[Conversation], now: datetime) -> None:
    """And while a contact waits for a person, the bot stays silent, unless it is told to answer."""
    for one in every:
        owner = one.owner(now)
        assert (owner.kind == "member") == (owner.member is not None)
        held = one.waiting_since and one.bot_resumes_at and one.waiting_since < one.bot_resumes_at
        if held and one.bot and not one.bot.resume_while_waiting:
            assert owner.kind != "bot"


def test_whose_owner_is_warned_gets_the_bot_back_by_then(every: list[Conversation], now: datetime) -> None:
    """The warning speaks the truth: without another word the bot is back at that time, and not before."""
    until = now + HOUR
    warned = ids(Conversation.objects.resuming(now, until))
    back = ids(Conversation.objects.bot_due_back(until))
    assert warned
    for one in every:
        due = one.status == "open" and one.owner_kind == "member" and one.assignee_id is not None
        ahead = one.bot_resumes_at is not None and one.bot_resumes_at > now
        if one.pk in warned:
            assert due
            assert ahead
            assert one.pk in back
            assert not one.bot_may_speak(now)
        elif due and ahead:
            assert not one.bot_may_speak(until)
