"""The bell in the header, its page, and reading what stands there. No GET writes."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from staff import bell, quiet
from staff.models import Member
from staff.views.shell import SignedIn, shell

A_PAGE = 30


@require_safe
@login_required
def panel(request: SignedIn) -> HttpResponse:
    """What hangs under the bell; with ?after=<id> also a toast for each newer unread notification."""
    after = request.GET.get("after", "")
    member = request.user
    context = {
        "notifications": bell.latest(member),
        "unread": bell.unread_count(member),
        "latest": bell.latest_id(member),
        "fresh": bell.since(member, int(after)) if _is_id(after) else [],
        "sound": sound_of(member),
    }
    response = render(request, "staff/_bell_panel.html", context)
    response["Cache-Control"] = "no-store"
    return response


def sound_of(member: Member) -> str:
    """Whether a toast is heard: "on", "off", or "quiet" for now."""
    if not member.sound:
        return "off"
    return "quiet" if quiet.ends(member, timezone.now()) else "on"


@require_POST
@login_required
def sound(request: SignedIn) -> HttpResponse:
    """sound: "on" or "off"."""
    chosen = request.POST.get("sound")
    if chosen not in ("on", "off"):
        return HttpResponse("Say whether toasts make a sound: on or off.", status=400)
    Member.objects.filter(pk=request.user.pk).update(sound=chosen == "on")
    return HttpResponse(status=204) if request.headers.get("X-Seen") else redirect("staff:settings")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


@require_safe
@login_required
def page(request: SignedIn) -> HttpResponse:
    pages = Paginator(bell.under_bell(request.user), A_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "unread": bell.unread_count(request.user),
    }
    return shell(request, "staff/notifications.html", context, title="Notifications")


@require_POST
@login_required
def read_and_open(request: SignedIn, pk: int) -> HttpResponse:
    """Read, then go where it points; a page that shows it already only wants it read."""
    notification = get_object_or_404(request.user.notifications.under_bell(), pk=pk)
    bell.read(notification, now=timezone.now())
    if request.headers.get("X-Seen"):
        return HttpResponse(status=204)
    ours = url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None)
    return HttpResponseRedirect(notification.url if ours else reverse("staff:notifications"))


@require_POST
@login_required
def read_all(request: SignedIn) -> HttpResponse:
    bell.read_all(request.user, now=timezone.now())
    if request.headers.get("X-Seen"):
        return HttpResponse(status=204)
    return redirect("staff:notifications")
