"""One task: reading it, changing it, and adding one for a contact."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from bots.views import said
from bots.views.said import Said
from handover import follow_ups, searching
from handover.as_seen import Changed
from handover.models import Contact, Task
from handover.views.contact import found_contact
from handover.views.people import allowed, as_id, page, short, words_of
from handover.views.people_forms import DUE_IN, TaskForm, as_typed, new_task_form, task_form
from handover.views.tasks import found_task, group_of
from staff.views.shell import SignedIn

OFFERED = 20
CHANGED = "This task changed while you wrote. Nothing of yours is lost: look below, then save again."


@require_safe
@allowed("view_task")
def show(request: SignedIn, pk: int) -> HttpResponse:
    task = found_task(request, pk)
    return _shown(request, task, task_form(task))


def _shown(request: SignedIn, task: Task, form: TaskForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"task": task, "form": form, "group": group_of(task, timezone.now()), **more}
    above = [(reverse("tasks:list"), "Tasks")]
    return page(request, "handover/task.html", context, title=task.title, above=above, status=status)


@require_POST
@allowed("view_task", "change_task")
def save(request: SignedIn, pk: int) -> HttpResponse:
    task = found_task(request, pk)
    form = TaskForm(request.POST, task=task)
    if not form.is_valid():
        return _shown(request, task, form, status=422)
    values = _values(form)
    as_seen = form.cleaned_data["seen"]
    try:
        given = follow_ups.change(task, **values, as_seen=as_seen, by=request.user, now=timezone.now())
    except Changed:
        return _seen_first(request, found_task(request, pk), form)
    except Task.DoesNotExist as error:
        raise Http404 from error
    has_it = f" {values['assignee']} has it now." if given else ""
    return said.redirect(request, reverse("tasks:task", args=[pk]), Said(f"Saved.{has_it}"))


def _values(form: TaskForm) -> dict[str, Any]:
    return {field: form.cleaned_data[field] for field in follow_ups.FIELDS}


def _seen_first(request: SignedIn, task: Task, form: TaskForm) -> HttpResponse:
    """The form again with what was typed; saved once more, it holds."""
    typed = TaskForm({**request.POST.dict(), "seen": follow_ups.seen(task)}, task=task)
    due = date_format(timezone.localtime(task.due_at), "j M, H:i")
    there = [
        ("What is to be done", task.title, task.title == form.cleaned_data["title"]),
        ("More about it", task.description, task.description == form.cleaned_data["description"]),
        ("Assigned to", task.assignee or "nobody", task.assignee == form.cleaned_data["assignee"]),
        ("Due", due, as_typed(task.due_at) == as_typed(form.cleaned_data["due_at"])),
    ]
    now = [(label, value) for label, value, is_same in there if not is_same]
    return _shown(request, task, typed, status=409, clash=CHANGED, as_it_is=now)


@require_safe
@allowed("view_task", "add_task", "view_contact")
def new(request: SignedIn) -> HttpResponse:
    """query: contact, an id; without one, q finds whom it is about."""
    asked = as_id(request.GET.get("contact", ""))
    if asked is None:
        return _whom(request)
    contact = found_contact(asked)
    return _form(request, contact, new_task_form(request.user, timezone.now()))


def _whom(request: SignedIn) -> HttpResponse:
    words = words_of(request)
    latest = searching.people(Contact.objects.all(), words).order_by("-seen_at", "-pk")[:OFFERED]
    above = [(reverse("tasks:list"), "Tasks")]
    context = {"q": words, "offered": latest}
    return page(request, "handover/task_contact.html", context, title="New task", above=above)


def _form(request: SignedIn, contact: Contact, form: TaskForm, *, status: int = 200) -> HttpResponse:
    above = [
        (reverse("contacts:list"), "Contacts"),
        (reverse("contacts:contact", args=[contact.pk]), f"{contact}"),
    ]
    context = {"contact": contact, "form": form, "due": timezone.now() + DUE_IN}
    return page(request, "handover/task_new.html", context, title="New task", above=above, status=status)


@require_POST
@allowed("view_task", "add_task", "view_contact")
def add(request: SignedIn) -> HttpResponse:
    """contact: an id."""
    contact = found_contact(as_id(request.POST.get("contact", "")) or 0)
    form = TaskForm(request.POST)
    if not form.is_valid():
        return _form(request, contact, form, status=422)
    try:
        task = follow_ups.add(contact, **_values(form), by=request.user, now=timezone.now())
    except Contact.DoesNotExist as error:
        raise Http404 from error
    address = reverse("contacts:contact", args=[contact.pk])
    given = task.assignee and task.assignee != request.user
    has_it = f" {task.assignee} has it now." if given else ""
    link = (reverse("tasks:task", args=[task.pk]), "Open it")
    return said.redirect(request, address, Said(f"“{short(task)}” is added.{has_it}", link=link))
