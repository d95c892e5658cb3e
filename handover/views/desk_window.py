"""Which messages of a thread stand on the page: the newest, those before or after one, or around one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet, prefetch_related_objects

from handover.models import Conversation, Message

AT_ONCE = 100
HALF = AT_ONCE // 2
Rows = QuerySet[Message]


@dataclass(frozen=True, slots=True)
class Window:
    """
    messages  oldest first
    earlier   there are messages before these: ask for those before this one
    newer     there are messages after these: ask for those after this one
    newest    these are the conversation's last
    found     the message the page is about
    asked     the query that shows the same again
    """

    messages: list[Message]
    earlier: int | None = None
    newer: int | None = None
    newest: bool = True
    found: int | None = None
    asked: dict[str, str] = field(default_factory=dict)


def window(conversation: Conversation, query: Mapping[str, str]) -> Window:
    """query: around, after or before, each with the id of a message; of none or nonsense, the newest."""
    rows: Rows = conversation.messages.select_related("member")
    for name, show in {"around": _around, "after": _after, "before": _before}.items():
        asked = query.get(name, "")
        if message := _message(conversation, asked):
            return _complete(show(rows, message, {name: asked}))
    return _complete(_newest(rows))


def _message(conversation: Conversation, number: str) -> Message | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return conversation.messages.filter(pk=int(number)).first()


def _newest(rows: Rows) -> Window:
    messages, more = _older(rows, AT_ONCE)
    return Window(messages, earlier=messages[0].pk if more else None)


def _before(rows: Rows, message: Message, asked: dict[str, str]) -> Window:
    messages, more = _older(rows.filter(_earlier_than(message)), AT_ONCE)
    last = messages[-1].pk if messages else None
    return Window(messages, messages[0].pk if more else None, last, newest=False, asked=asked)


def _after(rows: Rows, message: Message, asked: dict[str, str]) -> Window:
    messages, more = _younger(rows.filter(_later_than(message)), AT_ONCE)
    if not messages:
        return _newest(rows)
    return Window(messages, messages[0].pk, messages[-1].pk if more else None, newest=not more, asked=asked)


def _around(rows: Rows, message: Message, asked: dict[str, str]) -> Window:
    before, more_before = _older(rows.filter(_earlier_than(message)), HALF)
    after, more_after = _younger(rows.filter(_later_than(message)), AT_ONCE - HALF - 1)
    messages = [*before, *rows.filter(pk=message.pk), *after]
    return Window(
        messages,
        messages[0].pk if more_before else None,
        messages[-1].pk if more_after else None,
        newest=not more_after,
        found=message.pk,
        asked=asked,
    )


def _earlier_than(message: Message) -> Q:
    at = message.occurred_at
    return Q(occurred_at__lt=at) | Q(occurred_at=at, pk__lt=message.pk)


def _later_than(message: Message) -> Q:
    at = message.occurred_at
    return Q(occurred_at__gt=at) | Q(occurred_at=at, pk__gt=message.pk)


def _older(rows: Rows, at_most: int) -> tuple[list[Message], bool]:
    """The last of the rows, oldest first, and whether there are more before them."""
    found = list(rows.order_by("-occurred_at", "-pk")[: at_most + 1])
    return found[:at_most][::-1], len(found) > at_most


def _younger(rows: Rows, at_most: int) -> tuple[list[Message], bool]:
    found = list(rows.order_by("occurred_at", "pk")[: at_most + 1])
    return found[:at_most], len(found) > at_most


def _complete(shown: Window) -> Window:
    """With the files of its messages and whom its notes mention: two queries, however many there are."""
    prefetch_related_objects(shown.messages, "attachments")
    notes = [message for message in shown.messages if message.direction == Message.Direction.NOTE]
    prefetch_related_objects(notes, "mentions")
    return shown
