"""What stands in the sidebar, and for whom. Unfold reads navigation() on every page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone

from handover.models import Task
from handover.views import desk_queues
from staff.models import Member

Permission = Callable[[HttpRequest], bool]


def may(permission: str) -> Permission:
    return lambda request: request.user.has_perm(permission)


def unassigned(request: HttpRequest) -> str:
    """As the desk counts them; desk_badge.js keeps it up to date. The desk itself has counted already."""
    assert isinstance(request.user, Member)
    counted: str | None = getattr(request, "unassigned", None)
    if counted is not None:
        return counted
    return desk_queues.unassigned(request.user, timezone.now())


def overdue(request: HttpRequest) -> str:
    """Of my tasks: one COUNT a page, over an index of what each member has to do."""
    assert isinstance(request.user, Member)
    return str(Task.objects.overdue(timezone.now()).filter(assignee=request.user).count() or "")


DESK = [
    {
        "title": "Conversations",
        "icon": "forum",
        "link": reverse_lazy("desk:list"),
        "permission": may("handover.view_conversation"),
        "count": unassigned,
        "count_from": reverse_lazy("desk:badge"),
    },
    {
        "title": "Tasks",
        "icon": "task_alt",
        "link": reverse_lazy("tasks:list"),
        "permission": may("handover.view_task"),
        "count": overdue,
    },
    {
        "title": "Contacts",
        "icon": "contacts",
        "link": reverse_lazy("contacts:list"),
        "permission": may("handover.view_contact"),
    },
    {
        "title": "Tags",
        "icon": "sell",
        "link": reverse_lazy("tags:list"),
        "permission": may("handover.view_tag"),
    },
    {
        "title": "Handovers",
        "icon": "swap_horiz",
        "link": reverse_lazy("admin:handover_handover_changelist"),
        "permission": may("handover.view_handover"),
    },
]
AI_AGENTS = [
    {
        "title": "Conversation AI",
        "icon": "smart_toy",
        "link": reverse_lazy("admin:bots_bot_changelist"),
        "permission": may("bots.view_bot"),
    },
    {
        "title": "Knowledge",
        "icon": "menu_book",
        "link": reverse_lazy("admin:bots_article_changelist"),
        "permission": may("bots.view_article"),
    },
    {
        "title": "Channels",
        "icon": "cell_tower",
        "link": reverse_lazy("admin:bots_channel_changelist"),
        "permission": may("bots.view_channel"),
    },
]
SETTINGS = [
    {
        "title": "My Staff",
        "icon": "group",
        "link": reverse_lazy("admin:staff_member_changelist"),
        "permission": may("staff.view_member"),
    },
    {
        "title": "Teams",
        "icon": "groups",
        "link": reverse_lazy("admin:staff_team_changelist"),
        "permission": may("staff.view_team"),
    },
    {
        "title": "Holidays",
        "icon": "event_busy",
        "link": reverse_lazy("admin:staff_holiday_changelist"),
        "permission": may("staff.view_holiday"),
    },
    {
        "title": "Canned replies",
        "icon": "bolt",
        "link": reverse_lazy("admin:handover_cannedreply_changelist"),
        "permission": may("handover.view_cannedreply"),
    },
    {
        "title": "Sent notifications",
        "icon": "outgoing_mail",
        "link": reverse_lazy("admin:staff_notification_changelist"),
        "permission": may("staff.view_notification"),
    },
    {
        "title": "My hours",
        "icon": "schedule",
        "link": reverse_lazy("staff:hours"),
        "permission": lambda request: True,
    },
    {
        "title": "My notifications",
        "icon": "notifications",
        "link": reverse_lazy("staff:settings"),
        "permission": lambda request: True,
    },
]
GROUPS: list[tuple[str, list[dict[str, Any]]]] = [
    ("Desk", DESK),
    ("AI Agents", AI_AGENTS),
    ("Settings", SETTINGS),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups in which this member may open something."""
    groups = [
        {"title": title, "items": [_item(item, request) for item in items if item["permission"](request)]}
        for title, items in GROUPS
    ]
    return [group for group in groups if group["items"]]


def _item(item: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    count = item.get("count")
    return {**item, "count": count(request)} if count else item
