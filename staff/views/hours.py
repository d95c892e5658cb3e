"""Every member's own working hours, and whether they are away just now."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from staff import hours, presence, timetable
from staff.models import Member
from staff.timetable_form import WEEK, TimetableForm
from staff.views.shell import SignedIn, shell


class AwayForm(forms.Form):
    """until: "open" (until they say so), "tomorrow", or "now": they are back."""

    until = forms.ChoiceField(choices=[(key, key) for key in ("open", "tomorrow", "now")])


@require_safe
@login_required
def page(request: SignedIn) -> HttpResponse:
    return _page(request, TimetableForm(instance=request.user))


@require_POST
@login_required
def save(request: SignedIn) -> HttpResponse:
    """422 with the page as it was typed when something in it cannot be read."""
    form = TimetableForm(request.POST, instance=Member.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _page(request, form, status=422)
    with transaction.atomic():
        Member.objects.filter(pk=request.user.pk).update(time_zone=form.cleaned_data["time_zone"])
        form.keep()
    messages.success(request, "Your working hours are saved.")
    return redirect("staff:hours")


def _page(request: SignedIn, form: TimetableForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "week": [form[name] for name in WEEK],
        "mine": presence.of_one(request.user, timezone.now()),
        "at_present": timetable.in_short(timetable.week_of(request.user)),
    }
    return shell(request, "staff/hours.html", context, title="My hours", status=status)


@require_POST
@login_required
def away(request: SignedIn) -> HttpResponse:
    form = AwayForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Say until when you are away: open, tomorrow or now.", status=400)
    until, now = form.cleaned_data["until"], timezone.now()
    if until == "now":
        presence.come_back(request.user)
        messages.success(request, "You are back: handovers are assigned to you again.")
    else:
        ends = _tomorrow(request.user, now) if until == "tomorrow" else None
        presence.go_away(request.user, now=now, until=ends)
        messages.success(request, "You are away: no handover is assigned to you.")
    return HttpResponseRedirect(_back_to(request))


def _tomorrow(member: Member, now: datetime) -> datetime:
    """The beginning of their next day."""
    zone = hours.zone_of(member)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(0), zone)


def _back_to(request: SignedIn) -> str:
    """The page they were on."""
    path = request.POST.get("next", "")
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else reverse("staff:hours")
