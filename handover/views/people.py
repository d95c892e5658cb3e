"""What the pages about people share: who may, the frame, the member's clock, where a list goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator

from bots.views import said
from handover.moments import as_moment
from staff.hours import zone_of
from staff.views.shell import SignedIn, shell

A_PAGE = 50
COUNTED_TO = 1000
SHORT = 60
ASKED = [
    *("view_task", "add_task", "change_task", "view_contact", "change_contact", "delete_contact"),
    *("view_tag", "change_tag", "delete_tag", "view_conversation", "view_handover"),
]
View = Callable[..., HttpResponseBase]


def allowed(*permissions: str) -> Callable[[View], View]:
    """For whoever has all of these permissions, such as "view_task"; with times on their clock."""

    def around(view: View) -> View:
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perms([f"handover.{permission}" for permission in permissions]):
                raise PermissionDenied
            with timezone.override(_zone(request)):
                return view(request, *args, **kwargs)

        return inner

    return around


def _zone(request: HttpRequest) -> ZoneInfo:
    """What the browser says its clock is, where a form sends it; else the member's."""
    named = request.POST.get("zone", "")
    return ZoneInfo(named) if named and named in available_timezones() else zone_of(request.user)  # type: ignore[arg-type]


def page(
    request: SignedIn,
    template: str,
    context: dict[str, Any],
    *,
    title: str,
    above: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """above: the pages it is under, as address and text."""
    frame = {
        "crumbs": above or [],
        "has_heading": True,
        "said": said.take(request),
        "here": request.get_full_path() if request.method == "GET" else "/",
        "now": timezone.now(),
        "may": _may(request),
    }
    return shell(request, template, {**frame, **context}, title=title, status=status)


def _may(request: SignedIn) -> dict[str, bool]:
    return {name: request.user.has_perm(f"handover.{name}") for name in ASKED}


def back(request: SignedIn, otherwise: str) -> str:
    """The page of ours that a form was on."""
    address = request.POST.get("back", "")
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else reverse(otherwise)


def short(name: object) -> str:
    """For a sentence that says what was done."""
    return Truncator(str(name)).chars(SHORT)


def words_of(request: SignedIn) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]


def as_id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def end_of_today(now: datetime) -> datetime:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return timezone.make_aware(midnight + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a long list. rows: those on it; more: what to ask for to see the next, empty on the last."""

    rows: list[Any]
    more: str


def part(rows: QuerySet[Any], moment: str, asked: str, *, descending: bool = True) -> Part:
    """The rows after the position `asked`, in order of that moment and the id. Quick at any depth."""
    text, _, number = asked.rpartition("~")
    at, pk = as_moment(text), as_id(number)
    if at and pk is not None:
        way = "lt" if descending else "gt"
        rows = rows.filter(Q(**{f"{moment}__{way}": at}) | Q(**{moment: at, f"pk__{way}": pk}))
    order = (f"-{moment}", "-pk") if descending else (moment, "pk")
    found = list(rows.order_by(*order)[: A_PAGE + 1])
    if len(found) <= A_PAGE:
        return Part(found, "")
    last = found[A_PAGE - 1]
    return Part(found[:A_PAGE], f"{getattr(last, moment).isoformat()}~{last.pk}")


def counted(rows: QuerySet[Any]) -> str:
    """How many there are, up to a thousand: "12", "1000+"."""
    count = rows.order_by()[: COUNTED_TO + 1].count()
    return f"{COUNTED_TO}+" if count > COUNTED_TO else str(count)


def query(**kept: object) -> str:
    return urlencode({key: value for key, value in kept.items() if value})
