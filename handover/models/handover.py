from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open(self) -> "HandoverQuerySet":
        return self.filter(closed_at=None)


class Handover(models.Model):
    """The moment a bot stepped aside: why, on what evidence, and what came of each action.

    actions   [{"action", "result", "detail"}] in the order they were done
    briefing  {"asked", "tried", "why", "told", "contact"}, frozen at that moment
    """

    class Trigger(models.TextChoices):
        HUMAN_REQUESTED = "human_requested", "Human Requested"
        LACK_OF_INFORMATION = "lack_of_information", "Lack of Information"
        FAILED_TO_RESOLVE = "failed_to_resolve", "Failed to Resolve Issue"
        CUSTOM = "custom", "Custom"
        ENGINE_FAILURE = "engine_failure", "Engine failure"

    class Outcome(models.TextChoices):
        RESOLVED = "resolved", "Resolved"
        HANDED_BACK = "handed_back", "Handed back"
        RESUMED = "resumed", "Bot resumed by the clock"

    class FalseAlarm(models.TextChoices):
        BOT_COULD_ANSWER = "bot_could_answer", "The bot could have answered"
        NOT_ASKED = "not_asked", "The contact did not ask for a person"
        NOT_A_FAILURE = "not_a_failure", "The bot's answers were right"
        OTHER = "other", "Something else"

    conversation = models.ForeignKey("handover.Conversation", models.CASCADE, related_name="handovers")
    bot = models.ForeignKey("bots.Bot", models.SET_NULL, null=True, related_name="handovers")
    scenario = models.ForeignKey(
        "bots.Scenario", models.SET_NULL, null=True, blank=True, related_name="handovers"
    )
    scenario_name = models.CharField(max_length=80, blank=True)
    revision = models.ForeignKey(
        "bots.ScenarioRevision", models.SET_NULL, null=True, blank=True, related_name="handovers"
    )
    trigger = models.CharField(max_length=24, choices=Trigger)
    because = models.CharField(max_length=300)
    evidence = models.JSONField(default=list)
    score = models.FloatField(null=True, blank=True)
    message = models.ForeignKey(
        "handover.Message",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The contact's message that set it off.",
    )
    final_message = models.OneToOneField(
        "handover.Message", models.SET_NULL, null=True, blank=True, related_name="final_of"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="handovers"
    )
    actions = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    briefing = models.JSONField(default=dict)
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    false_alarm = models.CharField(max_length=20, choices=FalseAlarm, blank=True)
    false_alarm_note = models.CharField(max_length=300, blank=True)
    false_alarm_at = models.DateTimeField(null=True, blank=True)
    false_alarm_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Handover"]] = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(closed_at=None),
                name="one_open_handover_per_conversation",
            ),
            models.CheckConstraint(
                condition=Q(false_alarm="", false_alarm_at=None)
                | (~Q(false_alarm="") & Q(false_alarm_at__isnull=False)),
                name="false_alarm_has_a_reason_and_a_time",
            ),
        ]
        indexes = [models.Index(fields=["-created_at"], name="handover_latest")]

    def __str__(self) -> str:
        return f"{self.scenario_name or self.get_trigger_display()} · {self.created_at:%d %b %H:%M}"
