"""Reading the desk: its queues and one conversation. Nothing here writes."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from handover.models import Conversation
from handover.views.desk_lists import list_context
from handover.views.desk_page import DeskRequest, parts, whole
from handover.views.desk_queues import in_badge
from staff.views.shell import shell

MAY_READ = "handover.view_conversation"


@require_safe
@login_required
@permission_required(MAY_READ, raise_exception=True)
def conversations(request: DeskRequest) -> HttpResponse:
    lists = list_context(request.GET, request.user, timezone.now())
    request.unassigned = in_badge(lists["queues"])
    context = {**lists, "watch": "desk", "live_url": f"{request.path}?{lists['keep']}&live=1"}
    if "live" in request.GET:
        return render(request, "handover/_desk_list.html", {**context, "oob": True})
    return shell(request, "handover/desk.html", context, title="Conversations")


@require_safe
@login_required
@permission_required(MAY_READ, raise_exception=True)
def conversation(request: DeskRequest, pk: int) -> HttpResponse:
    """?live: its parts only. ?before, ?after or ?around=<message>: that part of the thread.

    ?edit=<suggestion> and ?canned=<reply> put their text into the composer.
    """
    found = get_object_or_404(Conversation.objects.visible_to(request.user).for_lists(), pk=pk)
    if "live" in request.GET:
        return parts(request, found)
    if request.htmx and (side := next((name for name in ("before", "after") if name in request.GET), "")):
        return parts(request, found, side=side, side_of=request.GET[side])
    return whole(request, found)
