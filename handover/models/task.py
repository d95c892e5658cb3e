from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from staff.models import Member


class TaskQuerySet(models.QuerySet["Task"]):
    def to_do(self) -> "TaskQuerySet":
        return self.filter(done_at=None)

    def overdue(self, now: datetime) -> "TaskQuerySet":
        return self.to_do().filter(due_at__lt=now)

    def visible_to(self, member: Member) -> "TaskQuerySet":
        return self if member.has_perm("handover.view_task") else self.none()


class Task(models.Model):
    """A follow-up for a member, on a contact."""

    contact = models.ForeignKey("handover.Contact", models.CASCADE, related_name="tasks")
    conversation = models.ForeignKey(
        "handover.Conversation", models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    handover = models.OneToOneField(
        "handover.Handover", models.SET_NULL, null=True, blank=True, related_name="task"
    )
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Task"]] = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(done_at=None), name="tasks_to_do"),
            models.Index(
                fields=["assignee", "due_at"], condition=models.Q(done_at=None), name="tasks_of_a_member"
            ),
            models.Index(
                fields=["-done_at", "-id"], condition=models.Q(done_at__isnull=False), name="tasks_done"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, now: datetime) -> bool:
        return self.done_at is None and self.due_at < now
