"""The thread as the desk shows it: each message with who said it, what became of it, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from bots.models import Case
from handover.mentions import Piece, pieces
from handover.models import Conversation, Message
from handover.models.message import UNHEARD
from handover.suggested import is_dismissed
from handover.views.desk_window import Window, window

TOGETHER = timedelta(minutes=5)
LINKED_UP_TO = 8_000

Status = Message.Status


@dataclass(frozen=True, slots=True)
class Bubble:
    """
    begins   the first of several by the same author in a row: their name stands above
    new_day  the first of its day
    usable   a suggestion that nobody has answered past
    left     a suggestion that was dismissed, which can be taken back
    found    what the page was asked for
    case     kept because staff said that the bot should have handed over here
    """

    message: Message
    name: str
    begins: bool
    new_day: bool
    set_off: bool
    usable: bool
    left: bool = False
    found: bool = False
    case: Case | None = None

    @property
    def kind(self) -> str:
        """line, note, suggestion, contact, bot or member."""
        if self.message.direction in UNHEARD:
            return str(self.message.direction)
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
    def would_hand_over(self) -> bool:
        """It suggests, or suggested, a handover."""
        return self.message.author == Message.Author.BOT and not self.message.text

    @property
    def suggested_only(self) -> bool:
        return self.message.last_error.startswith("Suggested only")

    @property
    def evidence(self) -> list[str]:
        return [str(item["text"]) for item in self.message.evidence if "text" in item]

    @property
    def html(self) -> SafeString:
        if self.kind != "note":
            return linked(self.message.text)
        parts = pieces(self.message.text[:LINKED_UP_TO], self.message.mentions.all())
        return format_html_join("", "{}", ((_marked(part),) for part in parts))


def linked(text: str) -> SafeString:
    """Escaped, with addresses made into links that tell their target nothing about us."""
    shown = urlize(text[:LINKED_UP_TO], nofollow=True, autoescape=True)
    safe = shown.replace('rel="nofollow"', 'rel="noopener noreferrer nofollow" target="_blank"')
    return mark_safe(safe)  # noqa: S308 - urlize has escaped the text; a quotation mark in it is &quot;


def _marked(piece: Piece) -> SafeString:
    if piece.named:
        return format_html('<strong class="msg-mention">{}</strong>', piece.text)
    return linked(piece.text)


def thread_context(
    conversation: Conversation, triggers: Collection[int], query: Mapping[str, str]
) -> dict[str, Any]:
    """Its newest messages, or those the query asks for. triggers: ids of those that set off a handover."""
    shown = window(conversation, query)
    return {"bubbles": _bubbles(conversation, shown, triggers), "window": shown}


def _bubbles(conversation: Conversation, shown: Window, triggers: Collection[int]) -> list[Bubble]:
    answered, left = _answered(conversation, shown), _left(shown)
    bubbles = []
    previous: Message | None = None
    for message in shown.messages:
        new_day = previous is None or _day(previous) != _day(message)
        bubbles.append(
            Bubble(
                message=message,
                name=_name(conversation, message),
                begins=new_day or previous is None or not _continues(previous, message),
                new_day=new_day,
                set_off=message.pk in triggers,
                usable=message.pk > answered,
                left=message is left,
                found=message.pk == shown.found,
            )
        )
        previous = message
    return bubbles


def _answered(conversation: Conversation, shown: Window) -> int:
    """The latest answer, on this page or not; zero also where nothing on the page asks for it."""
    if not any(message.status == Status.SUGGESTED for message in shown.messages):
        return 0
    answers = conversation.messages.said().filter(direction=Message.Direction.OUTBOUND)
    return answers.aggregate(latest=Max("pk"))["latest"] or 0


def _left(shown: Window) -> Message | None:
    """As suggested.restorable() finds it."""
    sent = [
        one for one in shown.messages if one.direction == Message.Direction.OUTBOUND and not one.is_holding
    ]
    latest = max(sent, key=lambda one: one.pk, default=None) if shown.newest else None
    return latest if latest and is_dismissed(latest) else None


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
