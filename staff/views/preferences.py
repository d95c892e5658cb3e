"""Every member's own matrix, event by transport."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from staff import preferences
from staff.models import Event
from staff.preferences import Choice
from staff.views import ways
from staff.views.shell import SignedIn, shell


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        preferences.choose(request.user, request.POST.getlist("on"))
        messages.success(request, "Your notification settings are saved.")
        return redirect("staff:settings")
    context = ways.context(request, request.user)
    working = {way.kind for way in context["ways"] if way.works}
    return shell(
        request,
        "staff/settings.html",
        {**context, "rows": _rows(request, working)},
        title="Notification settings",
    )


def _rows(request: SignedIn, working: set[str]) -> Iterator[tuple[str, list[Choice], str]]:
    chosen = preferences.choices(request.user)
    for event in Event:
        ours = [one for one in chosen if one.event == event]
        yield event.label, ours, preferences.in_words(ours, working)
