"""An answer, a colleague and two sweeps meet at a deadline: real callers on PostgreSQL, again and again."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from bots.channels.base import Inbound
from bots.decisions import Escalate, Trigger
from bots.models import Bot, Channel, Scenario
from bots.setup import plain
from handover import assignment, deadlines, desk, intake, pauses
from handover.escalation import hand_over
from handover.models import Conversation, Message
from staff.models import Event, Member, Notification
from tests.handover.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TIMES = range(20)
TEN = timedelta(minutes=10)


@pytest.fixture
def late(
    bot: Bot, internal: Channel, scenario: Scenario, carl: Member, now: datetime
) -> "list[Conversation]":
    """Handed over to Bea, who was reminded; Carl is next, and it is time to give them to him."""
    Bot.objects.update(default_assignee=carl)
    decision = Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.")
    made = []
    for number in TIMES:
        message = intake.receive(internal, Inbound(f"m{number}", f"c{number}", "A person!"), now=now).message
        conversation = Conversation.objects.for_lists().get(pk=message.conversation_id)
        hand_over(conversation, decision, message=message, now=now)
        made.append(conversation)
    deadlines.sweep(now=now + TEN)
    return made


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def lines(conversation: Conversation, text: str) -> int:
    return conversation.messages.filter(direction="line", text__contains=text).count()


def test_an_answer_while_the_sweep_gives_it_away_leaves_one_owner_and_nobody_waiting(
    late: list[Conversation], bea: Member, carl: Member, now: datetime
) -> None:
    at = now + 2 * TEN
    for conversation in late:
        replied, taken = at_once(
            partial(desk.reply, fresh(conversation), bea, "Here I am.", now=at),
            partial(deadlines.take_step, conversation.pk, now=at),
        )
        assert isinstance(replied, Message)
        after = fresh(conversation)
        assert after.assignee == (carl if taken else bea)
        assert (after.waiting_since, after.deadline_at, after.deadline_step) == (None, None, "")
        assert lines(conversation, "given to Carl") == bool(taken)


def test_two_sweeps_take_a_step_once(late: list[Conversation], carl: Member, now: datetime) -> None:
    sweep = partial(deadlines.sweep, now=now + 2 * TEN)
    at_once(sweep, sweep)
    for conversation in late:
        assert fresh(conversation).version == 3, "handed over, then given away, once"
        assert lines(conversation, "given to Carl") == 1
        url = f"/desk/{conversation.pk}/"
        told = Notification.objects.filter(url=url, member=carl, event=Event.CONVERSATION_ASSIGNED)
        assert told.count() == 1
    sweep = partial(deadlines.sweep, now=now + 3 * TEN)
    at_once(sweep, sweep, sweep)
    for conversation in late:
        assert lines(conversation, "Nobody answered for 30") == 1
        assert conversation.messages.filter(turn_key__startswith="holding:").count() == 1


def test_a_colleague_who_takes_it_at_that_moment_has_it_or_was_too_late_and_never_both(
    late: list[Conversation], ana: Member, bea: Member, carl: Member, now: datetime
) -> None:
    at = now + 2 * TEN
    for conversation in late:
        assigned, taken = at_once(
            partial(assignment.assign, fresh(conversation), ana, by=bea, now=at),
            partial(deadlines.take_step, conversation.pk, now=at),
        )
        assert isinstance(assigned, Conversation)
        after = fresh(conversation)
        assert after.assignee == ana, "by hand comes last, or first and the sweep finds it changed"
        assert lines(conversation, "given to Carl") == bool(taken)
        assert (after.deadline_step, after.deadline_at) == ("remind", at + TEN) or (
            after.deadline_step == "supervise" and after.deadline_at == now + 3 * TEN
        )


def test_a_pause_extended_and_warned_of_at_once_ends_later_and_is_warned_of_once(
    late: list[Conversation], bea: Member, now: datetime
) -> None:
    Conversation.objects.update(waiting_since=None, deadline_at=None, deadline_step="")
    at = now + timedelta(hours=3, minutes=50)
    warn = partial(pauses.warn_of_return, now=at)
    results = at_once(warn, warn, *(partial(pauses.extend, one, by=bea, now=at) for one in late[:5]))
    assert not [one for one in results if isinstance(one, Exception)], results
    for conversation in late:
        told = Notification.objects.filter(event=Event.BOT_RESUMING, url=f"/desk/{conversation.pk}/")
        assert told.count() <= 1
        end = now + timedelta(hours=4) if conversation not in late[:5] else at + timedelta(hours=4)
        assert fresh(conversation).bot_resumes_at == end
