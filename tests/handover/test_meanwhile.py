"""What happens while the bot thinks is real here: the engine itself, in its own thread, makes it happen."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bots.channels.base import Inbound
from bots.models import Bot, Channel, Mode
from handover import assignment, desk, intake, outbox, pauses, turns
from handover.models import Conversation, Handover, Message
from handover.turns import Outcome
from staff.models import Event, Member, Notification
from tests.conftest import Say, Think, committed, run_due, texts

pytestmark = committed
EVERY = tuple(Message.Status.values)


@pytest.fixture
def while_thinking(
    thinks: Callable[[Think], None], say: Say, now: datetime
) -> Callable[[Callable[[Conversation], object]], tuple[Outcome, Conversation]]:
    """Dana asks, and this happens before the bot's answer is there. Returns the turn's outcome."""

    def run(happens: Callable[[Conversation], object]) -> tuple[Outcome, Conversation]:
        conversation = say("When are you open?", at=now, work=False)

        def think(question: str) -> str:
            happens(conversation)
            return f"Answer to: {question}"

        thinks(think)
        outcome = turns.take_turn(conversation.pk, now=now)
        outbox.sweep(now=now)
        return outcome, Conversation.objects.for_lists().get(pk=conversation.pk)

    return run


WhileThinking = Callable[[Callable[[Conversation], object]], tuple[Outcome, Conversation]]


def test_an_answer_is_not_said_when_a_member_claimed_meanwhile_and_stays_to_be_seen(
    while_thinking: WhileThinking, bea: Member, now: datetime
) -> None:
    outcome, conversation = while_thinking(lambda c: assignment.claim(c, bea, now=now))
    assert outcome == Outcome.SUPPRESSED
    assert texts(conversation, "delivered", "pending") == []
    assert texts(conversation, "suppressed") == ["Answer to: When are you open?"]
    assert conversation.assignee == bea
    assert conversation.turn_due_at is None


def test_an_answer_is_not_said_when_a_member_replied_meanwhile(
    while_thinking: WhileThinking, bea: Member, now: datetime
) -> None:
    _, conversation = while_thinking(lambda c: desk.reply(c, bea, "Nine to six.", now=now))
    assert texts(conversation) == ["Nine to six."]
    assert texts(conversation, "suppressed") == ["Answer to: When are you open?"]
    assert conversation.owner(now).member == bea


def test_an_answer_is_not_said_when_a_member_had_it_for_a_moment_meanwhile(
    while_thinking: WhileThinking, bea: Member, now: datetime
) -> None:
    def there_and_back(conversation: Conversation) -> None:
        pauses.resume(assignment.claim(conversation, bea, now=now), by=bea, now=now)

    _, conversation = while_thinking(there_and_back)
    assert conversation.owner_kind == "bot"
    assert texts(conversation, "delivered", "pending") == []


def test_an_answer_is_not_said_when_the_conversation_was_resolved_meanwhile(
    while_thinking: WhileThinking, bea: Member, now: datetime
) -> None:
    _, conversation = while_thinking(lambda c: desk.resolve(c, by=bea, now=now))
    assert texts(conversation, "delivered", "pending") == []
    assert conversation.status == "resolved"


def test_a_claim_that_came_while_the_bot_wanted_to_hand_over_wins(
    thinks: Callable[[Think], None], say: Say, carl: Member, now: datetime
) -> None:
    conversation = say("What is the airspeed of a swallow?", at=now, work=False)

    def think(question: str) -> None:
        assignment.claim(conversation, carl, now=now)

    thinks(think)
    assert turns.take_turn(conversation.pk, now=now) == Outcome.SUPPRESSED
    assert not Handover.objects.exists()
    assert conversation.messages.filter(direction="line", text__contains="wanted to hand over").count() == 1
    assert Conversation.objects.get(pk=conversation.pk).assignee == carl


def test_when_the_bot_is_switched_off_meanwhile_nothing_is_said_and_people_hear_of_it(
    while_thinking: WhileThinking, bea: Member, now: datetime
) -> None:
    _, conversation = while_thinking(lambda c: Bot.objects.update(mode=Mode.OFF))
    assert texts(conversation, "delivered", "pending") == []
    assert texts(conversation, "suppressed") == ["Answer to: When are you open?"]
    assert Notification.objects.filter(member=bea, event=Event.CONVERSATION_HANDED_OVER).count() == 1
    assert conversation.turn_due_at is None


def test_when_the_bot_is_deleted_meanwhile_nothing_is_said_and_people_hear_of_it(
    while_thinking: WhileThinking, bea: Member
) -> None:
    outcome, conversation = while_thinking(lambda c: Bot.objects.all().delete())
    assert outcome == Outcome.SUPPRESSED
    assert texts(conversation, "suppressed") == ["Answer to: When are you open?"]
    assert Notification.objects.filter(member=bea, event=Event.CONVERSATION_HANDED_OVER).count() == 1


def test_a_message_that_came_meanwhile_is_answered_too_in_one_reply(
    while_thinking: WhileThinking, internal: Channel, now: datetime
) -> None:
    later = Inbound("later", "dana", "Do you rent out electric bikes?")
    outcome, conversation = while_thinking(lambda c: intake.receive(internal, later, now=now))
    assert outcome == Outcome.AGAIN
    assert texts(conversation, *EVERY) == []
    run_due(now)
    (reply,) = texts(conversation, *EVERY)
    assert "open" in reply
    assert "electric bikes" in reply


def test_an_answer_that_comes_after_its_lease_does_not_count_beside_the_one_that_was_given(
    while_thinking: WhileThinking, bot: Bot, now: datetime
) -> None:
    def another_worker(conversation: Conversation) -> None:
        Bot.objects.update(engine="local")
        assert turns.take_turn(conversation.pk, now=now + turns.LEASE) == Outcome.REPLIED

    outcome, conversation = while_thinking(another_worker)
    assert outcome == Outcome.NOT_DUE
    run_due(now + turns.LEASE)
    assert texts(conversation, *EVERY) == ["We are open from Monday to Saturday, 9 to 18."]
