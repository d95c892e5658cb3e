from django.conf import settings
from django.db import models


class ArticleImport(models.Model):
    """An uploaded file of articles between its preview and the decision about it. Kept for a day at most.

    text      what was read from the file; each preview is worked out of it anew
    encoding  the one that had to be guessed; empty when the file left no doubt
    """

    class Kind(models.TextChoices):
        CSV = "csv", "CSV"
        MARKDOWN = "markdown", "Markdown"

    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    name = models.CharField("file", max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    encoding = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
