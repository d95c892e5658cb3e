"""A contact's page: who they are, and all that was with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from handover.models import Contact, Conversation, Handover, Merged, Message, Owner, Tag
from handover.views.desk_words import ICONS, kind_of
from handover.views.people import allowed, page
from handover.views.people_forms import ContactForm, form_of
from handover.views.tasks import group_of
from staff.views.shell import SignedIn

TALKS, TASKS, HANDOVERS = 30, 30, 30


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation on the page. last: what was said last, in short."""

    conversation: Conversation
    owner: Owner
    last: str

    @property
    def kind(self) -> str:
        return kind_of(self.conversation, self.owner)

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


@require_safe
@allowed("view_contact")
def show(request: SignedIn, pk: int) -> HttpResponse:
    contact = found_contact(pk)
    if contact.pk != pk:
        return redirect("contacts:contact", contact.pk)
    return shown(request, contact, form_of(contact))


def found_contact(pk: int) -> Contact:
    """One who was merged into another is found there. Errors: Http404."""
    moved = Merged.objects.filter(was=pk).values("contact")
    return get_object_or_404(Contact, Q(pk=pk) | Q(pk__in=moved))


def shown(request: SignedIn, contact: Contact, form: ContactForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    now = timezone.now()
    above = [(reverse("contacts:list"), "Contacts")]
    on = list(contact.tags.all())
    context = {
        "contact": contact,
        "here": reverse("contacts:contact", args=[contact.pk]),
        "form": form,
        "tags_on": on,
        "tags_offered": Tag.objects.exclude(pk__in=[tag.pk for tag in on])[:200],
        "addresses": contact.addresses.select_related("channel").order_by("pk"),
        "merged": contact.merged.select_related("by"),
        "assigned": contact.assigned_member(),
        **_with_them(request, contact, now),
        **more,
    }
    return page(request, "handover/contact.html", context, title=f"{contact}", above=above, status=status)


def _with_them(request: SignedIn, contact: Contact, now: datetime) -> dict[str, Any]:
    talks: Any = Conversation.objects.visible_to(request.user).filter(contact=contact)
    tasks = contact.tasks.visible_to(request.user).select_related("assignee", "done_by")
    to_do = tasks.filter(done_at=None)
    open_first = [
        *to_do[:TASKS],
        *tasks.exclude(done_at=None).order_by("-done_at")[:TASKS],
    ]
    handed: Any = Handover.objects.none()
    if request.user.has_perm("handover.view_handover"):
        handed = Handover.objects.filter(conversation__contact=contact)
    return {
        "talks": _talks(talks, now),
        "talk_count": talks.count(),
        "tasks": [(group_of(task, now), task) for task in open_first],
        "tasks_to_do": to_do.count(),
        "tasks_shown": TASKS,
        "handovers": handed.select_related("assignee", "bot", "false_alarm_by")[:HANDOVERS],
        "handover_count": handed.count(),
        "talks_shown": TALKS,
        "handovers_shown": HANDOVERS,
    }


def _talks(talks: Any, now: datetime) -> list[Talk]:
    latest = Message.objects.said().filter(conversation=OuterRef("pk")).order_by("-occurred_at", "-pk")
    rows = talks.for_lists().annotate(last_said=Subquery(latest.values("text")[:1]))
    return [Talk(one, one.owner(now), one.last_said or "") for one in rows[:TALKS]]
