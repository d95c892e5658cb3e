"""Where a member is told: their number, browsers and chat apps; for themselves, or by an administrator."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from staff import addresses, browsers, testing
from staff.address_forms import BrowserForm, NumberForm, TargetForm
from staff.models import Delivery, Member, MemberAddress
from staff.transports import KINDS
from staff.transports.web_push import public_key
from staff.views.shell import SignedIn
from staff.ways import ways_of

MAY_SET_OTHERS = "staff.change_member"


def whose(request: SignedIn, pk: int) -> Member:
    """Oneself, or anybody for whom may change members. Errors: PermissionDenied, Http404."""
    if pk != request.user.pk and not request.user.has_perm(MAY_SET_OTHERS):
        raise PermissionDenied
    return get_object_or_404(Member, pk=pk)


def context(request: SignedIn, member: Member) -> dict[str, Any]:
    return {
        "whose": member,
        "is_self": member.pk == request.user.pk,
        "ways": ways_of(member),
        "may_set_targets": request.user.has_perm(MAY_SET_OTHERS),
        "push_key": public_key(),
    }


def _back(request: SignedIn, member: Member) -> HttpResponse:
    return redirect("staff:settings") if member.pk == request.user.pk else redirect("staff:ways", member.pk)


def _said(form: forms.Form) -> str:
    return " ".join(str(text) for texts in form.errors.values() for text in texts)


@require_POST
@login_required
def number(request: SignedIn, pk: int) -> HttpResponse:
    member, form = whose(request, pk), NumberForm(request.POST)
    if form.is_valid():
        addresses.only(member, "sms", form.cleaned_data["number"], now=timezone.now())
        messages.success(request, "The phone number is saved." if form.cleaned_data["number"] else "Removed.")
    else:
        messages.error(request, _said(form))
    return _back(request, member)


@require_POST
@login_required
def target(request: SignedIn, pk: int) -> HttpResponse:
    """A chat app's address; what we call is for administrators to decide."""
    member, form = whose(request, pk), TargetForm(request.POST)
    if not request.user.has_perm(MAY_SET_OTHERS):
        raise PermissionDenied
    if form.is_valid():
        url, label = form.cleaned_data["target"], form.cleaned_data["label"]
        addresses.add(member, "chat", url, now=timezone.now(), label=label or url.partition("://")[0])
        messages.success(request, "The chat app is added.")
    else:
        messages.error(request, _said(form))
    return _back(request, member)


@require_POST
@login_required
def browser(request: SignedIn) -> HttpResponse:
    """The browser this comes from, as its push service has registered it. Answers JSON."""
    form = BrowserForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _said(form)}, status=400)
    keys = {"p256dh": form.cleaned_data["p256dh"], "auth": form.cleaned_data["auth"]}
    label = form.cleaned_data["label"] or "Browser"
    endpoint = form.cleaned_data["endpoint"]
    row = addresses.add(request.user, "web_push", endpoint, now=timezone.now(), label=label, keys=keys)
    response = JsonResponse({"address": row.pk})
    browsers.remember(response, row)
    return response


@require_POST
@login_required
def remove(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(MemberAddress.objects.select_related("member"), pk=pk)
    member = whose(request, row.member_id)
    addresses.remove(member, row.pk)
    messages.success(request, f"{row} is removed.")
    return _back(request, member)


@require_POST
@login_required
def switch_on(request: SignedIn, pk: int) -> HttpResponse:
    """Try an address again that was refused for good."""
    row = get_object_or_404(MemberAddress.objects.select_related("member"), pk=pk)
    member = whose(request, row.member_id)
    addresses.switch_on(member, row.pk)
    messages.success(request, f"{row} is on again.")
    return _back(request, member)


@require_POST
@login_required
def test(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """One notification on this transport, at once, and what came of it; as JSON where that is asked for."""
    member = whose(request, pk)
    if kind not in KINDS:
        return _back(request, member)
    ok, said = _outcome(member, kind, timezone.now())
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"ok": ok, "said": said})
    (messages.success if ok else messages.error)(request, f"{KINDS[kind].label}: {said}")
    return _back(request, member)


def _outcome(member: Member, kind: str, now: datetime) -> tuple[bool, str]:
    try:
        delivery = testing.send_unless_too_many(member, kind, now=now)
    except testing.TooMany as error:
        minutes = -(-(error.again_at - now) // timedelta(minutes=1))
        wait = "in a minute" if minutes == 1 else f"in {minutes} minutes"
        at = date_format(timezone.localtime(error.again_at), "H:i")
        return False, f"Not sent: {testing.AT_MOST} tests in ten minutes are enough. Again {wait}, at {at}."
    if delivery.status == Delivery.Status.DELIVERED:
        return True, "a test was sent and accepted."
    return False, delivery.last_error or "it was not sent."


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root of the site, because a worker serves only pages below its own address."""
    path = finders.find("staff/service-worker.js")
    assert isinstance(path, str)
    with open(path, "rb") as file:
        response = HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
