"""Tasks: mine, everybody's and those that are done; completing them, and taking that back."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.views import said
from bots.views.said import Said, Undo
from handover import desk, follow_ups, searching
from handover.models import Contact, Tag, Task
from handover.models.task import TaskQuerySet
from handover.moments import as_moment
from handover.views.people import (
    allowed,
    as_id,
    back,
    counted,
    end_of_today,
    page,
    part,
    query,
    short,
    words_of,
)
from staff.models import Member
from staff.views.shell import SignedIn

SHOWS = {"mine": "Mine", "all": "Everybody’s", "done": "Done"}
DUES = {"overdue": "Overdue", "today": "Until tonight", "week": "In the next 7 days"}
EMPTY = {
    "mine": "You have nothing to do. A handover makes a task for whoever takes it.",
    "all": "Nobody has anything to do. A handover makes a task for whoever takes it.",
    "done": "Nothing has been done yet.",
}


@require_safe
@allowed("view_task")
def listed(request: SignedIn) -> HttpResponse:
    now = timezone.now()
    asked = asked_for(request)
    found = matching(request, asked, now)
    done = asked["show"] == "done"
    shown = part(
        found.select_related("contact", "assignee", "done_by"),
        "done_at" if done else "due_at",
        request.GET.get("after", ""),
        descending=done,
    )
    kept = query(**{**asked, "show": "" if asked["show"] == "mine" else asked["show"]})
    context = {
        **asked,
        "rows": [(group_of(task, now), task) for task in shown.rows],
        "more": shown.more and query(**asked, after=shown.more),
        "paged": "after" in request.GET,
        "kept": kept,
        "filtered": any(asked[key] for key in ("q", "assignee", "tag", "due")),
        "empty": EMPTY[asked["show"]],
        "shows": _shows(request.user),
        "dues": DUES,
        "members": Member.objects.who_may("handover.view_task"),
        "tags": Tag.objects.all()[:500],
    }
    return page(request, "handover/tasks.html", context, title="Tasks")


def asked_for(request: SignedIn) -> dict[str, str]:
    """query: show, q, assignee (an id, or nobody), tag (of the contact), due."""
    asked = {key: request.GET.get(key, "") for key in ("show", "assignee", "tag", "due")}
    asked["show"] = asked["show"] if asked["show"] in SHOWS else "mine"
    asked["due"] = asked["due"] if asked["due"] in DUES else ""
    asked["tag"] = str(as_id(asked["tag"]) or "")
    if asked["assignee"] != "nobody":
        asked["assignee"] = str(as_id(asked["assignee"]) or "")
    if asked["show"] == "mine":
        asked["assignee"] = ""
    return {**asked, "q": words_of(request)}


def matching(request: SignedIn, asked: dict[str, str], now: datetime) -> TaskQuerySet:
    visible: TaskQuerySet = Task.objects.visible_to(request.user)
    found: TaskQuerySet = visible.exclude(done_at=None) if asked["show"] == "done" else visible.to_do()
    if asked["show"] == "mine":
        found = found.filter(assignee=request.user)
    if asked["assignee"]:
        found = found.filter(assignee=None if asked["assignee"] == "nobody" else int(asked["assignee"]))
    if asked["tag"]:
        found = found.filter(contact__in=Contact.objects.filter(tags=int(asked["tag"])).values("pk"))
    return found.filter(_says(asked["q"]), _due(asked["due"], now))


def _says(text: str) -> Q:
    """Every word stands in the task or in its contact's particulars."""
    if not text:
        return Q()
    every = Q()
    for word in searching.words_of(text):
        whose = searching.contacts([word]).order_by().values("pk")
        every &= Q(title__icontains=word) | Q(description__icontains=word) | Q(contact__in=whose)
    return every | Q(contact__in=searching.people(Contact.objects.order_by(), text).values("pk"))


def _due(due: str, now: datetime) -> Q:
    tonight = end_of_today(now)
    return {
        "overdue": Q(done_at=None, due_at__lt=now),
        "today": Q(due_at__lt=tonight),
        "week": Q(due_at__lt=tonight + timedelta(days=7)),
    }.get(due, Q())


def group_of(task: Task, now: datetime) -> str:
    """Overdue, Today, Later or Done."""
    if task.done_at:
        return "Done"
    if task.is_overdue(now):
        return "Overdue"
    return "Today" if task.due_at < end_of_today(now) else "Later"


def _shows(member: Member) -> list[tuple[str, str, str]]:
    visible: Any = Task.objects.visible_to(member)
    counts = {"mine": counted(visible.to_do().filter(assignee=member)), "all": counted(visible.to_do())}
    return [(key, title, counts.get(key, "")) for key, title in SHOWS.items()]


def found_task(request: SignedIn, pk: int) -> Task:
    visible = Task.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("contact", "assignee", "done_by", "conversation"), pk=pk)


@require_POST
@allowed("view_task", "change_task")
def complete(request: SignedIn, pk: int) -> HttpResponse:
    task, now, here = found_task(request, pk), timezone.now(), back(request, "tasks:list")
    if not desk.complete_task(task, by=request.user, now=now):
        first = found_task(request, pk).done_by
        late = f"“{short(task)}” was done already, by {first or 'somebody'}."
        return said.redirect(request, here, Said(late, bad=True))
    undo = Undo(
        reverse("tasks:undo", args=[pk]), [("at", now.isoformat()), ("back", here)], back=f"complete-{pk}"
    )
    return said.redirect(request, here, Said(f"“{short(task)}” is done.", undo))


@require_POST
@allowed("view_task", "change_task")
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """at: when it was completed."""
    task, at = found_task(request, pk), as_moment(request.POST.get("at", ""))
    undone = bool(at and follow_ups.take_back(task, by=request.user, done_at=at))
    became = "is to be done again." if undone else "has changed since, and was left as it is."
    text = f"“{short(task)}” {became}"
    here = f"{back(request, 'tasks:list').split('#')[0]}#task-{pk}"
    return said.redirect(request, here, Said(text, bad=not undone))


@require_POST
@allowed("view_task", "change_task")
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    task = found_task(request, pk)
    desk.reopen_task(task)
    return said.redirect(request, back(request, "tasks:list"), Said(f"“{short(task)}” is to be done again."))
