"""The Celery app and the whole schedule."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("handover")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks(related_name="jobs")
app.conf.beat_scheduler = "config.beat:HeartbeatScheduler"
# A job that waited longer than its period is dropped: the next one does the same work.
app.conf.beat_schedule = {
    name: {"task": f"handover.jobs.{name}", "schedule": seconds, "options": {"expires": seconds * 3}}
    for name, seconds in {
        "sweep_turns_job": 5.0,
        "sweep_outbox_job": 5.0,
        "sweep_notifications_job": 5.0,
        "sweep_runs_job": 10.0,
        "sweep_knowledge_job": 10.0,
        "sweep_attachments_job": 3600.0,
        "resume_bots_job": 10.0,
        "end_snoozes_job": 15.0,
        "release_inactive_job": 30.0,
        "sweep_deadlines_job": 15.0,
    }.items()
}
