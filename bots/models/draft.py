"""What an administrator has typed and not yet saved. Live traffic never reads it."""

from typing import Any

from django.conf import settings
from django.db import models


class Editable(models.Model):
    """What is edited with autosave.

    edit_version  raised by every change, of the draft or of the row itself; an editor that has seen another
                  number than this is told so, and overwrites nothing
    """

    edit_version = models.PositiveIntegerField(default=0, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def draft_or_none(self) -> "Draft | None":
        """The draft, if something is typed and not yet saved. One query, unless it was joined."""
        draft: Draft | None = getattr(self, "draft", None)
        return draft


class Draft(models.Model):
    """fields: names to texts, as the page's form would post them; valid or not."""

    fields: Any = models.JSONField(default=dict)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True


class ScenarioDraft(Draft):
    scenario = models.OneToOneField("bots.Scenario", models.CASCADE, related_name="draft")

    def __str__(self) -> str:
        return f"Draft of {self.scenario}"


class BotDraft(Draft):
    bot = models.OneToOneField("bots.Bot", models.CASCADE, related_name="draft")

    def __str__(self) -> str:
        return f"Draft of {self.bot}"


class ArticleDraft(Draft):
    article = models.OneToOneField("bots.Article", models.CASCADE, related_name="draft")

    def __str__(self) -> str:
        return f"Draft of {self.article}"
