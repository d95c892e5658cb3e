"""desk.reply: a member's words are a takeover, sent once."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from bots.models import Bot, Mode
from handover import desk, outbox, pauses
from handover.assignment import Taken
from handover.models import Conversation, Handover, Message
from staff.models import Member
from tests.conftest import Say, texts


def test_a_reply_is_sent_in_the_members_name(handed_over: Conversation, bea: Member, now: datetime) -> None:
    message = desk.reply(handed_over, bea, "  Hello Dana!\r\n", now=now)
    outbox.deliver(handed_over.pk, now=now)
    message.refresh_from_db()
    assert (message.author, message.member, message.text) == ("member", bea, "Hello Dana!")
    assert message.status == Message.Status.DELIVERED
    assert Conversation.objects.get(pk=handed_over.pk).waiting_since is None


def test_a_reply_restarts_the_pause_for_conversation_and_handover(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    later = now + timedelta(hours=3)
    desk.reply(handed_over, bea, "Still here.", now=later)
    conversation = Conversation.objects.get(pk=handed_over.pk)
    assert conversation.bot_resumes_at == later + timedelta(hours=4)
    assert Handover.objects.get().paused_until == later + timedelta(hours=4)
    assert conversation.version > handed_over.version


def test_a_pause_without_an_end_stays_without_one(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    pauses.pause(handed_over, by=bea, pause_for=None, now=now)
    desk.reply(handed_over, bea, "Hello.", now=now)
    conversation = Conversation.objects.get(pk=handed_over.pk)
    assert (conversation.bot_resumes_at, conversation.owner_kind) == (None, "member")


def test_replying_where_the_bot_speaks_takes_over(say: Say, bea: Member, now: datetime) -> None:
    conversation = say("When are you open?")
    desk.reply(conversation, bea, "Also on Sunday this week.", now=now)
    after = say("Great, until when?")
    assert after.owner(now).member == bea
    assert texts(after)[-1] == "Also on Sunday this week.", "the bot is silent"


def test_replying_in_another_members_conversation_leaves_it_theirs(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    desk.reply(handed_over, carl, "Bea is at lunch.", now=now)
    conversation = Conversation.objects.get(pk=handed_over.pk)
    assert conversation.assignee == bea
    assert conversation.messages.filter(member=carl, author="member").count() == 1


def test_replying_after_the_pause_takes_over_from_the_bot_also_with_beat_dead(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Hello.", now=now)
    handed_over.refresh_from_db()
    assert handed_over.bot_resumes_at
    later = handed_over.bot_resumes_at + timedelta(minutes=1)
    desk.reply(handed_over, carl, "Let me.", now=later)
    assert Conversation.objects.get(pk=handed_over.pk).owner(later).member == carl


def test_replying_to_nobodys_conversation_takes_it(bot: Bot, say: Say, carl: Member, now: datetime) -> None:
    bot.mode = Mode.OFF
    bot.save()
    conversation = say("Hello?")
    desk.reply(conversation, carl, "Hello!", now=now)
    assert Conversation.objects.get(pk=conversation.pk).owner(now).member == carl


def test_pressing_send_twice_sends_once(handed_over: Conversation, bea: Member, now: datetime) -> None:
    first = desk.reply(handed_over, bea, "Hello.", now=now, client_key="page-1")
    second = desk.reply(handed_over, bea, "Hello.", now=now + timedelta(seconds=1), client_key="page-1")
    assert first.pk == second.pk
    desk.reply(handed_over, bea, "Hello.", now=now, client_key="page-2")
    assert handed_over.messages.filter(author="member").count() == 2


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n\t ", "empty"), ("\x00\x1f", "empty"), ("x" * 8001, "long")]
)
def test_an_empty_or_endless_reply_is_refused_and_takes_nothing_over(
    text: str, code: str, say: Say, bea: Member, now: datetime
) -> None:
    conversation = say("When are you open?")
    with pytest.raises(ValidationError) as refused:
        desk.reply(conversation, bea, text, now=now)
    assert refused.value.code == code
    assert Conversation.objects.get(pk=conversation.pk).owner_kind == "bot"


def test_what_a_database_refuses_is_left_out_of_a_reply(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    assert desk.reply(handed_over, bea, "a\x00b\ud800", now=now).text == "ab?"


def test_a_resolved_conversation_takes_no_reply(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    with pytest.raises(Taken, match="resolved"):
        desk.reply(handed_over, bea, "One more thing.", now=now)
    assert not handed_over.messages.filter(author="member").exists()
