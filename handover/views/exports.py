"""Lists as CSV files, with the filters that are on: streamed row by row, so of any length.

UTF-8 with a mark by which Excel knows it. A cell that a spreadsheet would run as a formula has an apostrophe
before it (bots/importing/guard.py), phone numbers with a plus included. Times are on the member's clock.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from bots.exporting import AT_ONCE, MARK, line
from bots.importing.guard import guarded
from handover.models import Contact, Conversation, Handover, Tag, Task
from handover.views import contacts as contact_list
from handover.views import tags as tag_list
from handover.views import tasks as task_list
from handover.views.desk_filters import filters_of
from handover.views.desk_queues import QUEUES, queue_of
from handover.views.people import allowed, words_of
from staff.views.shell import SignedIn

Cells = Callable[[Any], Iterable[object]]


def csv_file(name: str, head: Iterable[str], rows: QuerySet[Any], cells: Cells) -> StreamingHttpResponse:
    """cells: of a row; moments in them are written on the clock that is current now."""
    zone, today = timezone.get_current_timezone(), timezone.localdate()

    def text(cell: object) -> str:
        if isinstance(cell, datetime):
            return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return "" if cell is None else guarded(str(cell))

    async def lines() -> AsyncIterator[str]:
        yield MARK + line(head)
        async for row in rows.aiterator(chunk_size=AT_ONCE):
            yield line(map(text, cells(row)))

    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{today:%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@allowed("view_task")
def tasks(request: SignedIn) -> HttpResponseBase:
    asked = task_list.asked_for(request)
    found = task_list.matching(request, asked, timezone.now()).select_related(
        "contact", "assignee", "done_by"
    )
    order = ("-done_at", "-pk") if asked["show"] == "done" else ("due_at", "pk")
    head = ["Task", "Description", "Contact", "Assigned to", "Due", "Done", "Done by", "Conversation"]
    return csv_file("tasks", head, found.order_by(*order), _of_task)


def _of_task(task: Task) -> list[object]:
    done = [task.done_at, task.done_by]
    return [
        task.title,
        task.description,
        task.contact,
        task.assignee,
        task.due_at,
        *done,
        _desk(task.conversation_id),
    ]


@require_safe
@allowed("view_contact")
def contacts(request: SignedIn) -> HttpResponseBase:
    found = contact_list.matching(request, contact_list.asked_for(request), timezone.now())
    talks = Conversation.objects.filter(contact=OuterRef("pk")).order_by().values("contact")
    opened = Count("pk", filter=Q(status=Conversation.Status.OPEN))
    counted = found.annotate(
        talk_count=Subquery(talks.annotate(found=Count("pk")).values("found")),
        open_count=Subquery(talks.annotate(found=opened).values("found")),
    )
    head = ["Name", "Email", "Phone", "Tags", "Note", "Conversations", "Open", "First seen", "Last seen"]
    rows = counted.prefetch_related("tags").order_by("-seen_at", "-pk")
    return csv_file("contacts", head, rows, _of_contact)


def _of_contact(contact: Contact) -> list[object]:
    tags = ", ".join(str(tag) for tag in contact.tags.all())
    counts = [getattr(contact, "talk_count", 0) or 0, getattr(contact, "open_count", 0) or 0]
    details = [contact, contact.email, contact.phone, tags, contact.note]
    return [*details, *counts, contact.created_at, contact.seen_at]


@require_safe
@allowed("view_tag")
def tags(request: SignedIn) -> HttpResponseBase:
    on = Tag.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    talks = Conversation.objects.filter(contact__tags=OuterRef("pk")).order_by().values("contact__tags")
    rows = tag_list.matching(words_of(request)).annotate(
        contact_count=Subquery(on.annotate(found=Count("contacts")).values("found")),
        talk_count=Subquery(talks.annotate(found=Count("pk")).values("found")),
    )
    return csv_file("tags", ["Tag", "Contacts", "Conversations"], rows, _of_tag)


def _of_tag(tag: Tag) -> list[object]:
    return [tag, getattr(tag, "contact_count", 0) or 0, getattr(tag, "talk_count", 0) or 0]


@require_safe
@allowed("view_handover")
def handovers(request: SignedIn) -> HttpResponseBase:
    """As the list of handovers is filtered."""
    try:
        listed = admin.site.get_model_admin(Handover).get_changelist_instance(request)
    except IncorrectLookupParameters:
        return redirect("admin:handover_handover_changelist")
    related = ("conversation__contact", "bot", "assignee", "false_alarm_by")
    head = ["When", "Contact", "Bot", "Scenario", "Trigger", "Why", "Assigned to", "Tags", "Outcome"]
    head += ["Ended", "False alarm", "False alarm note", "Conversation"]
    return csv_file("handovers", head, listed.queryset.select_related(*related), _of_handover)


def _of_handover(handover: Handover) -> list[object]:
    return [
        handover.created_at,
        handover.conversation.contact,
        handover.bot,
        handover.scenario_name,
        handover.get_trigger_display(),
        handover.because,
        handover.assignee,
        ", ".join(map(str, handover.tags)),
        handover.get_outcome_display() or "Open",
        handover.closed_at,
        handover.get_false_alarm_display(),
        handover.false_alarm_note,
        _desk(handover.conversation_id),
    ]


@require_safe
@allowed("view_conversation")
def conversations(request: SignedIn) -> HttpResponseBase:
    """As the desk's list is narrowed; its days are the site's."""
    now, queue = timezone.now(), request.GET.get("queue", "")
    queue = queue if queue in QUEUES else "all"
    with timezone.override(None):
        filters = filters_of(request.GET, QUEUES[queue])
        visible: Any = Conversation.objects.visible_to(request.user)
        found = filters.apply(visible if filters.everywhere else queue_of(queue, request.user, now))
    head = ["Contact", "Email", "Phone", "Tags", "Channel", "Bot", "Status", "Who has it"]
    head += ["Waiting since", "Began", "Last message", "Resolved", "Conversation"]
    rows = found.for_lists().prefetch_related("contact__tags").order_by("-last_message_at", "-pk")
    return csv_file("conversations", head, rows, lambda one: _of_conversation(one, now))


def _of_conversation(conversation: Conversation, now: datetime) -> list[object]:
    contact, owner = conversation.contact, conversation.owner(now)
    has_it = {"bot": conversation.bot, "member": owner.member, "nobody": "Nobody"}[owner.kind]
    tags, channel = ", ".join(map(str, contact.tags.all())), conversation.address.channel
    who = [contact, contact.email, contact.phone, tags, channel.name if channel else ""]
    times = [conversation.waiting_since, conversation.created_at, conversation.last_message_at]
    state = [conversation.bot, conversation.get_status_display(), has_it]
    return [*who, *state, *times, conversation.resolved_at, _desk(conversation.pk)]


def _desk(conversation_id: int | None) -> str:
    return f"{settings.BASE_URL}/desk/{conversation_id}/" if conversation_id else ""
