"""The desk's queues: which conversations stand in the list, and what each row says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from handover.models import Conversation, Handover, Message, Owner
from handover.models.conversation import ConversationQuerySet
from handover.views.desk_words import ICONS, waited
from staff.models import Member

A_PAGE = 30
QUEUES = {"mine": "Mine", "unassigned": "Unassigned", "all": "All", "resolved": "Resolved"}
EMPTY = {
    "mine": "Nothing is yours right now. Claim something from Unassigned when you are ready.",
    "unassigned": "Nobody waits for a person. New handovers appear here by themselves.",
    "all": "No open conversations.",
    "resolved": "Nothing has been resolved yet.",
}


@dataclass(frozen=True, slots=True)
class Row:
    conversation: Conversation
    owner: Owner
    last: Message | None
    handover: Handover | None
    now: datetime

    @property
    def kind(self) -> str:
        """bot, member, nobody or resolved."""
        resolved = self.conversation.status == Conversation.Status.RESOLVED
        return "resolved" if resolved else self.owner.kind

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def waited(self) -> str:
        return waited(self.conversation, self.now)

    @property
    def waits(self) -> bool:
        """Somebody should answer, and the bot is not about to."""
        asked = self.conversation.waiting_since is not None and self.kind != "resolved"
        return asked and (self.kind != "bot" or self.conversation.turn_due_at is None)


def queue_of(name: str, member: Member) -> ConversationQuerySet:
    visible = Conversation.objects.visible_to(member)
    if name == "mine":
        return visible.mine(member)
    if name == "unassigned":
        return visible.unassigned()
    if name == "resolved":
        return visible.filter(status=Conversation.Status.RESOLVED)
    return visible.open()


def list_context(query: QueryDict, member: Member, now: datetime) -> dict[str, Any]:
    """What _desk_list.html shows. query: queue, q (searches every conversation), older (where to go on)."""
    counts = {name: queue_of(name, member).count() for name in ("mine", "unassigned", "all")}
    queue = query.get("queue", "")
    if queue not in QUEUES:
        queue = "mine" if counts["mine"] else "unassigned"
    words = query.get("q", "").replace("\0", "").strip()[:100]
    found = _matching(words, member) if words else queue_of(queue, member)
    page, older = _page(found, query.get("older", ""))
    kept = {"queue": queue, **({"q": words} if words else {})}
    return {
        "queue": queue,
        "queues": [(name, label, counts.get(name)) for name, label in QUEUES.items()],
        "words": words,
        "rows": _rows(page, now),
        "older": older and urlencode({**kept, "older": older}),
        "paged": "older" in query,
        "keep": urlencode(kept),
        "empty": f"Nothing matches “{words}”." if words else EMPTY[queue],
    }


def _matching(words: str, member: Member) -> ConversationQuerySet:
    said = Message.objects.said().filter(conversation=OuterRef("pk"), text__icontains=words)
    who = Q(contact__name__icontains=words) | Q(contact__email__icontains=words)
    return Conversation.objects.visible_to(member).filter(who | Exists(said))


def _page(found: ConversationQuerySet, older: str) -> tuple[list[Conversation], str]:
    """One page after the position, and the position of the next; empty when this is the last."""
    moment, _, number = older.rpartition("~")
    at = _moment(moment)
    if at and number.isascii() and number.isdecimal() and len(number) < 19:
        found = found.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=int(number)))
    latest = Message.objects.said().filter(conversation=OuterRef("pk")).order_by("-occurred_at", "-pk")
    rows = found.for_lists().annotate(last_id=Subquery(latest.values("pk")[:1]))
    page = list(rows.order_by("-last_message_at", "-pk")[: A_PAGE + 1])
    if len(page) <= A_PAGE:
        return page, ""
    last = page[A_PAGE - 1]
    return page[:A_PAGE], f"{last.last_message_at.isoformat()}~{last.pk}"


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def _rows(page: list[Conversation], now: datetime) -> list[Row]:
    last_ids = [conversation.last_id for conversation in page]  # type: ignore[attr-defined]
    last = Message.objects.select_related("member").in_bulk([pk for pk in last_ids if pk])
    opened = {row.conversation_id: row for row in Handover.objects.open().filter(conversation__in=page)}
    return [
        Row(conversation, conversation.owner(now), last.get(last_id), opened.get(conversation.pk), now)
        for conversation, last_id in zip(page, last_ids, strict=True)
    ]
