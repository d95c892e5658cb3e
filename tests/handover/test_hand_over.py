"""escalation.hand_over: everything a handover does, all or nothing, once."""

from datetime import datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from bots.decisions import Escalate, Trigger
from bots.models import Bot, Mode, Scenario
from bots.setup import plain
from handover import outbox
from handover.escalation import hand_over
from handover.models import ContactTag, Conversation, Handover, Message, Tag, Task
from staff.models import Delivery, Event, Member, Notification
from tests.conftest import Say, member, refuse_inserts, run_due, texts
from tests.handover.conftest import Hand, action, final_text


def test_one_handover_does_it_all(hand: Hand, bea: Member, scenario: Scenario, now: datetime) -> None:
    handover = hand()
    conversation = handover.conversation
    assert (conversation.owner_kind, conversation.assignee, conversation.assigned_at) == ("member", bea, now)
    assert conversation.bot_resumes_at == handover.paused_until == now + timedelta(hours=4)
    assert (conversation.turn_due_at, conversation.version) == (None, 2)
    assert conversation.waiting_since == now, "a person still has to answer"
    assert (handover.scenario, handover.trigger, handover.because) == (
        scenario,
        "human_requested",
        "They asked.",
    )
    assert (handover.message, handover.assignee, handover.score) == (conversation.last_inbound, bea, 0.9)
    assert handover.revision == scenario.revisions.get()
    assert handover.evidence == [{"kind": "phrase", "text": "“A person please”", "score": 0.9}]
    assert (handover.task.assignee, handover.task.due_at) == (bea, now + timedelta(hours=24))
    assert (
        list(conversation.contact.tags.values_list("name", flat=True)) == handover.tags == ["human_handover"]
    )
    assert Message.objects.get(is_final=True) == handover.final_message
    assert {n.event for n in Notification.objects.filter(member=bea)} == {
        Event.CONVERSATION_ASSIGNED,
        Event.TASK_ASSIGNED,
    }


def test_the_row_says_what_came_of_each_action_in_order(hand: Hand, now: datetime) -> None:
    rows = hand().actions
    assert [row["action"] for row in rows] == ["assign", "final_message", "pause", "task", "tags", "notify"]
    assert [row["result"] for row in rows] == ["assigned", "written", "until", "created", "added", "told"]
    assert all(set(row) == {"action", "result", "detail"} for row in rows)
    assert rows[2]["detail"] == (now + timedelta(hours=4)).isoformat()


def test_twice_is_once(hand: Hand, conversation: Conversation) -> None:
    first, second = hand(), hand()
    assert first.pk == second.pk
    assert Task.objects.count() == Message.objects.filter(is_final=True).count() == 1
    assert Conversation.objects.get(pk=conversation.pk).version == 2


def test_it_is_not_done_for_an_owner_who_changed_since_it_was_read(
    conversation: Conversation, scenario: Scenario, now: datetime
) -> None:
    Conversation.objects.update(version=7)
    decision = Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.")
    assert hand_over(conversation, decision, message=None, now=now) is None
    assert not Handover.objects.exists()
    assert not Message.objects.filter(is_final=True).exists()


@pytest.mark.parametrize(
    "table",
    ["handover_message", "handover_handover", "handover_task", "handover_contacttag", "staff_notification"],
)
def test_when_any_part_fails_none_of_it_is_done(table: str, hand: Hand, conversation: Conversation) -> None:
    refuse_inserts(table)
    with pytest.raises(DatabaseError, match="refused by the test"):
        hand()
    after = Conversation.objects.get(pk=conversation.pk)
    assert (after.owner_kind, after.version, after.assignee, after.bot_resumes_at) == ("bot", 1, None, None)
    assert after.turn_due_at is not None, "the bot still owes an answer"
    assert not Message.objects.exclude(direction="inbound").exists()
    for model in (Handover, Task, ContactTag, Notification, Delivery):
        assert not model._default_manager.exists()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Bye {first_name}!", "Bye Dana!"),
        ("{contact_name} / {bot_name} / {assignee_name}", "Dana Petrov / Pedal / Bea Okoro"),
        ("{scenario}: {why}", "Human Requested: They asked."),
        ("“{last_message}”", "“A person please! It is {first_name} & <b>urgent</b>”"),
        (
            "{nmae} {0} {} {first_name.__class__} {{first_name}}",
            "{nmae} {0} {} {first_name.__class__} {Dana}",
        ),
    ],
)
def test_placeholders_are_filled_once_and_unknown_ones_stand(template: str, said: str, hand: Hand) -> None:
    handover = hand(final_message=template)
    assert final_text(handover) == said
    assert texts(handover.conversation, "pending") == [said]
    assert action(handover, "final_message")["detail"] == said


@pytest.mark.parametrize(
    "name", ["{why}", "{last_message}{contact_name}", "%(x)s \\1 \\g<0>", "<script>", "Ü {} 🙂"]
)
def test_a_nasty_name_is_only_a_name(name: str, conversation: Conversation, hand: Hand) -> None:
    conversation.contact.name = name
    conversation.contact.save()
    handover = hand(final_message="Hi {contact_name}.", task_title="Call {contact_name}")
    assert final_text(handover) == f"Hi {name}."
    assert handover.task.title == f"Call {name}"


