"""Beat keeps no state: the schedule is code, and sweeps may run once too often without harm."""

from typing import Any

from celery.beat import Scheduler
from django.utils import timezone

from staff.models import Heartbeat

HEARTBEAT_EVERY_SECONDS = 10


class HeartbeatScheduler(Scheduler):
    max_interval = 5
    _last = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        wait: float = super().tick(*args, **kwargs)
        now = timezone.now()
        if now.timestamp() - self._last >= HEARTBEAT_EVERY_SECONDS:
            Heartbeat.beat("beat", now)
            self._last = now.timestamp()
        return min(wait, self.max_interval)
