from typing import ClassVar

from django.db import models


class KnowledgeIndexQuerySet(models.QuerySet["KnowledgeIndex"]):
    def built(self) -> "KnowledgeIndexQuerySet":
        return self.exclude(built_at=None)


class KnowledgeIndex(models.Model):
    """A bot's articles as they were at one time, prepared for questions: one for all workers.

    digest       of the articles' texts and of the code that prepares them
    seen         the version of the articles' rows, see Version, that is known to have this digest
    data         arrays, see bots.engines.packing; empty until it is built
    lease_until  a worker is building it until then
    failure      why it had to be built once more, or could not be; empty when all is well
    """

    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="indexes")
    digest = models.CharField(max_length=64)
    seen = models.CharField(max_length=120, blank=True)
    articles = models.PositiveIntegerField(default=0)
    wordings = models.PositiveIntegerField(default=0)
    data = models.BinaryField(default=b"")
    created_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager["KnowledgeIndex"]] = KnowledgeIndexQuerySet.as_manager()

    class Meta:
        ordering = ["bot", "-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bot", "digest"], name="one_index_per_knowledge"),
        ]

    def __str__(self) -> str:
        return f"{self.bot_id} · {self.digest[:12]}"
