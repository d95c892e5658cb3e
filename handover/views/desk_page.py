"""A conversation on the desk: everything its page shows, and the page or its parts as the answer."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from handover.actions.words import actions_of, passed_over
from handover.forms import PauseForm, ReplyForm
from handover.models import Conversation
from handover.notices import whoever_may_take_over
from handover.views.desk_lists import list_context
from handover.views.desk_standing import standing_of
from handover.views.desk_thread import thread_context
from handover.views.desk_words import Control, control_of, waited
from staff import presence
from staff.presence import State
from staff.views.shell import SignedIn, shell

MAY_ACT = "handover.change_conversation"
EARLIER_CONVERSATIONS = 5


class DeskRequest(SignedIn):
    htmx: HtmxDetails


def page_context(request: DeskRequest, conversation: Conversation) -> dict[str, Any]:
    now = timezone.now()
    control = control_of(conversation, request.user, now)
    handovers = list(conversation.handovers.select_related("assignee", "message").order_by("-pk"))
    triggers = {handover.message_id: handover for handover in handovers if handover.message_id}
    lists = list_context(request.GET, request.user, now)
    before = request.GET.get("before", "")
    thread = thread_context(conversation, triggers.keys(), before)
    latest = [] if thread["before"] else [bubble.message for bubble in thread["bubbles"]]
    return {
        **lists,
        **thread,
        "standing": standing_of(conversation, latest),
        "conversation": conversation,
        "control": control,
        "waited": waited(conversation, now),
        "handover": handovers[0] if handovers else None,
        "passed_over": passed_over(handovers[0]) if handovers else [],
        "handovers": [(handover, actions_of(handover)) for handover in handovers],
        "can": _can(request, conversation, control),
        "pause_lengths": [(key, label) for key, (label, _) in PauseForm.LENGTHS.items()],
        "max_length": settings.MESSAGE_MAX_LENGTH,
        "now": now,
        "watch": f"desk conversation.{conversation.pk}",
        "live_url": _live_url(conversation, lists["keep"], before),
        **_side(conversation, request, now),
    }


def _can(request: DeskRequest, conversation: Conversation, control: Control) -> dict[str, bool]:
    """Which actions stand in the top bar."""
    act = request.user.has_perm(MAY_ACT)
    opened = act and control.kind != "resolved"
    speaks = bool(conversation.bot and conversation.bot.speaks)
    return {
        "act": act,
        "claim": opened and control.kind != "member",
        "assign": opened,
        "pause": opened and speaks,
        "resume": opened and speaks and control.kind != "bot",
        "resolve": opened,
        "reopen": act and control.kind == "resolved",
        "task": act and request.user.has_perm("handover.change_task"),
        "edit_contact": request.user.has_perm("handover.change_contact"),
    }


def _side(conversation: Conversation, request: DeskRequest, now: datetime) -> dict[str, Any]:
    members = list(whoever_may_take_over())
    others = Conversation.objects.visible_to(request.user).filter(contact=conversation.contact_id)
    return {
        "tasks": list(
            conversation.tasks.visible_to(request.user).select_related("assignee", "done_by").order_by("-pk")
        ),
        "tags": list(conversation.contact.tags.all()),
        "others": list(others.exclude(pk=conversation.pk).select_related("assignee")[:EARLIER_CONVERSATIONS]),
        "members": members,
        "away": [pk for pk, one in presence.of(members, now).items() if one.state is State.AWAY],
    }


def _live_url(conversation: Conversation, keep: str, before: str) -> str:
    more = f"&{urlencode({'before': before})}" if before else ""
    return f"{reverse('desk:conversation', args=[conversation.pk])}?live=1&{keep}{more}"


def parts(request: DeskRequest, conversation: Conversation, **more: Any) -> HttpResponse:
    """The page's changing parts, which desk.js puts in place of those on screen."""
    status = more.pop("status", 200)
    context = {**page_context(request, conversation), "oob": True, **more}
    response = render(request, "handover/_desk_parts.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def whole(request: DeskRequest, conversation: Conversation, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    context = {
        "subtitle": str(conversation.contact),
        "form": ReplyForm(),
        **page_context(request, conversation),
        **more,
    }
    return shell(
        request,
        "handover/desk.html",
        context,
        title="Conversations",
        status=status,
    )
