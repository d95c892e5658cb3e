"""Tasks by hand: given to somebody, changed, and a completion that is taken back."""

from datetime import datetime

from django.db import transaction

from handover import notices
from handover.announcements import conversation_changed
from handover.as_seen import Changed, mark_of
from handover.models import Contact, Task
from staff.models import Member

FIELDS = ("title", "description", "assignee", "due_at")


def add(
    contact: Contact,
    *,
    title: str,
    description: str,
    assignee: Member | None,
    due_at: datetime,
    by: Member,
    now: datetime,
) -> Task:
    """Errors: Contact.DoesNotExist when they are gone meanwhile."""
    with transaction.atomic():
        held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
        task = Task.objects.create(
            contact=held,
            title=title,
            description=description,
            assignee=assignee,
            due_at=due_at,
            created_at=now,
        )
        notices.task_assigned(task, by=by, now=now)
    return task


def seen(task: Task) -> str:
    """Short for what the task is like now."""
    return mark_of(task.title, task.description, task.assignee_id, task.due_at.timestamp())


def change(
    task: Task,
    *,
    title: str,
    description: str,
    assignee: Member | None,
    due_at: datetime,
    as_seen: str,
    by: Member,
    now: datetime,
) -> bool:
    """Whoever gets it hears of it, unless it is themselves; who had it already does not hear again.

    as_seen: what the task was like when the form was shown. Returns whether somebody else has it now.
    Errors: Changed; Task.DoesNotExist when it is gone meanwhile.
    """
    with transaction.atomic():
        held = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
        if as_seen != seen(held):
            raise Changed(held)
        given = assignee is not None and assignee.pk not in (held.assignee_id, by.pk) and not held.done_at
        held.title, held.description, held.assignee, held.due_at = title, description, assignee, due_at
        held.save(update_fields=FIELDS)
        if given:
            notices.task_assigned(held, by=by, now=now)
        if held.conversation:
            conversation_changed(held.conversation)
    return given


def take_back(task: Task, *, by: Member, done_at: datetime) -> bool:
    """Open again what this member completed at that moment; False when it is no longer completed so."""
    undone = Task.objects.filter(pk=task.pk, done_by=by, done_at=done_at).update(done_at=None, done_by=None)
    if undone and task.conversation:
        conversation_changed(task.conversation)
    return bool(undone)
