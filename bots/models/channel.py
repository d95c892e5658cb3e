import secrets

from django.db import models

from bots.channels import KINDS
from bots.channels.base import Adapter


def new_token() -> str:
    return secrets.token_urlsafe(18)


class Channel(models.Model):
    """Where contacts write. Only the adapter of its kind reads `config`."""

    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=20, choices={key: kind.label for key, kind in KINDS.items()})
    name = models.CharField(max_length=80)
    token = models.CharField(
        max_length=64,
        unique=True,
        default=new_token,
        editable=False,
        help_text="The secret part of its address.",
    )
    enabled = models.BooleanField(default=True, help_text="Off: nobody can write here, and nothing is sent.")
    config = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["bot", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["bot"],
                condition=models.Q(kind="internal"),
                name="one_internal_channel_per_bot",
                violation_error_message="The bot has its internal channel already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()})"

    @property
    def adapter(self) -> Adapter:
        return KINDS[self.kind]

    @property
    def path(self) -> str:
        """Where contacts or their system reach it on this site; empty when nobody can."""
        return self.adapter.path.format(token=self.token)
