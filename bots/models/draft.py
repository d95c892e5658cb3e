from django.conf import settings
from django.db import models


class ScenarioDraft(models.Model):
    """What an administrator has typed and not yet saved, valid or not. Live traffic never reads it."""

    scenario = models.OneToOneField("bots.Scenario", models.CASCADE, related_name="draft")
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft of {self.scenario}"
