"""The bot wakes: by the clock, announced by whoever looks first, never on old triggers, and never while the
contact waits for a person."""

from datetime import timedelta

from django.utils import timezone

from handover import desk, pauses
from handover.models import Handover
from staff.models import Event, Member, Notification
from tests.conftest import Say, texts

QUESTION, OPEN_HOURS = "When are you open?", "We are open from Monday to Saturday, 9 to 18."


def test_it_is_silent_until_the_time_has_come_and_answers_from_then_on(say: Say, bea: Member) -> None:
    start = timezone.now()
    conversation = say("I want to talk to a human", at=start)
    said = len(texts(conversation))

    say(QUESTION, at=start + timedelta(hours=3, minutes=59))
    say(QUESTION, at=start + timedelta(hours=4, minutes=1))
    assert len(texts(conversation)) == said, "nobody has answered yet"

    desk.reply(conversation, bea, "Hello, Bea here.", now=start + timedelta(hours=5))
    said += 1
    say(QUESTION, at=start + timedelta(hours=9, seconds=1))
    assert texts(conversation)[said:] == [OPEN_HOURS]
    conversation.refresh_from_db()
    assert conversation.owner(timezone.now()).kind == "bot"
    assert conversation.handovers.get().outcome == Handover.Outcome.RESUMED


def test_its_return_is_announced_once_however_often_anyone_looks(say: Say, bea: Member) -> None:
    start = timezone.now()
    conversation = say("I want to talk to a human", at=start)
    desk.reply(conversation, bea, "Hello, Bea here.", now=start)
    later = start + timedelta(days=9)  # beat was down for more than a week

    assert [pauses.resume_due(now=later) for _ in range(3)] == [1, 0, 0]
    assert Notification.objects.filter(member=bea, event=Event.BOT_RESUMED).count() == 1
    assert conversation.messages.filter(direction="line", text__contains="answers again").count() == 1


def test_an_answer_by_a_person_starts_the_pause_again(say: Say, bea: Member) -> None:
    start = timezone.now()
    conversation = say("I want to talk to a human", at=start)
    desk.reply(conversation, bea, "Hello, Bea here.", now=start + timedelta(hours=3))
    said = len(texts(conversation))

    say(QUESTION, at=start + timedelta(hours=6))
    assert OPEN_HOURS not in texts(conversation)[said:]
    desk.reply(conversation, bea, "From nine to six.", now=start + timedelta(hours=6))
    say(QUESTION, at=start + timedelta(hours=9, minutes=59))
    assert OPEN_HOURS not in texts(conversation)[said:]
    desk.reply(conversation, bea, "As I said.", now=start + timedelta(hours=10))
    say(QUESTION, at=start + timedelta(hours=14, seconds=1))
    assert OPEN_HOURS in texts(conversation)[said:]


def test_handed_back_it_answers_the_next_message_and_forgets_the_old_request(say: Say, bea: Member) -> None:
    conversation = say("I want to talk to a human")
    pauses.resume(conversation, by=bea, note="I told her about the helmet.", now=timezone.now())

    conversation = say(QUESTION)
    assert texts(conversation)[-1] == OPEN_HOURS
    assert conversation.handovers.count() == 1
    say("Let me talk to a human again")
    assert conversation.handovers.count() == 2
