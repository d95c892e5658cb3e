"""turns.take_turn: one answer for each burst, and never a dead end."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from bots.channels.base import Inbound
from bots.models import Bot, Channel, Mode, Scenario
from handover import desk, intake, pauses, turns
from handover.deciding import ATTEMPTS
from handover.models import Conversation, Handover, Message
from handover.turns import LEASE, Outcome
from staff.models import Event, Member, Notification
from tests.conftest import Say, Think, run_due, texts

OPEN = "We are open from Monday to Saturday, 9 to 18."


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def the_handover(conversation: Conversation) -> Handover:
    return Handover.objects.select_related("final_message").get(conversation=conversation)


def test_three_quick_messages_get_one_answer(say: Say, now: datetime) -> None:
    for text in ("Hello", "one question", "When are you open?"):
        conversation = say(text, at=now, work=False)
    run_due(now)
    assert texts(conversation) == [OPEN]


def test_taking_a_turn_twice_takes_it_once(say: Say, now: datetime) -> None:
    conversation = say("When are you open?", at=now, work=False)
    assert turns.take_turn(conversation.pk, now=now) == Outcome.REPLIED
    assert turns.take_turn(conversation.pk, now=now) == Outcome.NOT_DUE
    assert turns.take_turn(conversation.pk, now=now + timedelta(days=1)) == Outcome.NOT_DUE
    assert len(texts(conversation, "pending")) == 1


def test_a_turn_is_not_taken_before_its_time(bot: Bot, say: Say, now: datetime) -> None:
    bot.gather_seconds = 2
    bot.save()
    conversation = say("When are you open?", at=now, work=False)
    assert turns.take_turn(conversation.pk, now=now + timedelta(seconds=1)) == Outcome.NOT_DUE
    assert turns.take_turn(conversation.pk, now=now + timedelta(seconds=2)) == Outcome.REPLIED


def test_a_turn_in_work_is_left_alone_until_its_lease_expires(say: Say, now: datetime) -> None:
    conversation = say("When are you open?", at=now, work=False)
    Conversation.objects.filter(pk=conversation.pk).update(turn_lease_until=now + LEASE, turn_attempts=1)
    assert turns.take_turn(conversation.pk, now=now + LEASE / 2) == Outcome.NOT_DUE
    assert turns.sweep(now=now + LEASE / 2) == 0
    assert turns.take_turn(conversation.pk, now=now + LEASE) == Outcome.REPLIED


def test_a_turn_that_killed_its_worker_three_times_is_handed_over(say: Say, now: datetime) -> None:
    conversation = say("When are you open?", at=now, work=False)
    Conversation.objects.filter(pk=conversation.pk).update(turn_lease_until=now, turn_attempts=ATTEMPTS)
    assert turns.take_turn(conversation.pk, now=now) == Outcome.HANDED_OVER
    assert the_handover(conversation).trigger == "engine_failure"


def test_the_sweep_finds_a_turn_however_long_ago_it_was_due(say: Say, now: datetime) -> None:
    conversation = say("When are you open?", at=now - timedelta(days=40), work=False)
    run_due(now)
    assert texts(conversation) == [OPEN]


def raising(question: str) -> str | None:
    raise RuntimeError("boom\x00 " + "x" * 5000)


def exiting(question: str) -> str | None:
    raise SystemExit(3)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(
    "think", [raising, exiting, *(lambda question, said=said: said for said in ("", " \n", "\x00"))]
)
@pytest.mark.parametrize("master_switch", [True, False])
def test_an_engine_that_fails_or_says_nothing_ends_in_a_handover_whatever_the_master_switch(
    think: Think, master_switch: bool, bot: Bot, thinks: Callable[[Think], None], say: Say, settings: Settings
) -> None:
    settings.ENGINE_TIMEOUT_SECONDS = 2
    bot.handover_enabled = master_switch
    bot.save()
    thinks(think)
    conversation = say("When are you open?")
    handover = the_handover(conversation)
    assert (handover.trigger, handover.scenario) == ("engine_failure", None)
    assert conversation.owner_kind == "nobody"
    assert texts(conversation) == [handover.final_message.text if handover.final_message else ""]


def test_an_answer_with_what_a_database_refuses_is_sent_without_it(
    thinks: Callable[[Think], None], say: Say
) -> None:
    thinks(lambda question: "From nine\x00 \ud800to six.\x1b")
    assert texts(say("When are you open?")) == ["From nine ?to six."]


def test_an_engine_that_never_comes_back_ends_in_a_handover(
    thinks: Callable[[Think], None], say: Say, settings: Settings
) -> None:
    settings.ENGINE_TIMEOUT_SECONDS = 0.05
    comes_back = threading.Event()

    def hang(question: str) -> str:
        comes_back.wait(10)
        return "Too late."

    thinks(hang)
    conversation = say("When are you open?")
    comes_back.set()
    assert the_handover(conversation).trigger == "engine_failure"
    assert "0.05 seconds" in the_handover(conversation).evidence[0]["text"]
    assert "Too late." not in texts(conversation, *Message.Status.values)


def test_an_engine_nobody_knows_any_more_ends_in_a_handover(bot: Bot, say: Say) -> None:
    Bot.objects.filter(pk=bot.pk).update(engine="gone")
    assert the_handover(say("When are you open?")).trigger == "engine_failure"


def test_a_scenario_that_cannot_be_carried_out_ends_in_a_handover_all_the_same(
    scenario: Scenario, say: Say, now: datetime
) -> None:
    """A due time beyond the calendar: tried as often as a turn that kills its worker, then without it."""
    Scenario.objects.filter(pk=scenario.pk).update(task_due_in=timedelta(days=4_000_000))
    conversation = say("I want to talk to a human please", at=now)
    for attempt in range(1, ATTEMPTS + 1):
        run_due(now + attempt * (LEASE + timedelta(seconds=1)))
    assert the_handover(conversation).trigger == "engine_failure"


def test_one_turn_that_cannot_be_taken_does_not_keep_the_others_waiting(
    scenario: Scenario, say: Say, now: datetime, webchat: object
) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(task_due_in=timedelta(days=4_000_000))
    broken = say("I want to talk to a human please", at=now - timedelta(seconds=1), work=False)
    other = Conversation.objects.create(
        contact=broken.contact,
        address=broken.contact.addresses.create(channel=broken.address.channel, external_id="other"),
        bot=broken.bot,
        bot_since=now,
        last_message_at=now,
        created_at=now,
        turn_due_at=now,
    )
    turns.sweep(now=now)
    assert fresh(other).turn_due_at is None


def test_while_it_is_paused_the_bot_is_silent(say: Say, handed_over: Conversation, now: datetime) -> None:
    Conversation.objects.filter(pk=handed_over.pk).update(turn_due_at=now)  # as if an old job came late
    assert turns.take_turn(handed_over.pk, now=now) == Outcome.HELD
    assert len(texts(handed_over, "delivered", "pending")) == 1


def test_when_the_pause_is_over_by_the_clock_the_bot_answers_also_with_beat_dead(
    say: Say, handed_over: Conversation, bea: Member
) -> None:
    assert handed_over.bot_resumes_at is not None
    early = handed_over.bot_resumes_at - timedelta(seconds=1)
    say("When are you open?", at=early)
    assert len(texts(handed_over)) == 1
    desk.reply(handed_over, bea, "I will look it up.", now=early)
    conversation = say("And when do you open?", at=early + timedelta(hours=4, minutes=1))
    assert texts(conversation)[-1] == OPEN
    assert conversation.owner_kind == "bot"
    assert the_handover(conversation).outcome == Handover.Outcome.RESUMED
    assert Notification.objects.filter(member=bea, event=Event.BOT_RESUMED).count() == 1


def test_old_triggers_do_not_fire_again_after_a_hand_back(
    say: Say, handed_over: Conversation, bea: Member
) -> None:
    pauses.resume(handed_over, by=bea, note="He wanted our hours.", now=timezone.now())
    conversation = say("When are you open?")
    assert texts(conversation)[-1] == OPEN
    assert Handover.objects.count() == 1
    again = say("No, I want to talk to a human please")
    assert Handover.objects.count() == 2
    assert again.owner_kind == "member"


def test_a_suggestive_bot_stores_its_answer_and_sends_nothing(bot: Bot, say: Say) -> None:
    bot.mode = Mode.SUGGESTIVE
    bot.save()
    conversation = say("When are you open?")
    assert texts(conversation, "suggested") == [OPEN]
    assert texts(conversation, "delivered", "pending") == []
    assert conversation.waiting_since is not None, "nobody has answered yet"


def test_a_suggestive_bot_only_suggests_a_handover(bot: Bot, say: Say) -> None:
    bot.mode = Mode.SUGGESTIVE
    bot.save()
    conversation = say("I want to talk to a human please")
    assert not Handover.objects.exists()
    suggestion = conversation.messages.get(status=Message.Status.SUGGESTED)
    assert (suggestion.text, suggestion.suggested_handover.trigger) == ("", "human_requested")
    assert texts(conversation, "delivered", "pending") == []


@pytest.mark.parametrize("gone", ["off", "deleted"])
def test_when_the_bot_is_switched_off_or_deleted_before_its_turn_people_hear_of_the_message(
    gone: str, bot: Bot, say: Say, bea: Member, now: datetime
) -> None:
    conversation = say("When are you open?", at=now, work=False)
    if gone == "off":
        Bot.objects.update(mode=Mode.OFF)
    else:
        bot.delete()
    assert turns.take_turn(conversation.pk, now=now) == Outcome.HELD
    assert Notification.objects.filter(member=bea, event=Event.CONVERSATION_HANDED_OVER).count() == 1
    assert fresh(conversation).turn_due_at is None


def test_a_sweep_begins_no_turn_under_a_lease_that_would_end_before_it(
    say: Say, internal: Channel, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "WORK_SECONDS", 0.0)
    say("When are you open?", at=now, work=False)
    intake.receive(internal, Inbound("other", "other", "When are you open?"), now=now)
    waiting = Conversation.objects.turn_due(now)
    turns.sweep(now=now)
    assert waiting.count() == 1, "the next sweep has a `now` of its own"
    turns.sweep(now=now)
    assert waiting.count() == 0
