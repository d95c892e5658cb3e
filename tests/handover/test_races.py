"""Every race that matters, run by two real callers on PostgreSQL, again and again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from bots.channels.base import Inbound
from bots.decisions import Escalate, Trigger
from bots.models import Bot, Channel, Scenario
from bots.setup import plain
from handover import assignment, desk, feedback, intake, outbox, pauses, snoozing, turns
from handover.assignment import Taken
from handover.escalation import hand_over
from handover.models import Address, Contact, Conversation, Handover, Message, Task
from staff.models import Member, Notification, Team
from tests.conftest import Receiver
from tests.handover.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TIMES = range(20)

New = Callable[..., Conversation]


@pytest.fixture
def new(bot: Bot, internal: Channel, now: datetime) -> New:
    """A new contact who has just written; the bot's turn is due."""
    count = 0

    def write(text: str = "When are you open?", **fields: object) -> Conversation:
        nonlocal count
        count += 1
        message = intake.receive(internal, Inbound(f"m{count}", f"c{count}", text), now=now).message
        if fields:
            Conversation.objects.filter(pk=message.conversation_id).update(**fields)
        return fresh(message.conversation_id)

    return write


def fresh(pk: int) -> Conversation:
    return Conversation.objects.for_lists().select_related("last_inbound").get(pk=pk)


def escalation(scenario: Scenario) -> Escalate:
    return Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.")


def test_two_members_claim_one_wins_and_the_other_is_told_who(
    new: New, bea: Member, carl: Member, now: datetime
) -> None:
    winners = set()
    for _ in TIMES:
        queued = new(owner_kind="nobody", turn_due_at=None)
        results = at_once(
            partial(assignment.claim, queued, bea, now=now), partial(assignment.claim, queued, carl, now=now)
        )
        (lost,) = [one for one in results if isinstance(one, Taken)]
        owner = fresh(queued.pk).assignee
        assert lost.owner == owner
        assert fresh(queued.pk).version == queued.version + 1
        assert queued.messages.filter(direction="line").count() == 1
        winners.add(owner)
    assert winners <= {bea, carl}


def test_a_turn_and_a_claim_never_leave_a_bots_answer_beside_the_member(
    new: New, bea: Member, now: datetime
) -> None:
    outcomes = set()
    for _ in TIMES:
        waiting = new()
        outcome, claimed = at_once(
            partial(turns.take_turn, waiting.pk, now=now), partial(assignment.claim, waiting, bea, now=now)
        )
        outcomes.add(outcome)
        assert isinstance(claimed, Conversation)
        after = fresh(waiting.pk)
        assert (after.assignee, after.owner_kind, after.turn_due_at) == (bea, "member", None)
        said = after.messages.filter(author="bot", status__in=["pending", "delivered"])
        assert not said.filter(version__gte=after.version).exists()
        outbox.deliver(waiting.pk, now=now)
        assert not after.messages.filter(author="bot", status__in=["pending", "delivered"]).exists()
    assert outcomes <= {"replied", "suppressed", "held", "not_due"}


def test_two_workers_take_one_turn_once(new: New, now: datetime) -> None:
    for _ in TIMES:
        waiting = new()
        take = partial(turns.take_turn, waiting.pk, now=now)
        assert sorted(at_once(take, take)) == ["not_due", "replied"]
        assert waiting.messages.filter(author="bot").count() == 1


def test_two_handovers_of_one_conversation_are_one(
    new: New, scenario: Scenario, bea: Member, now: datetime
) -> None:
    for _ in TIMES:
        waiting = new()
        message = waiting.last_inbound
        hand = partial(hand_over, waiting, escalation(scenario), message=message, now=now)
        first, second = at_once(hand, hand)
        assert first == second
        assert Handover.objects.filter(conversation=waiting).count() == 1
        assert Task.objects.filter(conversation=waiting).count() == 1
        assert waiting.messages.filter(is_final=True).count() == 1
        assert Notification.objects.filter(url__endswith=f"/{waiting.pk}/", member=bea).count() == 2
        assert fresh(waiting.pk).version == waiting.version + 1


def test_the_same_message_twice_at_once_is_one_message(bot: Bot, internal: Channel, now: datetime) -> None:
    for number in TIMES:
        inbound = Inbound(f"same{number}", f"one{number}", "Hello")
        deliver = partial(intake.receive, internal, inbound, now=now)
        results = at_once(deliver, deliver, deliver)
        assert sorted(result.duplicate for result in results) == [False, True, True]
        assert len({result.message.pk for result in results}) == 1
    assert Message.objects.filter(direction="inbound").count() == len(TIMES)
    assert Contact.objects.count() == Conversation.objects.count() == len(TIMES)


