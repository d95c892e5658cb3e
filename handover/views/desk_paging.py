"""The list page by page, both ways, from a position that stays where it is whatever comes and goes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from handover.models import Conversation
from handover.models.conversation import ConversationQuerySet
from handover.moments import as_moment

A_PAGE = 30
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Since when they wait who do not: they stand last."""


@dataclass(frozen=True, slots=True)
class Order:
    """at: an expression for the moment that decides. first_come: the earliest moment stands first."""

    label: str
    at: Any
    first_come: bool

    def page(self, found: ConversationQuerySet, query: QueryDict) -> "Page":
        """query: older or newer, a position to go on from; neither, or nonsense, is the beginning."""
        found = found.annotate(sorted_at=self.at)
        if newer := _position(query.get("newer", "")):
            back = self._cut(found, newer, ahead=False)[: A_PAGE + 1]
            rows = list(back)[::-1]
            if len(rows) > A_PAGE:
                return Page(rows[1:], newer=_name(rows[1]), older=_name(rows[-1]))
        older = None if newer else _position(query.get("older", ""))
        rows = list(self._cut(found, older, ahead=True)[: A_PAGE + 1])
        page = rows[:A_PAGE]
        return Page(
            page,
            newer=_name(page[0]) if older and page else "",
            older=_name(page[-1]) if len(rows) > A_PAGE else "",
            paged=older is not None,
        )

    def _cut(
        self, found: ConversationQuerySet, position: tuple[datetime, int] | None, *, ahead: bool
    ) -> ConversationQuerySet:
        up = self.first_come == ahead
        if position:
            at, pk = position
            way = "gt" if up else "lt"
            further = Q(**{f"sorted_at__{way}": at}) | Q(**{"sorted_at": at, f"pk__{way}": pk})
            found = found.filter(further)
        return found.order_by("sorted_at", "pk") if up else found.order_by("-sorted_at", "-pk")  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Page:
    """newer, older: positions to go on from; empty where there is nothing. paged: not the beginning."""

    rows: list[Conversation]
    newer: str
    older: str
    paged: bool = True


ORDERS = {
    "newest": Order("Newest", F("last_message_at"), first_come=False),
    "longest": Order("Longest wait", Coalesce("waiting_since", Value(NEVER)), first_come=True),
}


def _name(row: Conversation) -> str:
    at: datetime = row.sorted_at  # type: ignore[attr-defined]
    return f"{at.isoformat()}~{row.pk}"


def _position(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.rpartition("~")
    at = as_moment(moment)
    if at and number.isascii() and number.isdecimal() and len(number) < 19:
        return at, int(number)
    return None
