from django.conf import settings
from django.db import models
from django.db.models import Q


class Gap(models.Model):
    """A question the knowledge did not answer, as it was put to the engine.

    dismissed_at  an administrator does not want an article for it
    """

    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="gaps")
    conversation = models.ForeignKey("handover.Conversation", models.CASCADE, related_name="gaps")
    message = models.OneToOneField("handover.Message", models.CASCADE, related_name="gap")
    question = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["bot", "-asked_at"], condition=Q(dismissed_at=None), name="open_gaps"),
        ]

    def __str__(self) -> str:
        return self.question
