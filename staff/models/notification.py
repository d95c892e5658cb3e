"""What a member was told (Notification) and how it got there (one Delivery for each transport)."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from staff.models.preference import Event


class NotificationQuerySet(models.QuerySet["Notification"]):
    def under_bell(self) -> "NotificationQuerySet":
        return self.filter(in_app=True)

    def unread(self) -> "NotificationQuerySet":
        return self.under_bell().filter(read_at=None)

    def unplanned(self) -> "NotificationQuerySet":
        return self.filter(planned_at=None)


class Notification(models.Model):
    """Unique for its cause, so that telling twice tells once.

    cause     what happened, such as "handover:12"
    url       a path on this site that shows it
    transports  short keys, chosen by the member's preferences when it was written
    in_app    it also stands under the bell
    action_label  of a button beside it, empty without one; action_url: the path on this site that it posts
              to, which answers a GET with a page that asks once more
    at_once   the member's quiet hours do not hold it back
    planned_at  when its deliveries were made from `transports`; null: still to do
    """

    member = models.ForeignKey("staff.Member", models.CASCADE, related_name="notifications")
    event = models.CharField(max_length=40, choices=Event)
    cause = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    action_label = models.CharField(max_length=60, blank=True, db_default="")
    action_url = models.CharField(max_length=300, blank=True, db_default="")
    transports = models.JSONField(default=list, blank=True)
    in_app = models.BooleanField(default=True)
    at_once = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Notification"]] = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cause", "member", "event"], name="told_once_per_cause"),
        ]
        indexes = [
            models.Index(fields=["member", "-created_at"], name="bell"),
            models.Index(fields=["member"], condition=Q(in_app=True, read_at=None), name="unread"),
            models.Index(fields=["created_at"], condition=Q(planned_at=None), name="unplanned"),
        ]

    def __str__(self) -> str:
        return self.title


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Waiting or left behind by a worker that died: no lower bound, so nothing is forgotten."""
        return self.filter(status=Delivery.Status.PENDING, next_try_at__lte=now).exclude(lease_until__gt=now)


class Delivery(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Not needed: read in the app"

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    transport = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Delivery"]] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["notification", "transport"], name="one_delivery_per_transport"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(status="pending"), name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.notification} · {self.transport} · {self.status}"
