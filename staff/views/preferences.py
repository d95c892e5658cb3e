"""Every member's own matrix, event by transport."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from staff import preferences
from staff.models import Event
from staff.transports import KINDS
from staff.views.shell import SignedIn, shell


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        preferences.choose(request.user, request.POST.getlist("on"))
        messages.success(request, "Your notification settings are saved.")
        return redirect("staff:settings")
    chosen = preferences.choices(request.user)
    context = {
        "transports": [(kind.label, kind.reaches(request.user)) for kind in KINDS.values()],
        "rows": [(event.label, [one for one in chosen if one.event == event]) for event in Event],
    }
    return shell(request, "staff/settings.html", context, title="Notification settings")
