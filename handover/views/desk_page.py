"""A conversation on the desk: everything its page shows, and the page or its parts as the answer."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from handover import briefing
from handover.actions.words import passed_over
from handover.details import NAMES
from handover.models import Conversation, Handover, Message
from handover.views.attachments import composer_context
from handover.views.desk_composer import begun, canned_replies
from handover.views.desk_here import here_context
from handover.views.desk_judged import judged
from handover.views.desk_lists import list_context
from handover.views.desk_menus import menus
from handover.views.desk_next import next_context
from handover.views.desk_queues import in_badge
from handover.views.desk_standing import standing_of
from handover.views.desk_thread import thread_context
from handover.views.desk_window import Window
from handover.views.desk_words import Control, control_of, waited
from staff.views.shell import SignedIn, shell

MAY_ACT = "handover.change_conversation"
EARLIER_CONVERSATIONS = 5


class DeskRequest(SignedIn):
    """unassigned: how many wait for somebody, in words, once that was counted: the sidebar says it too."""

    htmx: HtmxDetails
    unassigned: str


def page_context(request: DeskRequest, conversation: Conversation) -> dict[str, Any]:
    now = timezone.now()
    control = control_of(conversation, request.user, now)
    handovers = _handovers(conversation)
    triggers = {handover.message_id: handover for handover in handovers if handover.message_id}
    lists = list_context(request.GET, request.user, now)
    request.unassigned = in_badge(lists["queues"])
    thread = thread_context(conversation, triggers.keys(), request.GET)
    shown: Window = thread["window"]
    return {
        **lists,
        **thread,
        "standing": standing_of(conversation, shown.messages if shown.newest else []),
        "conversation": conversation,
        "control": control,
        "waited": waited(conversation, now),
        "handover": handovers[0] if handovers else None,
        "passed_over": passed_over(handovers[0]) if handovers else [],
        "can": _can(request, conversation, control),
        "max_length": settings.MESSAGE_MAX_LENGTH,
        "now": now,
        "watch": f"desk conversation.{conversation.pk}",
        "live_url": _live_url(conversation, lists["keep"], shown.asked),
        "newest_url": _live_url(conversation, lists["keep"], {}),
        "canned": partial(canned_replies, conversation, request.user),
        "attach": partial(composer_context, conversation, request.user),
        **here_context(conversation, request.user, now),
        **next_context(conversation, control, now),
        **_side(conversation, request),
        **menus(conversation, control, request.user, now),
        **judged(conversation, thread["bubbles"], handovers, now),
        "found_details": _found_details(conversation, shown.messages),
    }


def _handovers(conversation: Conversation) -> list[Handover]:
    """The latest first."""
    joined = conversation.handovers.select_related("assignee", "message", "bot", "false_alarm_by")
    return list(joined.order_by("-pk"))


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
        "cases": request.user.has_perm("bots.change_bot"),
        "view_contact": request.user.has_perm("handover.view_contact"),
        "edit_contact": request.user.has_perm("handover.change_contact"),
    }


def _side(conversation: Conversation, request: DeskRequest) -> dict[str, Any]:
    others = Conversation.objects.visible_to(request.user).filter(contact=conversation.contact_id)
    return {
        "tasks": list(
            conversation.tasks.visible_to(request.user).select_related("assignee", "done_by").order_by("-pk")
        ),
        "tags": list(conversation.contact.tags.all()),
        "others": list(others.exclude(pk=conversation.pk).select_related("assignee")[:EARLIER_CONVERSATIONS]),
    }


def _found_details(conversation: Conversation, messages: list[Message]) -> list[tuple[str, str, str]]:
    """How the contact asked to be reached, where that is not known of them: kind, in words, and where."""
    contact = conversation.contact
    said = briefing.details(contact, messages)
    unknown = [(kind, name) for kind, name in NAMES.items() if not getattr(contact, kind)]
    return [(kind, name, said[kind]) for kind, name in unknown if said[kind]]


def _live_url(conversation: Conversation, keep: str, asked: dict[str, str]) -> str:
    more = f"&{urlencode(asked)}" if asked else ""
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
        **({} if "form" in more else begun(conversation, request.user, request.GET, timezone.now())),
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
