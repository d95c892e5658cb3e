from django.db import models


class Event(models.TextChoices):
    """What a member can be told of."""

    CONVERSATION_ASSIGNED = "conversation_assigned", "Conversation assigned to me"
    TASK_ASSIGNED = "task_assigned", "Task assigned to me"
    CONVERSATION_HANDED_OVER = "conversation_handed_over", "Conversation handed over, nobody has it yet"
    NEW_MESSAGE = "new_message", "New message in my conversation"
    UNANSWERED = "unanswered", "A contact waits too long for an answer"
    BOT_RESUMING = "bot_resuming", "The bot is about to answer again in my conversation"
    BOT_RESUMED = "bot_resumed", "The bot answers again in my conversation"
    MENTIONED = "mentioned", "A colleague mentions me in a note"
    SNOOZE_ENDED = "snooze_ended", "A conversation I put aside is back"
    ADDRESS_OFF = "address_off", "One of my addresses no longer works"


class NotificationPreference(models.Model):
    """A member's own choice for one event on one transport; without a row the transport's default holds."""

    member = models.ForeignKey("staff.Member", models.CASCADE, related_name="preferences")
    event = models.CharField(max_length=40, choices=Event)
    transport = models.CharField(max_length=20)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["member", "event", "transport"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "event", "transport"],
                name="one_preference_per_event_and_transport",
                violation_error_message="There is a choice for this event and transport already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} · {self.transport} · {'on' if self.enabled else 'off'}"
