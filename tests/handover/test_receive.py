"""intake.receive: what comes in is stored once, as text, and somebody owes an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bots.channels.base import Inbound
from bots.models import Bot, Channel, Mode
from handover import desk, intake
from handover.models import Address, Contact, Conversation, Message
from staff.models import Event, Member, Notification
from tests.conftest import Say, run_due, texts

HELLO = Inbound(message_id="m1", contact_id="c1", text="When are you open?")


def receive(channel: Channel, now: datetime, **changes: object) -> Message:
    return intake.receive(channel, replace(HELLO, **changes), now=now).message  # type: ignore[arg-type]


def test_the_same_message_id_twice_is_one_message(internal: Channel, now: datetime) -> None:
    first = intake.receive(internal, HELLO, now=now)
    again = intake.receive(internal, replace(HELLO, text="changed"), now=now + timedelta(days=400))
    assert (first.duplicate, again.duplicate) == (False, True)
    assert again.message.pk == first.message.pk
    assert again.message.text == "When are you open?"
    assert Message.objects.count() == Contact.objects.count() == Conversation.objects.count() == 1


def test_two_channels_may_use_the_same_ids_for_different_people(
    internal: Channel, webchat: Channel, now: datetime
) -> None:
    one, other = receive(internal, now), receive(webchat, now)
    assert one.pk != other.pk
    assert one.conversation.contact_id != other.conversation.contact_id


def test_a_burst_moves_the_one_turn_it_extends_but_not_for_ever(
    bot: Bot, internal: Channel, now: datetime
) -> None:
    bot.gather_seconds = Decimal(2)
    bot.save()
    due = []
    for second in range(16):
        at = now + timedelta(seconds=second)
        message = receive(internal, at, message_id=f"m{second}")
        due.append((Conversation.objects.get(pk=message.conversation_id).turn_due_at or at) - now)
    assert due[:3] == [timedelta(seconds=2), timedelta(seconds=3), timedelta(seconds=4)]
    assert max(due) == timedelta(seconds=10), "who keeps writing is answered all the same"
    assert Conversation.objects.count() == 1


def test_contact_details_fill_gaps_and_never_overwrite(internal: Channel, now: datetime) -> None:
    contact = receive(internal, now, name="Dana").conversation.contact
    Contact.objects.filter(pk=contact.pk).update(phone="+49 30 1")
    receive(internal, now, message_id="m2", name="Impostor", email="dana@home.example", phone="666")
    contact.refresh_from_db()
    assert (contact.name, contact.email, contact.phone) == ("Dana", "dana@home.example", "+49 30 1")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\x07c\x1b[31m\x7f", "abc[31m"),
        ("half \ud83d pair", "half ? pair"),
        ("<script>alert(1)</script> & <b>", "<script>alert(1)</script> & <b>"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("🧑‍🔧 नमस्ते \u202eabc", "🧑‍🔧 नमस्ते \u202eabc"),
        ("{first_name} %s {{ x }}", "{first_name} %s {{ x }}"),
    ],
)
def test_text_is_kept_as_text_without_what_would_break_a_database(
    internal: Channel, now: datetime, sent: str, kept: str
) -> None:
    message = receive(internal, now, text=sent)
    message.refresh_from_db()
    assert message.text == kept


def test_a_name_is_one_line_whatever_was_sent(internal: Channel, now: datetime) -> None:
    contact = receive(internal, now, name=" Dana\r\nBcc: all@shop.example\x00 ").conversation.contact
    assert contact.name == "Dana Bcc: all@shop.example"


@pytest.mark.parametrize(
    ("ago", "believed"),
    [
        (timedelta(0), True),
        (timedelta(minutes=59), True),
        (timedelta(hours=2), False),
        (timedelta(days=9000), False),
        (timedelta(seconds=-1), False),
        (timedelta(days=-9000), False),
    ],
)
def test_the_channels_time_of_sending_is_believed_within_an_hour(
    internal: Channel, now: datetime, ago: timedelta, believed: bool
) -> None:
    message = receive(internal, now, sent_at=now - ago)
    assert message.occurred_at == (now - ago if believed else now)
    assert message.created_at == now


def test_a_time_of_sending_at_the_end_of_the_calendar_is_not_believed(
    internal: Channel, now: datetime
) -> None:
    assert receive(internal, now, sent_at=datetime.max.replace(tzinfo=UTC)).occurred_at == now


def test_a_message_that_comes_late_stands_where_it_was_written_and_is_still_answered(
    internal: Channel, now: datetime
) -> None:
    first = receive(internal, now, sent_at=now)
    run_due(now)
    later = now + timedelta(minutes=5)
    late = receive(
        internal,
        later,
        message_id="m0",
        text="Do you rent out electric bikes?",
        sent_at=now - timedelta(minutes=3),
    )
    run_due(later)
    thread = [m.pk for m in first.conversation.messages.in_order() if m.direction == "inbound"]
    assert thread == [late.pk, first.pk]
    assert texts(first.conversation)[-1] == "Yes, an electric bike is 35 euros a day."


def test_after_a_conversation_is_resolved_the_contact_begins_a_new_one(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    fresh = say("When are you open?")
    assert fresh.pk != handed_over.pk
    assert (fresh.owner_kind, fresh.contact) == ("bot", handed_over.contact)
    assert texts(fresh) == ["We are open from Monday to Saturday, 9 to 18."]


def test_while_a_member_has_it_the_bot_owes_nothing_and_they_hear_of_each_message_once(
    say: Say, handed_over: Conversation, bea: Member, carl: Member, internal: Channel, now: datetime
) -> None:
    say("Hello? When are you open?")
    say("Anybody?")
    again = Inbound(message_id="dana-2", contact_id="dana", text="Hello? When are you open?")
    assert intake.receive(internal, again, now=now).duplicate
    conversation = Conversation.objects.get(pk=handed_over.pk)
    assert conversation.turn_due_at is None
    assert len(texts(conversation)) == 1, "only the final message"
    told = Notification.objects.filter(event=Event.NEW_MESSAGE)
    assert [n.member for n in told] == [bea, bea]
    assert {n.body for n in told} == {"Hello? When are you open?", "Anybody?"}


def test_while_nobody_has_it_whoever_may_claim_hears_only_of_the_first_message(
    bot: Bot, say: Say, bea: Member, carl: Member
) -> None:
    bot.mode = Mode.OFF
    bot.save()
    for text in ("Hello?", "Anybody?", "Hello??"):
        conversation = say(text)
    assert (conversation.owner_kind, conversation.turn_due_at) == ("nobody", None)
    told = Notification.objects.filter(event=Event.CONVERSATION_HANDED_OVER)
    assert {n.member for n in told} == {bea, carl}
    assert told.count() == 2
    assert texts(conversation) == []


def test_a_suggestive_bot_owes_a_turn_and_people_hear_of_the_message(bot: Bot, say: Say, bea: Member) -> None:
    bot.mode = Mode.SUGGESTIVE
    bot.save()
    conversation = say("When are you open?", work=False)
    assert conversation.owner_kind == "nobody"
    assert conversation.turn_due_at is not None
    assert Notification.objects.filter(member=bea).exists()


def test_when_the_bot_was_deleted_people_hear_of_the_message(
    bot: Bot, say: Say, internal: Channel, bea: Member, now: datetime
) -> None:
    say("When are you open?")
    other = Bot.objects.create(name="Other", slug="other", mode=Mode.AUTO_PILOT)
    Channel.objects.filter(pk=internal.pk).update(bot=other)
    bot.delete()
    conversation = say("And now?")
    assert (conversation.bot, conversation.turn_due_at) == (None, None)
    assert Notification.objects.filter(member=bea, event=Event.CONVERSATION_HANDED_OVER).count() == 1


def test_an_address_keeps_its_contact(internal: Channel, dana: Contact, now: datetime) -> None:
    message = receive(internal, now, contact_id="dana", name="Somebody Else")
    assert message.conversation.contact == dana
    assert Address.objects.count() == 1
