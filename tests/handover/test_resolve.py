"""desk.resolve, reopen and the handover's task."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from handover import desk, outbox
from handover.models import Conversation, Handover, Message, Task
from staff.models import Member
from tests.conftest import Say, texts


def test_resolving_closes_conversation_handover_and_task(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    resolved = desk.resolve(handed_over, by=bea, now=now)
    handover, task = Handover.objects.get(), Task.objects.get()
    assert (resolved.status, resolved.resolved_at) == ("resolved", now)
    assert (resolved.bot_resumes_at, resolved.turn_due_at, resolved.waiting_since) == (None, None, None)
    assert (handover.outcome, handover.closed_at) == (Handover.Outcome.RESOLVED, now)
    assert (task.done_at, task.done_by) == (now, bea)
    assert not resolved.is_paused(now) or resolved.owner(now).member == bea


def test_resolving_twice_is_resolving_once(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    first = desk.resolve(handed_over, by=bea, now=now)
    second = desk.resolve(handed_over, by=carl, now=now + timedelta(hours=1))
    assert (second.version, second.resolved_at) == (first.version, now)
    assert Task.objects.get().done_by == bea
    assert second.messages.filter(text__contains="resolved the conversation").count() == 1


def test_resolving_leaves_other_tasks_of_the_contact_to_do(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    other = Task.objects.create(contact=handed_over.contact, title="Call", due_at=now, created_at=now)
    desk.resolve(handed_over, by=bea, now=now)
    other.refresh_from_db()
    assert other.done_at is None


def test_an_answer_of_the_bot_that_was_not_sent_yet_is_not_sent_after_resolving(
    say: Say, bea: Member, now: datetime
) -> None:
    conversation = say("When are you open?", at=now, work=False)
    desk.resolve(conversation, by=bea, now=now)
    outbox.sweep(now=now)
    assert texts(conversation) == []


def test_reopening_puts_it_into_the_members_hands_until_they_hand_back(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    again = desk.reopen(handed_over, by=carl, now=now)
    assert (again.status, again.resolved_at, again.bot_resumes_at) == ("open", None, None)
    assert again.owner(now).member == carl
    assert again.messages.filter(text="Carl Weiss reopened the conversation.").count() == 1


def test_reopening_twice_is_reopening_once(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    first = desk.reopen(handed_over, by=carl, now=now)
    second = desk.reopen(handed_over, by=bea, now=now)
    assert (second.version, second.assignee) == (first.version, carl)


def test_reopening_is_refused_when_the_contact_has_a_newer_open_conversation(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    newer = say("When are you open?")
    with pytest.raises(ValidationError, match="newer open conversation") as refused:
        desk.reopen(handed_over, by=bea, now=now)
    assert refused.value.code == "newer"
    assert list(Conversation.objects.open()) == [newer]
    desk.resolve(newer, by=bea, now=now)
    assert desk.reopen(handed_over, by=bea, now=now).status == "open"


def test_a_reopened_conversation_takes_the_contacts_next_message(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    desk.reopen(handed_over, by=bea, now=now)
    assert say("Still there?").pk == handed_over.pk
    assert Message.objects.filter(author="bot", is_final=False).count() == 0


def test_a_task_is_completed_once_and_can_be_taken_up_again(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    task = Task.objects.get()
    desk.complete_task(task, by=bea, now=now)
    desk.complete_task(task, by=carl, now=now + timedelta(hours=1))
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (now, bea)
    desk.reopen_task(task)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)
    assert task.is_overdue(now + timedelta(hours=25))
    assert not task.is_overdue(now + timedelta(hours=23))
