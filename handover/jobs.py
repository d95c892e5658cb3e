"""Periodic work. Each sweep finds rows that waited too long, however long, and may run twice at once."""

from celery import shared_task
from django.utils import timezone

from bots import checking, runs
from bots.models import Run
from handover import assignment, outbox, pauses, replay, turns
from staff import notifications
from staff.models import Heartbeat
from staff.nudges import nudge


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


@shared_task
def replay_job(run_id: int) -> None:
    if replay.work(run_id, now=timezone.now()):
        nudge(replay_job, run_id)


@shared_task
def sweep_runs_job() -> None:
    """Goes on with one run of cases or conversations whose worker died; the next sweep takes the next."""
    now = timezone.now()
    if run := runs.left_behind(now=now).first():
        (replay if run.kind == Run.Kind.REPLAY else checking).work(run.pk, now=now)
