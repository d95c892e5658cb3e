"""The desk's list: which conversations stand in it, in which order, narrowed to what."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from handover import reply_drafts
from handover.models import Conversation
from handover.views.desk_filters import Filters, filters_of, offered_tags
from handover.views.desk_paging import ORDERS, Page
from handover.views.desk_queues import CONCERNING, QUEUES, queue_of, queues_of
from handover.views.desk_rows import rows_of
from staff.models import Member

EMPTY = {
    "mine": "Nothing is yours right now. Claim something from Unassigned when you are ready.",
    "unassigned": "Nobody waits for a person. New handovers appear here by themselves.",
    "bot": "The bot has no conversation at the moment.",
    "all": "No open conversations.",
    "snoozed": "Nothing is put aside.",
    "mentions": "No colleague has named you in a note yet.",
    "resolved": "Nothing has been resolved yet.",
}


def list_context(query: QueryDict, member: Member, now: datetime) -> dict[str, Any]:
    """What _desk_list.html shows.

    query: queue, sort, the filters of desk_filters, older or newer (where to go on).
    """
    found = {name: queue_of(name, member, now) for name in QUEUES}
    queues, unread = queues_of(found, member, now)
    queue = _chosen(query, {one.name: one.count for one in queues})
    filters = filters_of(query, QUEUES[queue])
    sort = query.get("sort", "") if queue in CONCERNING and not filters.everywhere else ""
    sort = sort if sort in ORDERS else "newest"
    scope = Conversation.objects.visible_to(member) if filters.everywhere else found[queue]
    page = ORDERS[sort].page(filters.apply(scope).for_lists().select_related("last_inbound"), query)
    start = {"queue": queue, **({"sort": sort} if sort != "newest" else {})}
    kept = {**start, **filters.query()}
    place = _place(query, page)
    return {
        "queue": queue,
        "queues": queues,
        "current": None if filters.everywhere else queue,
        "unread": unread,
        "words": " ".join(filters.words),
        "filters": filters,
        "chips": filters.chips(start),
        "tags_offered": offered_tags,
        "sort": sort,
        "sorts": _sorts(queue, sort, filters) if queue in CONCERNING and not filters.everywhere else [],
        "rows": rows_of(page.rows, member, filters.words, now),
        "drafts": reply_drafts.among(page.rows, member),
        "older": page.older and urlencode({**kept, "older": page.older}),
        "newer_rows": page.newer and urlencode({**kept, "newer": page.newer}),
        "paged": page.paged,
        "start": urlencode(kept),
        "keep": urlencode({**kept, **place}),
        "bare": urlencode(start),
        "empty": EMPTY[queue],
    }


def _chosen(query: QueryDict, counts: dict[str, str]) -> str:
    asked = query.get("queue", "")
    if asked in QUEUES:
        return asked
    return "unassigned" if counts["mine"] == "0" else "mine"


def _place(query: QueryDict, page: Page) -> dict[str, str]:
    """Where in the list the page is, so that opening a row does not lose it."""
    name = next((name for name in ("newer", "older") if name in query), "")
    return {name: str(query[name])[:60]} if name and page.paged else {}


def _sorts(queue: str, sort: str, filters: Filters) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the present one."""
    return [
        (order.label, urlencode({"queue": queue, "sort": name, **filters.query()}), name == sort)
        for name, order in ORDERS.items()
    ]
