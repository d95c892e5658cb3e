"""Everybody who writes, whoever was last seen first: searched, filtered, a page at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from handover import searching
from handover.models import Contact, Conversation, Tag
from handover.notices import whoever_may_take_over
from handover.views.people import allowed, as_id, counted, page, part, query, words_of
from staff.models import Member
from staff.views.shell import SignedIn

SEEN = {
    "day": ("In the last 24 hours", timedelta(days=1)),
    "week": ("In the last 7 days", timedelta(days=7)),
    "month": ("In the last 30 days", timedelta(days=30)),
}
LONG_AGO = "before"


@dataclass(frozen=True, slots=True)
class Row:
    """talks: how many open conversations. assigned: who was given one last."""

    contact: Contact
    talks: int
    assigned: Member | None


@require_safe
@allowed("view_contact")
def listed(request: SignedIn) -> HttpResponse:
    now, asked = timezone.now(), asked_for(request)
    found = matching(request, asked, now)
    shown = part(found.prefetch_related("tags"), "seen_at", request.GET.get("after", ""))
    context = {
        **asked,
        "rows": _rows(shown.rows),
        "more": shown.more and query(**asked, after=shown.more),
        "paged": "after" in request.GET,
        "kept": query(**asked),
        "filtered": any(asked.values()),
        "count": counted(found),
        "seens": [*((key, title) for key, (title, _) in SEEN.items()), (LONG_AGO, "Longer ago")],
        "members": whoever_may_take_over(),
        "tags": Tag.objects.all()[:500],
    }
    return page(request, "handover/contacts.html", context, title="Contacts")


def asked_for(request: SignedIn) -> dict[str, str]:
    """query: q, tag, open, assigned (an id), seen."""
    asked = {key: str(as_id(request.GET.get(key, "")) or "") for key in ("tag", "assigned")}
    seen = request.GET.get("seen", "")
    opened = "1" if request.GET.get("open") == "1" else ""
    return {
        **asked,
        "open": opened,
        "seen": seen if seen in (*SEEN, LONG_AGO) else "",
        "q": words_of(request),
    }


def matching(request: SignedIn, asked: dict[str, str], now: datetime) -> QuerySet[Contact]:
    visible: Any = Contact.objects.all()
    found = searching.people(visible.visible_to(request.user), asked["q"])
    mine = Conversation.objects.filter(contact=OuterRef("pk"))
    if asked["tag"]:
        found = found.filter(
            Exists(Contact.tags.through.objects.filter(contact=OuterRef("pk"), tag=int(asked["tag"])))
        )
    if asked["open"]:
        found = found.filter(Exists(mine.filter(status=Conversation.Status.OPEN)))
    if asked["assigned"]:
        found = found.filter(pk__in=_assigned_to(int(asked["assigned"])))
    if asked["seen"] == LONG_AGO:
        return found.filter(seen_at__lt=now - SEEN["month"][1])
    return found.filter(seen_at__gte=now - SEEN[asked["seen"]][1]) if asked["seen"] else found


def _assigned_to(member_id: int) -> QuerySet[Conversation, Any]:
    """Contacts of whose conversations the one that was given to somebody last was given to the member."""
    same = Conversation.objects.filter(contact=OuterRef("contact")).exclude(assignee=None)
    later = same.filter(
        Q(assigned_at__gt=OuterRef("assigned_at"))
        | Q(assigned_at=OuterRef("assigned_at"), pk__gt=OuterRef("pk"))
    )
    return Conversation.objects.filter(~Exists(later), assignee=member_id).order_by().values("contact")


def _rows(contacts: list[Contact]) -> list[Row]:
    """Two queries for all of them."""
    theirs = Conversation.objects.filter(contact__in=contacts).order_by()
    talks: dict[int, int] = {}
    for contact_id in theirs.filter(status=Conversation.Status.OPEN).values_list("contact", flat=True):
        talks[contact_id] = talks.get(contact_id, 0) + 1
    given = theirs.exclude(assignee=None).select_related("assignee").order_by("assigned_at", "pk")
    latest = {
        one.contact_id: one.assignee for one in given.only("contact", "assignee__name", "assignee__email")
    }
    return [Row(contact, talks.get(contact.pk, 0), latest.get(contact.pk)) for contact in contacts]
