"""An inbound message, whatever the channel: one transaction, then a nudge. The row is the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bots.channels.base import Inbound
from bots.models import Channel, Mode
from handover import allowance, attachments, clock, notices, snoozing
from handover.announcements import thread_changed
from handover.models import Address, Attachment, Contact, Conversation, Message
from handover.models.message import clean as clean
from handover.turns import nudge_turn

GATHER_AT_MOST = 5  # times the waiting time: who keeps writing is answered all the same
BELIEVED = timedelta(hours=1)  # how far back a channel's own time of sending may put a message


@dataclass(frozen=True, slots=True)
class Received:
    message: Message
    duplicate: bool


def receive(channel: Channel, inbound: Inbound, *, now: datetime) -> Received:
    """Store the message and, where the bot owes an answer, its turn. The same one twice is stored once.

    Errors: acceptance.Refused, allowance.Spent, attachments.NotKept; then nothing was stored.
    """
    if earlier := _stored(channel, inbound):
        return Received(earlier, duplicate=True)
    allowance.check(channel, inbound.contact_id, inbound.attachments, now=now)
    with attachments.kept(inbound.attachments, now=now) as files:
        return _received(channel, inbound, files, now)


def _received(channel: Channel, inbound: Inbound, files: Sequence[Attachment], now: datetime) -> Received:
    try:
        with transaction.atomic():
            return Received(_store(channel, inbound, files, now), duplicate=False)
    except IntegrityError:
        # The same message, or this contact's first two, at the same moment: the other one is in by now.
        if earlier := _stored(channel, inbound):
            return Received(earlier, duplicate=True)
        with transaction.atomic():
            return Received(_store(channel, inbound, files, now), duplicate=False)


def _stored(channel: Channel, inbound: Inbound) -> Message | None:
    return Message.objects.filter(channel=channel, external_id=inbound.message_id).first()


def _store(channel: Channel, inbound: Inbound, files: Sequence[Attachment], now: datetime) -> Message:
    address = _address(channel, inbound, now)
    conversation = _open_conversation(channel, address, now)
    message = Message.objects.create(
        conversation=conversation,
        channel=channel,
        external_id=inbound.message_id,
        direction=Message.Direction.INBOUND,
        author=Message.Author.CONTACT,
        status=Message.Status.RECEIVED,
        text=clean(inbound.text),
        created_at=now,
        occurred_at=_occurred(inbound, now),
    )
    if files:
        attachments.store(files, conversation, message=message)
    _owe(conversation, message, now)
    return message


def _occurred(inbound: Inbound, now: datetime) -> datetime:
    if inbound.sent_at and now - BELIEVED <= inbound.sent_at <= now:
        return inbound.sent_at
    return now


def _address(channel: Channel, inbound: Inbound, now: datetime) -> Address:
    details = {key: " ".join(clean(getattr(inbound, key)).split()) for key in ("name", "email", "phone")}
    if address := _held(channel, inbound.contact_id):
        _fill_in(address.contact, details, now)
        return address
    contact = Contact.objects.create(**details, seen_at=now)
    return Address.objects.create(channel=channel, external_id=inbound.contact_id, contact=contact)


def _held(channel: Channel, external_id: str) -> Address | None:
    """The address with its contact, locked: neither is merged into another before this message is stored."""
    while address := Address.objects.filter(channel=channel, external_id=external_id).first():
        contact = Contact.objects.select_for_update(no_key=True).filter(pk=address.contact_id).first()
        if contact:
            address.contact = contact
            return address
    return None


def _fill_in(contact: Contact, details: dict[str, str], now: datetime) -> None:
    """What the channel knows fills gaps; it never overwrites what staff have entered."""
    news = {key: value for key, value in details.items() if value and not getattr(contact, key)}
    for key, value in news.items():
        setattr(contact, key, value)
    contact.seen_at = now
    contact.save(update_fields=[*news, "seen_at"])


def _open_conversation(channel: Channel, address: Address, now: datetime) -> Conversation:
    """The address's one open conversation, locked."""
    opened = Conversation.objects.open().for_lists().filter(address=address)
    conversation = opened.select_for_update(of=("self",)).first()
    if conversation:
        return conversation
    bot = channel.bot
    return Conversation.objects.create(
        contact=address.contact,
        address=address,
        bot=bot,
        owner_kind=Conversation.OwnerKind.BOT if bot.speaks else Conversation.OwnerKind.NOBODY,
        bot_since=now,
        last_message_at=now,
        created_at=now,
    )


def _owe(conversation: Conversation, message: Message, now: datetime) -> None:
    """The bot owes a turn, or, while it is silent, the owner hears of the message."""
    bot = conversation.bot
    was_waiting = conversation.waiting_since is not None
    fields = {
        "last_inbound": message,
        "last_message_at": now,
        "waiting_since": conversation.waiting_since or now,
        **snoozing.contact_wrote(conversation, now=now),
    }
    speaks = conversation.bot_may_speak(now)
    if bot and (speaks or bot.mode == Mode.SUGGESTIVE):
        gather = timedelta(seconds=float(bot.gather_seconds))
        since = conversation.turn_since or now
        conversation.turn_due_at = min(now + gather, since + GATHER_AT_MOST * gather)
        fields |= {"turn_due_at": conversation.turn_due_at, "turn_since": since}
        nudge_turn(conversation, now)
    if not was_waiting:
        conversation.waiting_since = now
        fields |= {"held_since": None, **clock.columns(conversation, now=now)}
    if not speaks:
        notices.of_inbound(conversation, message, was_waiting=was_waiting, now=now)
    Conversation.objects.filter(pk=conversation.pk).update(**fields)
    thread_changed(conversation, conversation.address)
