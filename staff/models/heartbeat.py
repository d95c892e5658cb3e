from datetime import datetime, timedelta

from django.db import models

STALE_AFTER = timedelta(seconds=60)


class Heartbeat(models.Model):
    """When the worker and beat were last known to run, whichever machine they are on."""

    role = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.role} {self.at:%H:%M:%S}"

    @staticmethod
    def beat(role: str, now: datetime) -> None:
        if not Heartbeat.objects.filter(role=role).update(at=now):
            Heartbeat.objects.bulk_create([Heartbeat(role=role, at=now)], ignore_conflicts=True)

    def fresh(self, now: datetime) -> bool:
        return now - self.at < STALE_AFTER
