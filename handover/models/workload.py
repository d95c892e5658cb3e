from django.conf import settings
from django.db import models


class Workload(models.Model):
    """given: how many conversations handovers have given the member by counting.

    Every such handover raises it from the number its plan has seen, so two that were planned at the same
    moment cannot both take the last free place, or the same turn in a team.
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="workload")
    given = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.given} given to {self.member_id}"
