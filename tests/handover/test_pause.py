"""pauses: silence by the clock, its end however late, and handing back by hand."""

from datetime import datetime, timedelta

import pytest

from bots.channels.base import Inbound
from bots.models import Bot, Channel, Mode, Scenario
from handover import desk, intake, pauses, turns
from handover.assignment import Taken
from handover.deciding import transcript_of
from handover.models import Address, Conversation, Handover, Task
from staff.models import Event, Member, Notification
from tests.conftest import Say, texts


def after(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


@pytest.fixture
def answered(handed_over: Conversation, bea: Member, now: datetime) -> Conversation:
    """Bea has answered at once: nobody waits, and the pause ends in four hours."""
    desk.reply(handed_over, bea, "Hello, Bea here.", now=now)
    return after(handed_over)


def test_the_bot_comes_back_at_its_time_and_not_before(answered: Conversation, bea: Member) -> None:
    due = answered.bot_resumes_at
    assert due
    assert pauses.resume_due(now=due - timedelta(microseconds=1)) == 0
    assert pauses.resume_due(now=due) == 1
    conversation = after(answered)
    assert (conversation.owner_kind, conversation.bot_resumes_at) == ("bot", None)
    assert conversation.bot_since == due
    assert conversation.version == answered.version + 1
    assert Handover.objects.get().outcome == Handover.Outcome.RESUMED


def test_the_end_is_announced_once_in_the_thread_and_to_who_had_it(
    answered: Conversation, bea: Member, now: datetime
) -> None:
    later = now + timedelta(days=365)
    assert [pauses.resume_due(now=later), pauses.resume_due(now=later)] == [1, 0]
    assert answered.messages.filter(text__contains="pause has ended").count() == 1
    assert [n.member for n in Notification.objects.filter(event=Event.BOT_RESUMED)] == [bea]


def test_a_thousand_ends_are_worked_off_in_chunks(bot: Bot, handed_over: Conversation, now: datetime) -> None:
    addresses = Address.objects.bulk_create(
        Address(contact=handed_over.contact, channel=handed_over.address.channel, external_id=f"a{n}")
        for n in range(24)
    )
    Conversation.objects.bulk_create(
        Conversation(
            contact=handed_over.contact, address=address, bot=bot, owner_kind="nobody",
            bot_resumes_at=now, bot_since=now, last_message_at=now, created_at=now,
        )
        for address in addresses
    )  # fmt: skip
    assert [pauses.resume_due(now=now, limit=10) for _ in range(4)] == [10, 10, 4, 0]


def test_a_resolved_conversation_is_not_resumed(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    assert pauses.resume_due(now=now + timedelta(days=30)) == 0


@pytest.mark.parametrize("gone", ["off", "suggestive", "deleted"])
def test_nobody_is_told_that_the_bot_answers_again_when_it_would_not(
    gone: str, bot: Bot, say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    if gone == "deleted":
        bot.delete()
    else:
        bot.mode = Mode.OFF if gone == "off" else Mode.SUGGESTIVE
        bot.save()
    later = now + timedelta(days=1)
    assert pauses.resume_due(now=later) == 0
    conversation = after(handed_over)
    assert conversation.owner(later).member == bea, "whoever has it keeps it"
    assert not Notification.objects.filter(event=Event.BOT_RESUMED).exists()


def test_with_the_bot_off_the_owner_hears_of_messages_also_after_the_pause(
    bot: Bot, say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    bot.mode = Mode.OFF
    bot.save()
    pauses.resume_due(now=now + timedelta(days=1))
    say("Hello?", at=now + timedelta(days=1))
    assert Notification.objects.filter(member=bea, event=Event.NEW_MESSAGE).count() == 1


def test_a_reply_moves_the_end(handed_over: Conversation, bea: Member, now: datetime) -> None:
    desk.reply(handed_over, bea, "I am on it.", now=now + timedelta(hours=3))
    assert pauses.resume_due(now=now + timedelta(hours=5)) == 0
    assert pauses.resume_due(now=now + timedelta(hours=7, seconds=1)) == 1


def test_handing_back_by_hand_ends_the_pause_and_keeps_the_note_for_the_bot(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    later = now + timedelta(seconds=1)
    conversation = pauses.resume(handed_over, by=bea, note=" Refund \x00agreed. ", now=later)
    assert (conversation.owner_kind, conversation.bot_resumes_at, conversation.pause_for) == (
        "bot",
        None,
        None,
    )
    assert (conversation.bot_since, conversation.waiting_since) == (later, None)
    assert conversation.hand_back_note == "Refund agreed."
    assert Handover.objects.get().outcome == Handover.Outcome.HANDED_BACK
    assert transcript_of(conversation).note == "Refund agreed."
    assert transcript_of(conversation).fresh() == (), "what was said before is not its to answer"
    line = conversation.messages.filter(direction="line").last()
    assert line is not None
    assert line.text == "Bea Okoro handed back to the bot: Refund agreed."


def test_handing_back_twice_is_handing_back_once(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    first = pauses.resume(handed_over, by=bea, note="A", now=now)
    second = pauses.resume(handed_over, by=carl, note="B", now=now)
    assert (second.version, second.hand_back_note) == (first.version, "A")


def test_a_resolved_conversation_is_not_handed_back(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    with pytest.raises(Taken):
        pauses.resume(handed_over, by=bea, now=now)


def test_a_note_is_forgotten_when_the_clock_ends_the_next_pause(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    pauses.resume(handed_over, by=bea, note="Old news.", now=now)
    again = pauses.pause(after(handed_over), by=bea, pause_for=timedelta(minutes=5), now=now)
    pauses.resume_due(now=now + timedelta(minutes=5))
    assert after(again).hand_back_note == ""


def test_a_member_can_pause_the_bot_for_a_time_and_has_the_conversation_then(
    say: Say, bea: Member, now: datetime
) -> None:
    conversation = say("When are you open?", at=now)
    said = texts(conversation)
    paused = pauses.pause(conversation, by=bea, pause_for=timedelta(minutes=30), now=now)
    assert paused.owner(now).member == bea
    assert paused.bot_resumes_at == now + timedelta(minutes=30)
    assert paused.turn_due_at is None
    say("Hello?", at=now + timedelta(minutes=29))
    assert texts(paused, "delivered", "pending") == said
    desk.reply(paused, bea, "Hello.", now=now + timedelta(minutes=29))
    say("When are you open?", at=now + timedelta(minutes=60))
    assert len(texts(paused)) == len(said) + 2


def test_pausing_changes_the_end_for_conversation_and_handover_and_leaves_the_owner(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    paused = pauses.pause(handed_over, by=carl, pause_for=timedelta(days=2), now=now)
    assert paused.assignee == bea
    assert paused.bot_resumes_at == Handover.objects.get().paused_until == now + timedelta(days=2)
    forever = pauses.pause(paused, by=carl, pause_for=None, now=now)
    assert forever.bot_resumes_at is None
    assert Handover.objects.get().paused_until is None
    assert pauses.resume_due(now=now + timedelta(days=999)) == 0


def test_pausing_after_the_pause_takes_it_from_the_bot_also_with_beat_dead(
    answered: Conversation, carl: Member
) -> None:
    assert answered.bot_resumes_at
    later = answered.bot_resumes_at + timedelta(minutes=1)
    paused = pauses.pause(answered, by=carl, pause_for=timedelta(hours=1), now=later)
    assert paused.owner(later).member == carl


def test_the_task_goes_to_who_pauses_after_the_pause(answered: Conversation, carl: Member) -> None:
    assert answered.bot_resumes_at
    later = answered.bot_resumes_at + timedelta(minutes=1)
    paused = pauses.pause(answered, by=carl, pause_for=timedelta(hours=1), now=later)
    assert Task.objects.get().assignee == carl
    assert Handover.objects.get().paused_until == paused.bot_resumes_at == later + timedelta(hours=1)


def test_the_task_stays_where_pausing_leaves_the_owner(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    pauses.pause(handed_over, by=carl, pause_for=timedelta(days=2), now=now)
    assert Task.objects.get().assignee == bea


def test_a_resolved_conversation_is_not_paused(handed_over: Conversation, bea: Member, now: datetime) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    with pytest.raises(Taken):
        pauses.pause(handed_over, by=bea, pause_for=None, now=now)


def test_a_message_that_came_late_is_answered_and_not_what_was_said_during_the_pause(
    handed_over: Conversation, internal: Channel, bea: Member, now: datetime
) -> None:
    early, late = now + timedelta(hours=3, minutes=50), now + timedelta(hours=7, minutes=51)
    intake.receive(internal, Inbound("early", "dana", "A person please!"), now=early)
    desk.reply(handed_over, bea, "Here I am.", now=early)
    question = Inbound("late", "dana", "When are you open?", sent_at=late - timedelta(minutes=20))
    intake.receive(internal, question, now=late)
    assert turns.take_turn(handed_over.pk, now=late) == turns.Outcome.REPLIED


def test_a_contact_whom_nobody_answered_is_not_forgotten_when_the_bot_comes_back_all_the_same(
    say: Say, scenario: Scenario, bea: Member, carl: Member, now: datetime
) -> None:
    Bot.objects.update(resume_while_waiting=True)
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None)
    conversation = say("I want to talk to a human", at=now)
    Notification.objects.all().delete()
    pauses.resume_due(now=now + timedelta(days=1))
    told = Notification.objects.filter(title__startswith="Nobody answered")
    assert {notice.member for notice in told} == {bea, carl}
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
