"""Periodic work. Each sweep finds rows that waited too long, however long, and may run twice at once."""

from celery import shared_task
from django.utils import timezone

from bots import checking, indexing, runs
from bots.models import Run
from handover import assignment, attachments, deadlines, outbox, pauses, replay, snoozing, turns
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
def sweep_attachments_job() -> None:
    attachments.sweep(now=timezone.now())


@shared_task
def resume_bots_job() -> None:
    now = timezone.now()
    pauses.resume_due(now=now)
    pauses.warn_of_return(now=now)


@shared_task
def sweep_deadlines_job() -> None:
    deadlines.sweep(now=timezone.now())


@shared_task
def end_snoozes_job() -> None:
    snoozing.end_due(now=timezone.now())


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
        past = run.kind in (Run.Kind.REPLAY, Run.Kind.MEASURE)
        (replay if past else checking).work(run.pk, now=now)


@shared_task
def sweep_knowledge_job() -> None:
    """Finds articles that were changed and not learnt, as when a nudge or its worker was lost."""
    indexing.sweep(now=timezone.now())
