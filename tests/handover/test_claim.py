"""assignment.claim and assign: one owner at a time, and who lost the race is told who won."""

from datetime import datetime, timedelta

import pytest

from bots.models import Bot, Mode, Scenario
from handover import desk
from handover.assignment import Taken, assign, claim
from handover.models import Conversation, Handover
from staff.models import Event, Member, Notification
from tests.conftest import Say


@pytest.fixture
def queued(scenario: Scenario, say: Say) -> Conversation:
    """Dana asked for a person and anyone may claim her."""
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None)
    return say("I want to talk to a human please")


def lines(conversation: Conversation) -> list[str]:
    return list(conversation.messages.filter(direction="line").values_list("text", flat=True))


def test_who_claims_first_has_it_and_the_pause_begins_again(
    queued: Conversation, carl: Member, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    mine = claim(queued, carl, now=later)
    assert mine.owner(later).member == carl
    assert mine.version == queued.version + 1
    assert mine.bot_resumes_at == later + timedelta(hours=4)
    assert Handover.objects.get().paused_until == later + timedelta(hours=4)
    assert lines(mine)[-1] == "Carl Weiss took over the conversation."


def test_who_claims_second_is_told_who_has_it(
    queued: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    claim(queued, carl, now=now)
    with pytest.raises(Taken, match="Carl Weiss has it") as refused:
        claim(queued, bea, now=now)
    assert refused.value.owner == carl
    assert Conversation.objects.get(pk=queued.pk).assignee == carl


def test_claiming_twice_is_claiming_once(queued: Conversation, carl: Member, now: datetime) -> None:
    first, second = claim(queued, carl, now=now), claim(queued, carl, now=now + timedelta(minutes=1))
    assert second.version == first.version
    assert second.bot_resumes_at == first.bot_resumes_at
    assert sum("took over" in line for line in lines(second)) == 1


def test_a_conversation_can_be_claimed_from_the_bot_which_then_owes_nothing(
    say: Say, bea: Member, now: datetime
) -> None:
    conversation = say("When are you open?", at=now, work=False)
    mine = claim(conversation, bea, now=now)
    assert mine.owner(now).member == bea
    assert (mine.turn_due_at, mine.turn_lease_until) == (None, None)
    assert mine.bot_resumes_at is None, "without a handover's pause, until someone hands back"


@pytest.mark.parametrize("who_tries", ["owner", "other"])
def test_a_resolved_conversation_cannot_be_claimed(
    who_tries: str, handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    with pytest.raises(Taken, match="it is resolved") as refused:
        claim(handed_over, bea if who_tries == "owner" else carl, now=now)
    assert refused.value.owner is None


def test_an_inactive_members_conversation_can_be_claimed(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    assert claim(handed_over, carl, now=now).owner(now).member == carl


def test_a_deleted_members_conversation_can_be_claimed(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    bea.delete()
    assert claim(handed_over, carl, now=now).owner(now).member == carl


def test_after_the_pause_it_can_be_claimed_from_the_bot_also_with_beat_dead(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Hello.", now=now)
    handed_over.refresh_from_db()
    assert handed_over.bot_resumes_at
    early = handed_over.bot_resumes_at - timedelta(seconds=1)
    with pytest.raises(Taken, match="Bea Okoro has it"):
        claim(handed_over, carl, now=early)
    later = handed_over.bot_resumes_at + timedelta(seconds=1)
    assert claim(handed_over, carl, now=later).owner(later).member == carl


def test_after_the_pause_whoever_has_it_keeps_it_when_the_bot_is_off(
    bot: Bot, handed_over: Conversation, bea: Member, carl: Member
) -> None:
    Bot.objects.update(mode=Mode.OFF)
    assert handed_over.bot_resumes_at
    with pytest.raises(Taken, match="Bea Okoro has it"):
        claim(handed_over, carl, now=handed_over.bot_resumes_at + timedelta(days=1))


def test_assigning_gives_it_to_the_other_member_and_tells_them_once(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    given = assign(handed_over, carl, by=bea, now=now)
    assert given.owner(now).member == carl
    assert lines(given)[-1] == "Bea Okoro assigned the conversation to Carl Weiss."
    told = Notification.objects.filter(member=carl, event=Event.CONVERSATION_ASSIGNED)
    assert [notice.title for notice in told] == ["Bea Okoro assigned Dana Petrov to you"]


def test_who_assigns_to_themselves_is_not_notified(
    handed_over: Conversation, carl: Member, now: datetime
) -> None:
    assign(handed_over, carl, by=carl, now=now)
    assert not Notification.objects.filter(member=carl).exists()


def test_it_is_not_assigned_to_someone_who_cannot_take_it(
    handed_over: Conversation, bea: Member, carl: Member, ana: Member, now: datetime
) -> None:
    Member.objects.filter(pk=carl.pk).update(is_active=False)
    carl.refresh_from_db()
    with pytest.raises(ValueError, match="Carl Weiss is inactive"):
        assign(handed_over, carl, by=ana, now=now)
    ana.groups.clear()
    with pytest.raises(ValueError, match="may not take over"):
        assign(handed_over, Member.objects.get(pk=ana.pk), by=bea, now=now)
    assert Conversation.objects.get(pk=handed_over.pk).assignee == bea


def test_a_resolved_conversation_is_not_assigned(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    with pytest.raises(Taken):
        assign(handed_over, carl, by=bea, now=now)


def test_the_follow_up_task_goes_along_with_the_conversation(
    queued: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    task = queued.handovers.get().task
    assert task.assignee is None
    claim(queued, carl, now=now)
    task.refresh_from_db()
    assert task.assignee == carl
    assign(queued, bea, by=carl, now=now)
    task.refresh_from_db()
    assert task.assignee == bea
