"""One task: reading it, changing it, and adding one for a contact."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.views import said
from bots.views.said import Said
from handover import follow_ups
from handover.models import Contact, Task
from handover.views.contacts import found_by
from handover.views.people import allowed, as_id, page, words_of
from handover.views.people_forms import DUE_IN, TaskForm, new_task_form, task_form
from handover.views.tasks import found_task, group_of
from staff.models import Member
from staff.views.shell import SignedIn

OFFERED = 20


@require_safe
@allowed("view_task")
def show(request: SignedIn, pk: int) -> HttpResponse:
    task = found_task(request, pk)
    return _shown(request, task, task_form(task))


def _shown(request: SignedIn, task: Task, form: TaskForm, *, status: int = 200) -> HttpResponse:
    context = {"task": task, "form": form, "group": group_of(task, timezone.now())}
    above = [(reverse("tasks:list"), "Tasks")]
    return page(request, "handover/task.html", context, title=task.title, above=above, status=status)


@require_POST
@allowed("view_task", "change_task")
def save(request: SignedIn, pk: int) -> HttpResponse:
    task = found_task(request, pk)
    form = TaskForm(request.POST, task=task)
    if not form.is_valid():
        return _shown(request, task, form, status=422)
    had = task.assignee_id
    follow_ups.change(task, **form.cleaned_data, by=request.user, now=timezone.now())
    address = reverse("tasks:task", args=[pk])
    return said.redirect(request, address, Said(f"Saved.{_told(task, had, request.user)}"))


def _told(task: Task, had: int | None, by: Member) -> str:
    given = task.assignee and task.assignee.pk not in (had, by.pk) and task.done_at is None
    return f" {task.assignee} is told." if given else ""


@require_safe
@allowed("view_task", "add_task", "view_contact")
def new(request: SignedIn) -> HttpResponse:
    """query: contact, an id; without one, q finds whom it is about."""
    asked = as_id(request.GET.get("contact", ""))
    if asked is None:
        return _whom(request)
    contact = get_object_or_404(Contact, pk=asked)
    return _form(request, contact, new_task_form(request.user, timezone.now()))


def _whom(request: SignedIn) -> HttpResponse:
    words = words_of(request)
    latest = found_by(Contact.objects.all(), words).order_by("-seen_at", "-pk")[:OFFERED]
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
    contact = get_object_or_404(Contact, pk=as_id(request.POST.get("contact", "")))
    form = TaskForm(request.POST)
    if not form.is_valid():
        return _form(request, contact, form, status=422)
    try:
        task = follow_ups.add(contact, **form.cleaned_data, by=request.user, now=timezone.now())
    except Contact.DoesNotExist as error:
        raise Http404 from error
    address = reverse("contacts:contact", args=[contact.pk])
    told = _told(task, None, request.user)
    link = (reverse("tasks:task", args=[task.pk]), "Open it")
    return said.redirect(request, address, Said(f"“{task}” is added.{told}", link=link))
