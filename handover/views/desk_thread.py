"""The thread as the desk shows it: each message with who said it, what became of it, and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from handover.models import Conversation, Message

AT_ONCE = 100
TOGETHER = timedelta(minutes=5)
LINKED_UP_TO = 8_000

Status = Message.Status


@dataclass(frozen=True, slots=True)
class Bubble:
    """
    begins   the first of several by the same author in a row: their name stands above
    new_day  the first of its day
    usable   a suggestion that nobody has answered past
    """

    message: Message
    name: str
    begins: bool
    new_day: bool
    set_off: bool
    usable: bool

    @property
    def kind(self) -> str:
        """line, suggestion, contact, bot or member."""
        if self.message.direction == Message.Direction.LINE:
            return "line"
        return "suggestion" if self.message.status == Status.SUGGESTED else str(self.message.author)

    @property
    def state(self) -> str:
        """What became of an outbound message: sending, failed, unsent, delivered; empty for others."""
        return {
            Status.PENDING.value: "sending",
            Status.FAILED.value: "failed",
            Status.SUPPRESSED.value: "unsent",
            Status.DELIVERED.value: "delivered",
        }.get(self.message.status, "")

    @property
    def evidence(self) -> list[str]:
        return [str(item["text"]) for item in self.message.evidence if "text" in item]

    @property
    def html(self) -> SafeString:
        return linked(self.message.text)


def linked(text: str) -> SafeString:
    """Escaped, with addresses made into links that tell their target nothing about us."""
    shown = urlize(text[:LINKED_UP_TO], nofollow=True, autoescape=True)
    safe = shown.replace('rel="nofollow"', 'rel="noopener noreferrer nofollow" target="_blank"')
    return mark_safe(safe)  # noqa: S308 - urlize has escaped the text; a quotation mark in it is &quot;


def thread_context(conversation: Conversation, triggers: Collection[int], before: str) -> dict[str, Any]:
    """The latest messages, or those before a message. triggers: ids of those that set off a handover."""
    rows = conversation.messages.select_related("member")
    first = _first(conversation, before)
    if first:
        earlier = Q(occurred_at__lt=first.occurred_at) | Q(occurred_at=first.occurred_at, pk__lt=first.pk)
        rows = rows.filter(earlier)
    newest_first = list(rows.order_by("-occurred_at", "-pk")[: AT_ONCE + 1])
    messages = newest_first[:AT_ONCE][::-1]
    more = len(newest_first) > AT_ONCE
    return {
        "bubbles": _bubbles(conversation, messages, triggers),
        "earlier": messages[0].pk if more else None,
        "before": first.pk if first else None,
    }


def _first(conversation: Conversation, before: str) -> Message | None:
    if not (before.isascii() and before.isdecimal() and len(before) < 19):
        return None
    return conversation.messages.filter(pk=int(before)).first()


def _bubbles(
    conversation: Conversation, messages: Sequence[Message], triggers: Collection[int]
) -> list[Bubble]:
    answered = max((m.pk for m in messages if _answers(m)), default=0)
    bubbles = []
    previous: Message | None = None
    for message in messages:
        new_day = previous is None or _day(previous) != _day(message)
        bubbles.append(
            Bubble(
                message=message,
                name=_name(conversation, message),
                begins=new_day or previous is None or not _continues(previous, message),
                new_day=new_day,
                set_off=message.pk in triggers,
                usable=message.pk > answered,
            )
        )
        previous = message
    return bubbles


def _answers(message: Message) -> bool:
    outbound = message.direction == Message.Direction.OUTBOUND
    return outbound and message.status not in (Status.SUGGESTED, Status.SUPPRESSED)


def _day(message: Message) -> Any:
    return timezone.localtime(message.occurred_at).date()


def _continues(previous: Message, message: Message) -> bool:
    same = (previous.author, previous.member_id, previous.status == Status.SUGGESTED)
    now = (message.author, message.member_id, message.status == Status.SUGGESTED)
    close = message.occurred_at - previous.occurred_at < TOGETHER
    return same == now and close and previous.direction == message.direction


def _name(conversation: Conversation, message: Message) -> str:
    if message.author == Message.Author.CONTACT:
        return str(conversation.contact)
    if message.author == Message.Author.MEMBER:
        return str(message.member) if message.member else "Someone who left"
    return conversation.bot.name if conversation.bot else "A deleted bot"
