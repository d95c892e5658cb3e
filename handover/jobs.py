"""Periodic work. Each sweep finds rows that waited too long, however long, and may run twice at once."""

from celery import shared_task
from django.utils import timezone

from handover import assignment, outbox, pauses, turns
from staff import notifications
from staff.models import Heartbeat


@shared_task
def sweep_turns_job() -> None:
    now = timezone.now()
    Heartbeat.beat("worker", now)
    turns.sweep(now=now)


@shared_task
def sweep_outbox_job() -> None:
    outbox.sweep(now=timezone.now())


@shared_task
def sweep_notifications_job() -> None:
    notifications.sweep(now=timezone.now())


@shared_task
def resume_bots_job() -> None:
    pauses.resume_due(now=timezone.now())


@shared_task
def release_inactive_job() -> None:
    assignment.release_inactive(now=timezone.now())
