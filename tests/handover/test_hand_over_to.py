"""Who gets a handed-over conversation, and who is told."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bots.decisions import Escalate, Trigger
from bots.models import Bot, Scenario
from bots.setup import plain
from handover.escalation import hand_over
from handover.models import Conversation
from staff.models import Event, Member, Notification, NotificationPreference
from staff.transports import KINDS
from tests.handover.conftest import Hand, action


def revoke(someone: Member) -> None:
    someone.groups.clear()


def deactivate(someone: Member) -> None:
    Member.objects.filter(pk=someone.pk).update(is_active=False)


@pytest.mark.parametrize(("spoil", "reason"), [(revoke, "may not take over"), (deactivate, "is inactive")])
def test_an_assignee_who_cannot_take_it_is_passed_over_for_the_default_with_the_reason(
    spoil: Callable[[Member], None], reason: str, bot: Bot, bea: Member, carl: Member, hand: Hand
) -> None:
    spoil(bea)
    Bot.objects.update(default_assignee=carl)
    handover = hand()
    assert handover.conversation.assignee == carl
    assert action(handover, "assign")["result"] == "fell_back"
    assert action(handover, "assign")["detail"].startswith("Carl Weiss; passed over: Bea Okoro " + reason)


def test_when_nobody_can_take_it_anyone_may_claim_it_and_each_is_named(
    bot: Bot, bea: Member, carl: Member, ana: Member, hand: Hand
) -> None:
    deactivate(bea)
    revoke(carl)
    Bot.objects.update(default_assignee=carl)
    handover = hand()
    assert handover.conversation.owner_kind == "nobody"
    assert action(handover, "assign")["result"] == "queued"
    for name in ("Bea Okoro is inactive", "Carl Weiss may not"):
        assert name in action(handover, "assign")["detail"]
    assert [n.member for n in Notification.objects.all()] == [ana]


def test_a_scenario_whose_assignee_was_deleted_falls_to_the_default(
    bot: Bot, bea: Member, carl: Member, conversation: Conversation, scenario: Scenario, now: datetime
) -> None:
    Bot.objects.update(default_assignee=carl)
    bea.delete()
    decision = Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.")
    latest = Conversation.objects.for_lists().get(pk=conversation.pk)
    handover = hand_over(latest, decision, message=None, now=now)
    assert handover is not None
    assert handover.assignee == carl


def test_who_handles_the_contact_already_keeps_it(
    bea: Member, carl: Member, conversation: Conversation, hand: Hand, now: datetime
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(assignee=carl, assigned_at=now)
    handover = hand(skip_if_assigned=True)
    assert handover.conversation.assignee == carl
    assert action(handover, "assign")["result"] == "kept"


def test_who_handled_the_contact_but_cannot_any_more_does_not_keep_it(
    bea: Member, carl: Member, conversation: Conversation, hand: Hand, now: datetime
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(assignee=carl, assigned_at=now)
    deactivate(carl)
    handover = hand(skip_if_assigned=True)
    assert handover.conversation.assignee == bea
    assert action(handover, "assign")["result"] == "fell_back"


def test_without_the_option_the_scenarios_choice_wins(
    bea: Member, carl: Member, conversation: Conversation, hand: Hand, now: datetime
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(assignee=carl, assigned_at=now)
    assert hand(skip_if_assigned=False).conversation.assignee == bea


def test_a_handover_to_nobody_is_told_to_whoever_may_claim_it(
    hand: Hand, ana: Member, bea: Member, carl: Member
) -> None:
    deactivate(carl)
    hand(assign_to=None)
    told = Notification.objects.all()
    assert {(n.member, n.event) for n in told} == {
        (ana, Event.CONVERSATION_HANDED_OVER),
        (bea, Event.CONVERSATION_HANDED_OVER),
    }
    assert {n.url for n in told} == {f"/desk/{Conversation.objects.get().pk}/"}


def want_nothing(*members: Member) -> None:
    NotificationPreference.objects.bulk_create(
        NotificationPreference(member=member, event=event, transport=kind, enabled=False)
        for member in members
        for event in Event
        for kind in KINDS
    )


def test_what_nobody_can_be_told_goes_to_the_administrators_whatever_they_chose(
    hand: Hand, ana: Member, bea: Member
) -> None:
    want_nothing(ana, bea)
    told = action(hand(), "notify")
    assert (told["result"], told["detail"]) == ("supervisors", "Ana Lima")
    [notice] = Notification.objects.all()
    assert (notice.member, notice.in_app) == (ana, True)
    assert "Nobody could be told that Dana Petrov waits" in notice.title


def test_without_an_administrator_the_row_says_that_nobody_was_told(hand: Hand, bea: Member) -> None:
    want_nothing(bea)
    assert action(hand(), "notify")["result"] == "nobody"
