"""Many deadlines at once: the sweep finds them by their index and takes a part; the next takes the rest."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bots.models import Bot, Channel
from handover import deadlines
from handover.models import Address, Contact, Conversation
from staff.models import Member

HOUR = timedelta(hours=1)


def waiting(channel: Channel, contact: Contact, count: int, at: datetime, *, due: datetime) -> None:
    """So many conversations of nobody's, whose reminder is due then."""
    start = Address.objects.count()
    addresses = Address.objects.bulk_create(
        Address(contact=contact, channel=channel, external_id=f"many-{start + number}")
        for number in range(count)
    )
    times = {"bot_since": at, "last_message_at": at, "created_at": at, "waiting_since": at}
    state = {"owner_kind": "nobody", "deadline_at": due, "deadline_step": "remind", **times}
    Conversation.objects.bulk_create(
        Conversation(contact=contact, address=address, bot=channel.bot, bot_resumes_at=at + HOUR, **state)
        for address in addresses
    )


def test_a_sweep_takes_a_part_and_each_step_costs_the_same(
    bot: Bot, internal: Channel, dana: Contact, bea: Member, now: datetime
) -> None:
    waiting(internal, dana, 9, now - HOUR, due=now)
    counts = []
    for limit in (2, 5):
        with CaptureQueriesContext(connection) as queries:
            assert deadlines.sweep(now=now, limit=limit) == limit
        counts.append((len(queries) - 1) / limit)
    assert counts[0] == counts[1] <= 32, counts
    assert Conversation.objects.deadline_due(now).count() == 2


@pytest.mark.postgres
@pytest.mark.django_db
def test_among_many_that_wait_those_that_are_due_are_found_by_their_index(
    bot: Bot, internal: Channel, dana: Contact, now: datetime
) -> None:
    waiting(internal, dana, 4000, now - HOUR, due=now + HOUR)
    waiting(internal, dana, 20, now - HOUR, due=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE handover_conversation")
    due = Conversation.objects.deadline_due(now).order_by("deadline_at").values_list("pk", flat=True)
    assert "deadline_due" in due[:500].explain()
    back = Conversation.objects.bot_due_back(now - HOUR).order_by("bot_resumes_at")
    assert "bot_due_back" in back[:500].explain()