def test_a_new_contacts_first_messages_at_once_are_one_conversation(
    bot: Bot, internal: Channel, now: datetime
) -> None:
    for number in TIMES:
        results = at_once(
            *(
                partial(intake.receive, internal, Inbound(f"{text}{number}", f"new{number}", text), now=now)
                for text in ("Hello", "When are you open?", "?")
            )
        )
        assert [result.duplicate for result in results] == [False] * 3
        assert len({result.message.conversation_id for result in results}) == 1
        assert fresh(results[0].message.conversation_id).messages.count() == 3
    assert Contact.objects.count() == Address.objects.count() == len(TIMES)


def test_a_message_and_resolving_at_once_never_lose_the_message(
    new: New, internal: Channel, bea: Member, now: datetime
) -> None:
    for number in TIMES:
        old = new()
        later = Inbound(f"later{number}", old.address.external_id, "One more thing")
        received, _ = at_once(
            partial(intake.receive, internal, later, now=now), partial(desk.resolve, old, by=bea, now=now)
        )
        home = fresh(received.message.conversation_id)
        open_now = Conversation.objects.open().filter(address=old.address)
        assert (home.pk == old.pk) or list(open_now) == [home]
        assert fresh(old.pk).status == "resolved"


def test_the_end_of_a_pause_is_announced_once_by_two_workers(
    new: New, scenario: Scenario, bea: Member, now: datetime
) -> None:
    for _ in TIMES:
        waiting = new()
        hand_over(waiting, escalation(scenario), message=None, now=now)
        Conversation.objects.filter(pk=waiting.pk).update(waiting_since=None)
        resume = partial(pauses.resume_due, now=now + timedelta(days=1))
        assert sorted(at_once(resume, resume)) == [0, 1]
        assert waiting.messages.filter(text__contains="pause has ended").count() == 1
        assert fresh(waiting.pk).version == waiting.version + 2


def test_a_reply_and_a_handover_leave_one_owner_and_a_silent_bot(
    new: New, scenario: Scenario, bea: Member, carl: Member, now: datetime
) -> None:
    for _ in TIMES:
        waiting = new()
        replied, handed = at_once(
            partial(desk.reply, waiting, carl, "Hello!", now=now),
            partial(hand_over, waiting, escalation(scenario), message=waiting.last_inbound, now=now),
        )
        assert isinstance(replied, Message)
        after = fresh(waiting.pk)
        assert after.owner_kind == "member"
        assert after.assignee == (bea if handed else carl)
        assert Handover.objects.filter(conversation=waiting).count() == bool(handed)
        assert after.messages.filter(is_final=True).count() == bool(handed)
        assert after.version == waiting.version + (2 if handed else 1)


def test_a_reply_sent_twice_at_once_is_sent_once(new: New, bea: Member, now: datetime) -> None:
    for _ in TIMES:
        waiting = new(owner_kind="nobody", turn_due_at=None)
        send = partial(desk.reply, waiting, bea, "Hello!", now=now, client_key="k1")
        first, second = at_once(send, send)
        assert first == second
        assert waiting.messages.filter(direction="outbound").count() == 1


def test_a_reply_and_the_end_of_the_pause_leave_one_owner(
    new: New, scenario: Scenario, bea: Member, now: datetime
) -> None:
    later = now + timedelta(hours=5)
    for _ in TIMES:
        waiting = new()
        hand_over(waiting, escalation(scenario), message=None, now=now)
        Conversation.objects.filter(pk=waiting.pk).update(waiting_since=None)
        replied, _resumed = at_once(
            partial(desk.reply, waiting, bea, "Still here.", now=later),
            partial(pauses.resume_due, now=later, only=waiting.pk),
        )
        assert isinstance(replied, Message)
        after = fresh(waiting.pk)
        assert after.owner(later).member == bea, "whoever came second, she spoke"
        assert not after.pause_is_over(later)


def test_a_message_is_sent_once_by_two_workers(
    new: New, channel: Channel, receiver: Receiver, bea: Member, now: datetime
) -> None:
    channel.config["url"] = receiver.url
    channel.save()
    for number in TIMES:
        received = intake.receive(channel, Inbound(f"d{number}", f"d{number}", "Hello"), now=now)
        conversation = fresh(received.message.conversation_id)
        for text in "ab":
            desk.reply(conversation, bea, text, now=now)
        deliver = partial(outbox.deliver, conversation.pk, now=now)
        at_once(deliver, deliver)
        assert not conversation.messages.undelivered().exists()
    assert len(receiver.got) == 2 * len(TIMES)
    keys = [int(headers["webhook-id"].removeprefix("msg_")) for _, headers, _ in receiver.got]
    assert keys == sorted(keys)


