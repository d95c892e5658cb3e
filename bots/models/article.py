from django.db import models

from bots.models.draft import Editable


class Article(Editable):
    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="articles")
    question = models.CharField(max_length=300)
    answer = models.TextField(max_length=4000)
    wordings = models.JSONField(
        "more wordings", default=list, blank=True, help_text="Other ways contacts ask this, one a line."
    )
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField("last updated", auto_now=True)

    class Meta:
        ordering = ["bot", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["bot", "question"],
                condition=~models.Q(question=""),
                name="one_article_per_question",
                violation_error_message="This bot has an article for this question already.",
            )
        ]

    def __str__(self) -> str:
        return self.question or "Untitled article"
