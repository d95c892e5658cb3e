from datetime import datetime

from django.conf import settings
from django.db import models


class Attendance(models.Model):
    """Whether a member is there. A row of its own: it is written far more often than the member.

    seen_at     when an open page of theirs was last heard of
    away_since  when they said that they are away; null: they did not
    away_until  when that ends by itself; null: when they say so
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attendance")
    seen_at = models.DateTimeField(null=True, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)
    away_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Attendance of {self.member_id}"

    def is_away(self, now: datetime) -> bool:
        return self.away_since is not None and (self.away_until is None or now < self.away_until)
