"""Reading the desk: its queues and one conversation. Nothing here writes."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from handover.forms import ReplyForm
from handover.models import Conversation, Message
from handover.views.desk_lists import list_context
from handover.views.desk_page import DeskRequest, parts, whole
from staff.views.shell import shell

MAY_READ = "handover.view_conversation"


@require_safe
@login_required
@permission_required(MAY_READ, raise_exception=True)
def conversations(request: DeskRequest) -> HttpResponse:
    context = {
        **list_context(request.GET, request.user, timezone.now()),
        "watch": "desk",
        "live_url": f"{request.path}?{_asked(request)}live=1",
    }
    if "live" in request.GET:
        return render(request, "handover/_desk_list.html", {**context, "oob": True})
    return shell(request, "handover/desk.html", context, title="Conversations")


def _asked(request: DeskRequest) -> str:
    query = request.GET.copy()
    query.pop("live", None)
    return f"{query.urlencode()}&" if query else ""


@require_safe
@login_required
@permission_required(MAY_READ, raise_exception=True)
def conversation(request: DeskRequest, pk: int) -> HttpResponse:
    """?live: its parts only. ?before=<message>: what stands before that message. ?edit=<suggestion>."""
    found = get_object_or_404(Conversation.objects.visible_to(request.user).for_lists(), pk=pk)
    if "live" in request.GET:
        return parts(request, found)
    if request.htmx and "before" in request.GET:
        return parts(request, found, only_earlier=True)
    return whole(request, found, form=ReplyForm(initial=_to_edit(request, found)))


def _to_edit(request: DeskRequest, conversation: Conversation) -> dict[str, object] | None:
    """The text of the suggestion that is to be edited before it is sent."""
    number = request.GET.get("edit", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    suggested = conversation.messages.filter(pk=int(number), status=Message.Status.SUGGESTED).first()
    return {"text": suggested.text, "suggestion": suggested.pk} if suggested else None
