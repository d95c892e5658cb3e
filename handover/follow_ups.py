"""Tasks by hand: given to somebody, changed, and a completion that is taken back."""

from datetime import datetime

from django.db import transaction

from handover import notices
from handover.announcements import conversation_changed
from handover.models import Contact, Task
from staff.models import Member

CHANGED = ("title", "description", "assignee", "due_at")


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


def change(
    task: Task,
    *,
    title: str,
    description: str,
    assignee: Member | None,
    due_at: datetime,
    by: Member,
    now: datetime,
) -> None:
    """Whoever gets it hears of it, unless it is themselves; who had it already does not hear again."""
    had = task.assignee_id
    task.title, task.description, task.assignee, task.due_at = title, description, assignee, due_at
    with transaction.atomic():
        task.save(update_fields=CHANGED)
        if task.assignee_id != had and task.done_at is None:
            notices.task_assigned(task, by=by, now=now)
        if task.conversation:
            conversation_changed(task.conversation)


def take_back(task: Task, *, by: Member, done_at: datetime) -> bool:
    """Open again what this member completed at that moment; False when it is no longer completed so."""
    undone = Task.objects.filter(pk=task.pk, done_by=by, done_at=done_at).update(done_at=None, done_by=None)
    if undone and task.conversation:
        conversation_changed(task.conversation)
    return bool(undone)
