"""Back to the queue: of a member who has left, and by hand."""

from datetime import datetime, timedelta

import pytest

from handover import desk, pauses
from handover.assignment import Taken, release_inactive, unassign
from handover.models import Conversation
from staff.models import Event, Member, Notification
from tests.conftest import Say


def deactivate(someone: Member) -> None:
    Member.objects.filter(pk=someone.pk).update(is_active=False)


def test_conversations_of_a_deactivated_member_go_back_to_the_queue_and_people_hear_of_it(
    handed_over: Conversation, bea: Member, carl: Member, ana: Member, now: datetime
) -> None:
    assert release_inactive(now=now) == 0
    deactivate(bea)
    assert release_inactive(now=now) == 1
    conversation = Conversation.objects.get(pk=handed_over.pk)
    assert (conversation.owner_kind, conversation.version) == ("nobody", handed_over.version + 1)
    assert conversation.bot_resumes_at == handed_over.bot_resumes_at, "the bot's pause goes on"
    told = Notification.objects.filter(event=Event.CONVERSATION_HANDED_OVER)
    assert {n.member for n in told} == {ana, carl}
    line = conversation.messages.filter(direction="line").last()
    assert line is not None
    assert line.text == "Bea Okoro is no longer active; anyone may claim it."


def test_doing_it_twice_does_it_once(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    deactivate(bea)
    assert [release_inactive(now=now), release_inactive(now=now)] == [1, 0]
    assert Notification.objects.filter(event=Event.CONVERSATION_HANDED_OVER).count() == 1


def test_conversations_of_a_deleted_member_go_back_too(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    bea.delete()
    assert release_inactive(now=now) == 1
    assert Conversation.objects.get(pk=handed_over.pk).owner_kind == "nobody"


def test_until_it_was_released_it_already_stands_with_the_unassigned(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    assert not Conversation.objects.unassigned().exists()
    deactivate(bea)
    assert list(Conversation.objects.unassigned()) == [handed_over]
    assert Conversation.objects.for_lists().get().owner(now).kind == "nobody"


def test_resolved_conversations_stay_as_they_are(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    deactivate(bea)
    assert release_inactive(now=now) == 0


def test_a_message_to_a_member_who_has_left_reaches_those_who_may_claim(
    say: Say, handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    deactivate(bea)
    say("Hello?")
    release_inactive(now=now)
    assert Notification.objects.filter(member=carl, event=Event.CONVERSATION_HANDED_OVER).exists()


def test_what_they_had_put_aside_is_back(handed_over: Conversation, bea: Member, now: datetime) -> None:
    Conversation.objects.update(snoozed_until=now + timedelta(days=1), snoozed_by=bea)
    deactivate(bea)
    release_inactive(now=now)
    assert Conversation.objects.get(pk=handed_over.pk).snoozed_until is None


def test_by_hand_anyone_may_claim_it_and_the_contact_still_waits(
    handed_over: Conversation, bea: Member, carl: Member, ana: Member, now: datetime
) -> None:
    queued = unassign(handed_over, by=bea, now=now)
    assert unassign(handed_over, by=bea, now=now).version == queued.version == handed_over.version + 1
    assert (queued.owner_kind, queued.waiting_since) == ("nobody", handed_over.waiting_since)
    assert (queued.deadline_step, queued.bot_resumes_at) == ("remind", handed_over.bot_resumes_at)
    told = Notification.objects.filter(event=Event.CONVERSATION_HANDED_OVER)
    assert {n.member for n in told} == {ana, carl}, "whoever did it knows"
    line = queued.messages.filter(direction="line").last()
    assert line
    assert line.text == "Bea Okoro put the conversation back into the queue."


def test_nobody_is_told_where_nobody_waits(handed_over: Conversation, bea: Member, now: datetime) -> None:
    desk.reply(handed_over, bea, "Hello.", now=now)
    unassign(handed_over, by=bea, now=now)
    assert not Notification.objects.filter(event=Event.CONVERSATION_HANDED_OVER).exists()


def test_a_resolved_conversation_stays_resolved(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    with pytest.raises(Taken, match="resolved"):
        unassign(handed_over, by=bea, now=now)


def test_what_the_bot_has_again_is_not_put_into_the_queue(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    """Its pause is over, only nothing has announced it yet."""
    later = now + timedelta(days=1)
    Conversation.objects.update(waiting_since=None, deadline_at=None, deadline_step="")
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    assert release_inactive(now=later) == 0
    assert pauses.resume_due(now=later) == 1