def test_two_handovers_at_once_do_not_exceed_a_limit_together(
    new: New, scenario: Scenario, bea: Member, carl: Member, now: datetime
) -> None:
    """Each raises the member's count from what its plan saw, so the second is planned again."""
    Bot.objects.update(default_assignee=carl)
    for number in TIMES:
        Member.objects.filter(pk=bea.pk).update(capacity=number + 1)
        calls = [partial(hand_over, new(), escalation(scenario), message=None, now=now) for _ in range(4)]
        handovers = at_once(*calls)
        assert all(isinstance(one, Handover) for one in handovers), handovers
        owners = [fresh(one.conversation_id).assignee for one in handovers]
        assert (owners.count(bea), owners.count(carl)) == (1, 3)
        assert Conversation.objects.mine(bea).count() == number + 1
        assert {one.assignee for one in handovers} == {bea, carl}


def test_two_handovers_at_once_to_a_team_take_turns(
    new: New, scenario: Scenario, bea: Member, carl: Member, now: datetime
) -> None:
    team = Team.objects.create(name="Workshop")
    team.members.set([bea, carl])
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None, assign_to_team=team)
    for number in TIMES:
        at = now + timedelta(seconds=number)
        first, second = at_once(
            *(partial(hand_over, new(), escalation(scenario), message=None, now=at) for _ in range(2))
        )
        assert {first.assignee, second.assignee} == {bea, carl}


def test_a_false_alarm_handed_back_and_resolving_at_once_end_in_one_of_both(
    new: New, scenario: Scenario, bea: Member, carl: Member, now: datetime
) -> None:
    """Both change conversation and handover: they lock them in one order, so neither is thrown out."""
    for _ in TIMES:
        handover = hand_over(new(), escalation(scenario), message=None, now=now)
        assert handover
        results = at_once(
            partial(_mark_and_hand_back, handover, bea, now),
            partial(desk.resolve, fresh(handover.conversation_id), by=carl, now=now),
        )
        assert not [one for one in results if isinstance(one, DatabaseError)], results
        assert fresh(handover.conversation_id).status == "resolved"


def _mark_and_hand_back(handover: Handover, by: Member, now: datetime) -> None:
    with transaction.atomic():
        feedback.mark_false_alarm(handover, reason="not_asked", by=by, now=now)
        pauses.resume(handover.conversation, by=by, now=now)


def test_a_resolving_taken_back_twice_at_once_is_taken_back_once(
    new: New, bea: Member, carl: Member, now: datetime
) -> None:
    for _ in TIMES:
        resolved = desk.resolve(new(), by=bea, now=now)
        undo = partial(desk.undo_resolve, resolved, resolved_at=now, now=now)
        results = at_once(partial(undo, by=bea), partial(undo, by=carl))
        assert sorted(type(one).__name__ for one in results) == ["Conversation", "ValidationError"]
        current = fresh(resolved.pk)
        assert (current.status, current.version) == ("open", resolved.version + 1)
        assert current.messages.filter(text__endswith="took the resolving back.").count() == 1


def test_a_resolving_taken_back_while_the_contact_writes_leaves_one_open_conversation(
    new: New, internal: Channel, bea: Member, now: datetime
) -> None:
    for number in TIMES:
        resolved = desk.resolve(new(), by=bea, now=now)
        again = Inbound(f"again{number}", resolved.address.external_id, "One more thing")
        undone, received = at_once(
            partial(desk.undo_resolve, resolved, resolved_at=now, by=bea, now=now),
            partial(intake.receive, internal, again, now=now),
        )
        opened = Conversation.objects.open().get(address=resolved.address)
        assert received.message.conversation_id == opened.pk
        assert isinstance(undone, Conversation if opened == resolved else ValidationError)


def test_given_to_a_team_and_handed_over_at_once_neither_waits_for_the_other_for_ever(
    new: New, scenario: Scenario, bea: Member, carl: Member, now: datetime
) -> None:
    team = Team.objects.create(name="Workshop")
    team.members.set([bea])
    Member.objects.filter(pk=bea.pk).update(capacity=1000)
    for _ in TIMES:
        conversation = new()
        results = at_once(
            partial(hand_over, conversation, escalation(scenario), message=None, now=now),
            partial(assignment.assign_to_team, conversation, team, by=carl, now=now),
        )
        assert not [one for one in results if isinstance(one, DatabaseError)], results
        assert fresh(conversation.pk).assignee == bea


def test_two_members_put_a_conversation_aside_at_once_and_one_is_told_who_has_it(
    new: New, bea: Member, carl: Member, now: datetime
) -> None:
    for _ in TIMES:
        mine = assignment.claim(new(), bea, now=now)
        until = now + timedelta(hours=1)
        first, second = at_once(
            partial(snoozing.snooze, mine, by=bea, until=until, now=now),
            partial(snoozing.snooze, mine, by=carl, until=until, now=now),
        )
        assert isinstance(second, Taken)
        assert first.snoozed_by == bea
        assert mine.messages.filter(text__contains="snoozed").count() == 1
