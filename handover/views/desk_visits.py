"""Being at a conversation: pages say that they are open, and ask who else is. Also read and unread."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from handover import visits
from handover.models import Conversation
from handover.views import desk_queues
from handover.views.desk_here import here_context
from handover.views.desk_page import DeskRequest

MAY_READ = "handover.view_conversation"
ROWS_AT_MOST = 50


def _visible(request: DeskRequest, pk: int) -> Conversation:
    found = Conversation.objects.visible_to(request.user).select_related("address", "contact", "last_inbound")
    return get_object_or_404(found, pk=pk)


@require_POST
@login_required
@permission_required(MAY_READ, raise_exception=True)
def here(request: DeskRequest, pk: int) -> HttpResponse:
    """typing=1: to the contact. read=<message>: everything up to it is on the screen."""
    conversation, now = _visible(request, pk), timezone.now()
    visits.here(conversation, request.user, typing=request.POST.get("typing") == "1", now=now)
    number = request.POST.get("read", "")
    if number.isascii() and number.isdecimal() and len(number) < 19:
        _read(request, conversation, int(number))
    return HttpResponse(status=204)


def _read(request: DeskRequest, conversation: Conversation, number: int) -> None:
    message = conversation.messages.filter(pk=number).first()
    if message:
        visits.mark_read(conversation, request.user, message)


@require_POST
@login_required
@permission_required(MAY_READ, raise_exception=True)
def left(request: DeskRequest, pk: int) -> HttpResponse:
    visits.left(_visible(request, pk), request.user, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@login_required
@permission_required(MAY_READ, raise_exception=True)
def read(request: DeskRequest, pk: int) -> HttpResponse:
    """For pages without scripts, which cannot tell by themselves what was seen."""
    conversation = _visible(request, pk)
    latest = conversation.messages.order_by("-created_at", "-pk").first()
    if latest:
        visits.mark_read(conversation, request.user, latest)
    return _to(request, reverse("desk:conversation", args=[pk]))


@require_POST
@login_required
@permission_required(MAY_READ, raise_exception=True)
def unread(request: DeskRequest, pk: int) -> HttpResponse:
    """Back to the list: on the open page it would be read again at once."""
    visits.mark_unread(_visible(request, pk), request.user)
    return _to(request, reverse("desk:list"))


def _to(request: DeskRequest, path: str) -> HttpResponse:
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


@require_safe
@login_required
@permission_required(MAY_READ, raise_exception=True)
def around(request: DeskRequest, pk: int) -> HttpResponse:
    """_desk_here.html alone, for a page that heard that somebody came, left or types."""
    conversation = _visible(request, pk)
    context = {
        "conversation": conversation,
        "keep": _kept(request),
        "oob": True,
        **here_context(conversation, request.user, timezone.now()),
    }
    return _fresh(render(request, "handover/_desk_here.html", context))


def _kept(request: DeskRequest) -> str:
    return request.GET.urlencode()


@require_safe
@login_required
@permission_required(MAY_READ, raise_exception=True)
def rows(request: DeskRequest) -> HttpResponse:
    """?row=<conversation>…: who is at those, for rows that are on the screen."""
    asked = [text for text in request.GET.getlist("row") if text.isascii() and text.isdecimal()]
    numbers = [int(text) for text in asked if len(text) < 19][:ROWS_AT_MOST]
    visible = Conversation.objects.visible_to(request.user).filter(pk__in=numbers)
    found = visits.in_rows(visible.values_list("pk", flat=True), but=request.user, now=timezone.now())
    people = [(number, found.get(number, [])) for number in numbers]
    return _fresh(render(request, "handover/_desk_at_rows.html", {"people": people}))


@require_safe
@login_required
@permission_required(MAY_READ, raise_exception=True)
def badge(request: DeskRequest) -> HttpResponse:
    """{"unassigned": as the sidebar shows it, empty for none}"""
    return _fresh(JsonResponse({"unassigned": desk_queues.unassigned(request.user, timezone.now())}))


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
