"""Importing this module registers the room's jobs."""

from celery import shared_task
from django.utils import timezone

from bots import checking
from staff.nudges import nudge


@shared_task
def play_cases_job(run_id: int) -> None:
    if checking.work(run_id, now=timezone.now()):
        nudge(play_cases_job, run_id)
