"""Keeping, discarding and comparing what is typed on any page with autosave.

Scripts post with Accept: application/json and get JSON. Without one the same address takes the plain form
and answers with a page that still holds all that was posted.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format

from bots import drafts
from bots.forms.posted import Posted, control_names, kept
from bots.models import Editable
from bots.proposals import form_of, live, of_draft, typed
from bots.views.frame import wants_json
from bots.wording import Change, changes
from staff.views.shell import SignedIn

MOST = 100_000  # characters of one draft
DELETED = "This was deleted in the meantime. What you typed is still on this page: copy what you need."


class TooLong(Exception):
    """More was typed than a draft can hold; says which field to shorten."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else, or oneself in another window, has changed what was posted from an older page.

    changes: before is what they have now, after is what was posted here. theirs: the same as a page posts it.
    """

    current: Editable
    yourself: bool
    theirs: Posted
    changes: list[Change]

    @property
    def by(self) -> str:
        return str(self.current.edited_by or "Someone")


class Again(Protocol):
    """Shows the page once more, with what was posted."""

    def __call__(self, posted: Posted, *, status: int, clash: Clash | None = None) -> HttpResponse: ...


def discard(request: SignedIn, target: Editable, *, page: str, above: str) -> HttpResponse:
    """Back to what is live. page: where it was typed; above: where to go when it is gone."""
    try:
        drafts.discard(target, seen=seen(request), by=request.user, now=timezone.now())
    except drafts.Gone:
        messages.error(request, "This was deleted in the meantime.")
        return redirect(above)
    except drafts.Conflict as error:
        messages.error(request, f"{error} Nothing was discarded; this is how it stands now.")
    return redirect(page)


def seen(request: SignedIn) -> int:
    """The edit_version that the page was made from; -1, which no row has, when it says nothing."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def agreed(request: SignedIn, target: Editable, posted: Posted) -> int:
    """The edit_version to save over: the one seen, or the present one when nothing there differs.

    So pressing Save twice is no conflict with oneself.
    """
    return target.edit_version if stands_there(target, posted) else seen(request)


def stands_there(target: Editable, posted: Posted) -> bool:
    """Whether there is nothing to keep of it: it is the draft already, or what is live."""
    return posted == typed(target) or is_live(target, posted)


def is_live(target: Editable, posted: Posted) -> bool:
    """Whether it is what is live, cleaned or not, and no draft says otherwise."""
    there = live(target)
    return typed(target) == there and (posted == there or not form_of(target, posted).has_changed())


def autosave(request: SignedIn, target: Editable, *, page: str, again: Again) -> HttpResponse:
    """200 {"version", "at", "moment", "draft", "problems": {name: [text]}}, or what refused() says.

    Errors to a script: 401 signed out, or somebody else is signed in by now. A plain form is sent to `page`,
    or shown again with what was posted.
    """
    if request.headers.get("X-Member", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"error": f"{request.user} is signed in here now.", "other": True}, status=401)
    posted = kept(form_of(target), request.POST)
    try:
        keep(request, target, posted)
    except (drafts.Conflict, drafts.Gone, TooLong) as error:
        return refused(request, error, target, posted, again)
    if wants_json(request):
        return JsonResponse(facts(target) | {"problems": form_of(target, posted).errors})
    messages.success(request, "Kept as a draft. Nothing changes for contacts before you press Save.")
    return redirect(page)


def keep(request: SignedIn, target: Editable, posted: Posted) -> None:
    """As a draft; when it is what is live, there is none. Errors: Conflict, Gone, TooLong."""
    check_length(target, posted)
    if stands_there(target, posted):
        return
    now = timezone.now()
    if posted == live(target):
        drafts.discard(target, seen=seen(request), by=request.user, now=now)
    else:
        drafts.autosave(target, posted, seen=seen(request), by=request.user, now=now)


def check_length(target: Editable, posted: Posted) -> None:
    """Errors: TooLong."""
    if (length := sum(map(len, posted.values()))) <= MOST:
        return
    longest = max(posted, key=lambda name: len(posted[name]))
    owner = next(field for field in form_of(target) if longest in control_names(field))
    raise TooLong(
        f"Too much text to keep: {length:,} characters, at most {MOST:,}. Shorten “{owner.label}” first."
    )


def refused(
    request: SignedIn, error: Exception, target: Editable, posted: Posted, again: Again
) -> HttpResponse:
    """What was posted is not kept, and nothing of it is lost. To a script:

    409 facts of what is there now and {"by", "yourself", "typed": theirs as posted, "changes": [{"name",
    "label", "controls", "before", "after"}]}; 410 deleted; 413 too long.
    """
    if isinstance(error, drafts.Conflict):
        found = clash(request, error.current, posted)
        if wants_json(request):
            return JsonResponse(told(found), status=409)
        return again(posted, status=409, clash=found)
    status, text = (410, DELETED) if isinstance(error, drafts.Gone) else (413, str(error))
    if wants_json(request):
        return JsonResponse({"error": text}, status=status)
    messages.error(request, text)
    return again(posted, status=status)


def clash(request: SignedIn, current: Editable, posted: Posted) -> Clash:
    draft = current.draft_or_none()  # read together with the row, so that both are of one moment
    theirs = of_draft(current, draft) if draft else live(current)
    yourself = current.edited_by_id == request.user.pk
    return Clash(current, yourself, theirs, changes(form_of(current), theirs, posted))


def told(clash: Clash) -> dict[str, Any]:
    form = form_of(clash.current)
    differing = [
        {
            "name": one.name,
            "label": one.label,
            "controls": control_names(form[one.name]),
            "before": one.before,
            "after": one.after,
        }
        for one in clash.changes
    ]
    who = {"by": clash.by, "yourself": clash.yourself}
    return facts(clash.current) | who | {"typed": clash.theirs, "changes": differing}


def facts(target: Editable) -> dict[str, Any]:
    """{"version", "at": as people here read it, "moment": RFC 3339, "draft": whether one is kept}."""
    at = target.edited_at
    return {
        "version": target.edit_version,
        "at": date_format(timezone.localtime(at), "TIME_FORMAT") if at else "",
        "moment": at.isoformat() if at else "",
        "draft": typed(target) != live(target),
    }