def test_a_contact_without_a_name_is_called_something(conversation: Conversation, hand: Hand) -> None:
    conversation.contact.name = conversation.contact.email = ""
    conversation.contact.save()
    handover = hand(final_message="Hi {first_name}, {contact_name}.")
    assert final_text(handover) == "Hi there, there."
    assert handover.task.title == f"Follow up with Visitor {conversation.contact_id}"


def test_the_variant_for_nobody_is_said_only_when_it_goes_to_nobody(hand: Hand, bea: Member) -> None:
    said = hand(assign_to=None, final_message="Now.", final_message_unavailable="Later, {first_name}.")
    assert final_text(said) == "Later, Dana."
    assert said.conversation.owner_kind == "nobody"


def test_without_a_variant_for_nobody_the_ordinary_one_is_said(hand: Hand) -> None:
    said = hand(assign_to=None, final_message="Now.", final_message_unavailable="  ")
    assert final_text(said) == "Now."


def test_a_final_message_that_would_be_empty_is_replaced_by_the_default(hand: Hand) -> None:
    handover = hand(final_message="{scenario}", name=" ")
    assert final_text(handover).startswith("Thank you!")


def test_the_task_can_be_off(hand: Hand) -> None:
    handover = hand(create_task=False)
    assert action(handover, "task") == {"result": "off", "detail": ""}
    assert not Task.objects.exists()
    assert {n.event for n in Notification.objects.all()} == {Event.CONVERSATION_ASSIGNED}


def test_the_task_is_due_when_the_scenario_says_and_its_title_fits(hand: Hand, now: datetime) -> None:
    handover = hand(task_due_in=timedelta(minutes=90), task_title="{last_message}" * 9)
    assert handover.task.due_at == now + timedelta(minutes=90)
    assert len(handover.task.title) == 200


def test_tags_are_put_on_the_contact_once_each(hand: Hand, conversation: Conversation) -> None:
    ContactTag.objects.create(contact=conversation.contact, tag=Tag.objects.create(name="vip"))
    handover = hand(tags=["vip", " new ", "new", "", "x" * 99])
    assert handover.tags == ["vip", "new", "x" * 60]
    assert sorted(conversation.contact.tags.values_list("name", flat=True)) == ["new", "vip", "x" * 60]


def test_without_tags_none_are_put(hand: Hand) -> None:
    assert action(hand(tags=[]), "tags") == {"result": "off", "detail": ""}


def test_without_a_time_the_pause_lasts_until_someone_hands_back(hand: Hand) -> None:
    handover = hand(pause_for=None)
    assert handover.paused_until is None
    assert handover.conversation.bot_resumes_at is None
    assert action(handover, "pause")["result"] == "until_handed_back"
    assert handover.conversation.owner_kind == "member"


def test_the_briefing_says_what_the_person_needs_to_know(say: Say) -> None:
    say("When are you open?")
    conversation = say("I want to talk to a human please, my number is +49 30 1234567")
    briefing = Handover.objects.get(conversation=conversation).briefing
    assert briefing["asked"][0] == "When are you open?"
    assert briefing["asked"][-1].startswith("I want to talk to a human please")
    assert briefing["tried"][0] == "We are open from Monday to Saturday, 9 to 18."
    assert briefing["told"] == texts(conversation)[-1]
    assert briefing["contact"] == {
        "name": "Dana Petrov",
        "email": "dana@home.example",
        "phone": "+49 30 1234567",
    }
    assert briefing["why"]
    assert briefing["evidence"]


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Those from the handover's own beginning on, without what only marks transactions."""
    sql = [query["sql"] for query in queries]
    marks = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
    begun = max(
        at for at, one in enumerate(sql) if one.startswith(("SAVEPOINT", "BEGIN")) and at < len(sql) - 3
    )
    return [one for one in sql[begun:] if not one.startswith(marks)]


@pytest.mark.parametrize("tags", [0, 1, 5])
@pytest.mark.parametrize("members", [1, 20])
def test_what_is_written_takes_at_most_six_statements_however_much_it_is(
    tags: int, members: int, bot: Bot, conversation: Conversation, scenario: Scenario, now: datetime
) -> None:
    ContentType.objects.clear_cache()
    for number in range(members):
        member(f"Member{number}", "member")
    scenario.assign_to, scenario.tags = None, [f"tag {n}" for n in range(tags)]
    scenario.save()
    decision = Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.")
    with CaptureQueriesContext(connection) as queries:
        assert hand_over(conversation, decision, message=conversation.last_inbound, now=now)
    written = statements(queries)
    assert len(written) == 6 - (tags == 0), "\n".join(written)
    assert written[0].startswith('UPDATE "handover_conversation"')
    assert all(one.startswith("INSERT") for one in written[1:])


def test_a_bot_that_is_only_suggestive_can_be_made_to_hand_over_by_a_person_and_stays_silent(
    bot: Bot, hand: Hand, now: datetime
) -> None:
    bot.mode = Mode.SUGGESTIVE
    bot.save()
    handover = hand()
    outbox.sweep(now=now)
    assert texts(handover.conversation) == [final_text(handover)]


def test_a_request_in_several_quick_messages_is_quoted_whole(say: Say, bot: Bot, now: datetime) -> None:
    for text in ("Hello there", "my order is late", "I want to talk to a human"):
        conversation = say(text, at=now, work=False)
    run_due(now)
    handover = conversation.handovers.get()
    assert handover.briefing["asked"] == ["Hello there", "my order is late", "I want to talk to a human"]
    assert "Hello there my order is late I want to talk to a human" in handover.task.description
