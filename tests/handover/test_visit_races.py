"""A member's several pages tell of themselves at the same moment."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from bots.channels.base import Inbound
from bots.models import Channel
from handover import intake, visits
from handover.models import Conversation, Visit
from staff.models import Member
from tests.handover.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TIMES = range(10)


def test_two_first_pages_are_one_visit_and_the_later_reading_stands(
    internal: Channel, bea: Member, now: datetime
) -> None:
    for number in TIMES:
        first, last = (
            intake.receive(
                internal, Inbound(f"{number}-{n}", f"c{number}", "Hello"), now=now + timedelta(seconds=n)
            ).message
            for n in range(2)
        )
        conversation = Conversation.objects.for_lists().get(pk=first.conversation_id)
        results = at_once(
            partial(visits.here, conversation, bea, typing=False, now=now),
            partial(visits.mark_read, conversation, bea, last),
            partial(visits.mark_read, conversation, bea, first),
        )
        assert results == [None, None, None]
        visit = Visit.objects.get(conversation=conversation)
        assert visit.here_at == now
        assert visit.read_until == last.created_at
