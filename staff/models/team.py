from typing import ClassVar

from django.conf import settings
from django.db import models


class Team(models.Model):
    """Members of whom one is chosen when a conversation goes to the team."""

    class Method(models.TextChoices):
        ROUND_ROBIN = "round_robin", "Round robin"
        LEAST_LOADED = "least_loaded", "Least loaded"

    name = models.CharField(
        max_length=80, unique=True, error_messages={"unique": "There is a team of this name already."}
    )
    method = models.CharField(
        "chooses by",
        max_length=12,
        choices=Method,
        default=Method.ROUND_ROBIN,
        help_text=(
            "Round robin: whoever got a conversation longest ago. "
            "Least loaded: whoever has the fewest open conversations."
        ),
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="teams")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
