from django.conf import settings
from django.db import models


class ScenarioRevision(models.Model):
    """A scenario as it was activated; a handover remembers the one it ran under."""

    scenario = models.ForeignKey("bots.Scenario", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    fields = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["scenario", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="one_revision_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} · revision {self.number}"
