"""Two contacts who are one person become one, exactly as it was shown; and nothing is lost on the way."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bots.channels.base import Inbound
from bots.decisions import Escalate, Trigger
from bots.models import Channel, Scenario
from bots.setup import plain
from handover import announcements, intake, merging, turns
from handover.escalation import hand_over
from handover.merging import Changed, Gone
from handover.models import Address, Contact, Conversation, Merged, Message, Tag, Task
from staff.models import Member
from tests.conftest import Say, committed
from tests.handover.races import at_once

db = pytest.mark.django_db


def twin(internal: Channel, now: datetime, name: str = "D. Petrov", **fields: Any) -> Contact:
    """Somebody who wrote from another address."""
    inbound = Inbound(f"first-{name}", f"id-{name}", "Hello", name=name, **fields)
    return intake.receive(internal, inbound, now=now).message.conversation.contact


def merged(kept: Contact, other: Contact, by: Member, now: datetime, **chosen: str) -> Contact:
    what = merging.preview(Contact.objects.get(pk=kept.pk), Contact.objects.get(pk=other.pk))
    return merging.merge(kept.pk, other.pk, chosen, fingerprint=what.fingerprint, by=by, now=now)


@db
def test_all_that_the_other_had_is_the_kept_ones(
    say: Say, dana: Contact, internal: Channel, bea: Member, now: datetime
) -> None:
    talk, other = say("I want to talk to a human"), twin(internal, now, phone="+351 912 345 678")
    other.tags.add(Tag.objects.create(name="vip"), Tag.objects.get(name="human_handover"))
    Task.objects.create(contact=other, title="Call", due_at=now, created_at=now)
    moved = other.conversations.get()
    kept = merged(dana, other, bea, now)
    assert set(kept.conversations.all()) == {talk, moved}
    assert {address.external_id for address in kept.addresses.all()} == {"dana", "id-D. Petrov"}
    assert sorted(tag.name for tag in kept.tags.all()) == ["human_handover", "vip"]
    assert kept.tasks.filter(title="Call").exists()
    assert (kept.name, kept.email, kept.phone) == ("Dana Petrov", "dana@home.example", "+351 912 345 678")
    assert not Contact.objects.filter(pk=other.pk).exists()
    assert Message.objects.filter(conversation=moved).exists()


@db
def test_who_merged_whom_and_when_is_kept(
    dana: Contact, internal: Channel, bea: Member, now: datetime
) -> None:
    first, second = twin(internal, now, "First"), twin(internal, now, "Second")
    merged(first, second, bea, now)
    merged(dana, first, bea, now + timedelta(minutes=1))
    assert list(Merged.objects.values_list("contact", "was", "name", "by")) == [
        (dana.pk, first.pk, "First", bea.pk),
        (dana.pk, second.pk, "Second", bea.pk),
    ]


@db
def test_the_chosen_details_win_and_both_notes_stay(
    dana: Contact, internal: Channel, bea: Member, now: datetime
) -> None:
    other = twin(internal, now, "Dana P.", email="new@home.example")
    Contact.objects.filter(pk=dana.pk).update(note="Prefers mornings")
    Contact.objects.filter(pk=other.pk).update(note="Has a red bicycle")
    kept = merged(dana, other, bea, now, email="other")
    assert (kept.name, kept.email) == ("Dana Petrov", "new@home.example")
    assert kept.note == "Prefers mornings\n\nHas a red bicycle"


def test_a_note_that_says_the_same_stands_once() -> None:
    assert merging.joined("Prefers mornings. Calls.", "Prefers mornings.") == "Prefers mornings. Calls."
    assert merging.joined("", " Calls. ") == "Calls."


@db
@pytest.mark.parametrize(
    "change",
    [
        lambda other: Contact.objects.filter(pk=other.pk).update(phone="1234567"),
        lambda other: other.tags.add(Tag.objects.create(name="new")),
        lambda other: Task.objects.create(
            contact=other, title="x", due_at=other.created_at, created_at=other.created_at
        ),
    ],
)
def test_what_changed_since_it_was_shown_is_shown_again(
    dana: Contact, internal: Channel, bea: Member, now: datetime, change: Any
) -> None:
    other = twin(internal, now)
    shown = merging.preview(dana, other)
    change(other)
    with pytest.raises(Changed):
        merging.merge(dana.pk, other.pk, {}, fingerprint=shown.fingerprint, by=bea, now=now)
    assert Contact.objects.filter(pk=other.pk).exists()
    assert not Merged.objects.exists()


@db
def test_whoever_is_gone_or_the_same_is_refused(dana: Contact, bea: Member, now: datetime) -> None:
    for pk in (dana.pk, dana.pk + 1000):
        with pytest.raises(Gone):
            merging.merge(dana.pk, pk, {}, fingerprint="", by=bea, now=now)


@db
def test_the_next_message_of_the_merged_one_reaches_the_kept_one(
    dana: Contact, internal: Channel, bea: Member, now: datetime
) -> None:
    other = twin(internal, now)
    merged(dana, other, bea, now)
    again = intake.receive(internal, Inbound("again", "id-D. Petrov", "Me again"), now=now)
    assert again.message.conversation.contact == dana
    assert again.message.conversation.messages.filter(direction="inbound").count() == 2


@db
def test_a_handover_planned_for_the_merged_one_is_planned_anew(
    scenario: Scenario, dana: Contact, internal: Channel, bea: Member, now: datetime
) -> None:
    other = twin(internal, now)
    before = Conversation.objects.for_lists().select_related("last_inbound").get(contact=other)
    merged(dana, other, bea, now)
    decision = Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.")
    assert hand_over(before, decision, message=before.last_inbound, now=now) is None
    assert turns.take_turn(before.pk, now=now, decision=decision) is turns.Outcome.HANDED_OVER
    assert Task.objects.get().contact == dana
    assert [tag.name for tag in dana.tags.all()] == ["human_handover"]


@db
@pytest.mark.parametrize(
    ("fields", "shared"),
    [
        ({"email": "DANA@home.example"}, ["email address"]),
        ({"name": "dana petrov"}, ["name"]),
        ({"phone": "0912-345-678"}, ["phone number"]),
        ({"email": "dana@home.example", "name": "Dana Petrov"}, ["email address", "name"]),
        ({"phone": "00 345 679"}, None),
        ({"name": "Dana"}, None),
    ],
)
def test_who_may_be_the_same_is_found_however_it_is_written(
    dana: Contact, fields: dict[str, str], shared: list[str] | None
) -> None:
    dana.phone = "+351 912 345 678"
    dana.save()
    other = Contact.objects.create(**fields)
    assert merging.likely(dana) == ([(other, shared)] if shared else [])


@db
def test_whoever_shares_most_comes_first_and_nameless_ones_are_not_alike(dana: Contact) -> None:
    Contact.objects.create(name="Dana Petrov")
    both = Contact.objects.create(name="Dana Petrov", email="dana@home.example")
    assert merging.likely(dana)[0][0] == both
    Contact.objects.create()
    assert merging.likely(Contact.objects.create()) == []


# Races


class TestRaces:
    pytestmark = [pytest.mark.postgres, committed]

    def test_a_message_at_the_same_instant_is_never_lost(
        self, dana: Contact, internal: Channel, bea: Member, now: datetime
    ) -> None:
        for number in range(20):
            other = twin(internal, now, f"Twin {number}")
            if number % 2:
                Conversation.objects.filter(contact=other).update(status="resolved", turn_due_at=None)
            shown = merging.preview(Contact.objects.get(pk=dana.pk), other)
            inbound = Inbound(f"race-{number}", f"id-Twin {number}", "At this instant")
            received, done = at_once(
                partial(intake.receive, internal, inbound, now=now),
                partial(merging.merge, dana.pk, other.pk, {}, fingerprint=shown.fingerprint, by=bea, now=now),
            )
            message = Message.objects.get(external_id=f"race-{number}")
            assert received.message == message
            if isinstance(done, Changed):  # a new conversation came first, so the merge is shown again
                merged(dana, other, bea, now)
            else:
                assert done == dana
            assert Conversation.objects.get(pk=message.conversation_id).contact_id == dana.pk
            assert Address.objects.get(external_id=f"id-Twin {number}").contact_id == dana.pk

    def test_of_two_merges_in_opposite_directions_one_is_done(
        self, internal: Channel, bea: Member, carl: Member, now: datetime
    ) -> None:
        for number in range(20):
            one, two = twin(internal, now, f"One {number}"), twin(internal, now, f"Two {number}")
            there, back = merging.preview(one, two), merging.preview(two, one)
            results = at_once(
                partial(merging.merge, one.pk, two.pk, {}, fingerprint=there.fingerprint, by=bea, now=now),
                partial(merging.merge, two.pk, one.pk, {}, fingerprint=back.fingerprint, by=carl, now=now),
            )
            assert sum(isinstance(result, Contact) for result in results) == 1, results
            assert sum(isinstance(result, Gone) for result in results) == 1, results
            (left,) = Contact.objects.filter(pk__in=[one.pk, two.pk])
            assert left.conversations.count() == 2

    def test_a_handover_at_the_same_instant_is_done_once_for_whoever_is_left(
        self, scenario: Scenario, dana: Contact, internal: Channel, bea: Member, now: datetime
    ) -> None:
        decision = Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.")
        for number in range(20):
            other = twin(internal, now, f"Twin {number}")
            talk = Conversation.objects.get(contact=other)
            shown = merging.preview(Contact.objects.get(pk=dana.pk), other)
            _, done = at_once(
                partial(turns.take_turn, talk.pk, now=now, decision=decision),
                partial(merging.merge, dana.pk, other.pk, {}, fingerprint=shown.fingerprint, by=bea, now=now),
            )
            if isinstance(done, Changed):
                merged(dana, other, bea, now)
            turns.take_turn(talk.pk, now=now, decision=decision)
            task = Task.objects.get(conversation=talk)
            assert (task.contact_id, task.assignee) == (dana.pk, bea)


@db
def test_all_open_conversations_of_both_show_it_at_once(
    say: Say, dana: Contact, internal: Channel, bea: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, other = say("Hello"), twin(internal, now)
    moved, heard = other.conversations.get(), set[str]()
    monkeypatch.setattr(announcements, "announce", lambda group, name: heard.add(name))
    merged(dana, other, bea, now)
    assert heard == {announcements.conversation_group(one.pk) for one in (talk, moved)}
