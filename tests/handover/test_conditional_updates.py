"""A conditional update must ask its condition of the row it has locked.

On PostgreSQL an UPDATE whose WHERE is `id IN (subquery over the same table)` picks its rows first and does
not look again after waiting for another transaction: two would win.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bots.models import Bot
from handover import assignment, deadlines, desk, outbox, pauses, turns
from handover.models import Conversation
from staff import notifications
from staff.models import Member
from tests.conftest import Say

Verb = Callable[[Conversation, Member, datetime], object]
GUARDED = ("handover_conversation", "handover_message", "handover_task", "staff_delivery")
CONDITIONAL: dict[str, Verb] = {
    "claim": lambda c, member, now: assignment.claim(c, member, now=now),
    "assign": lambda c, member, now: assignment.assign(c, member, by=member, now=now),
    "reply": lambda c, member, now: desk.reply(c, member, "Hello", now=now),
    "resolve": lambda c, member, now: desk.resolve(c, by=member, now=now),
    "pause": lambda c, member, now: pauses.pause(c, by=member, pause_for=None, now=now),
    "undo resolve": lambda c, member, now: (
        desk.resolve(c, by=member, now=now),
        desk.undo_resolve(c, resolved_at=now, by=member, now=now),
    ),
    "unassign": lambda c, member, now: (
        assignment.claim(c, member, now=now),
        assignment.unassign(c, by=member, now=now),
    ),
    "take turn": lambda c, member, now: turns.take_turn(c.pk, now=now),
    "deliver": lambda c, member, now: (turns.take_turn(c.pk, now=now), outbox.deliver(c.pk, now=now)),
    "resume": lambda c, member, now: (
        pauses.pause(c, by=member, pause_for=None, now=now),
        pauses.resume(c, by=member, now=now),
    ),
    "release": lambda c, member, now: (
        assignment.claim(c, member, now=now),
        Member.objects.filter(pk=member.pk).update(is_active=False),
        assignment.release_inactive(now=now),
    ),
    "clock": lambda c, member, now: (
        assignment.claim(c, member, now=now),
        *(deadlines.sweep(now=now + timedelta(minutes=10 * step)) for step in (1, 2, 3)),
    ),
    "warn": lambda c, member, now: (
        pauses.pause(c, by=member, pause_for=timedelta(hours=1), now=now),
        Conversation.objects.filter(pk=c.pk).update(waiting_since=None),
        pauses.warn_of_return(now=now + timedelta(minutes=50)),
        pauses.extend(c, by=member, now=now),
    ),
    "notify": lambda c, member, now: (
        assignment.assign(c, member, by=Member.objects.create_user("zed@shop.example", name="Zed"), now=now),
        notifications.sweep(now=now + timedelta(seconds=1)),
    ),
}


@pytest.mark.parametrize("verb", CONDITIONAL)
@pytest.mark.parametrize("text", ["When are you open?", "I want to talk to a human please"])
def test_no_conditional_update_chooses_its_rows_in_a_subquery_over_its_own_table(
    verb: str, text: str, bot: Bot, say: Say, carl: Member, now: datetime
) -> None:
    conversation = say(text, at=now, work=False)
    with CaptureQueriesContext(connection) as queries:
        CONDITIONAL[verb](conversation, carl, now)
    updates = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert updates
    for sql in updates:
        found = re.match(r'UPDATE "(\w+)"', sql)
        assert found
        table = found[1]
        if table in GUARDED:
            assert not re.search(rf'\bFROM "{table}"', sql), sql
