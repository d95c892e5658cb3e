"""When a bot hands over, and what happens then."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from bots.detection.base import AS_IT_COMES, Trigger
from bots.models.draft import Editable

FINAL_MESSAGE = "Thank you! Someone from our team will get back to you here."
FINAL_MESSAGE_UNAVAILABLE = (
    "Thank you! Nobody from our team is free right now. We have kept your message and will answer you here."
)
TASK_TITLE = "Follow up with {contact_name}"
TASK_DESCRIPTION = "{contact_name} wrote: “{last_message}”"
LONGEST = timedelta(days=365)
CONDITIONS = {
    Trigger.HUMAN_REQUESTED: "The contact asks to speak with a person.",
    Trigger.LACK_OF_INFORMATION: "The knowledge articles do not answer the question.",
    Trigger.FAILED_TO_RESOLVE: "The bot's answers did not help, also after retrying.",
    Trigger.CUSTOM: "The contact says something like the example phrases.",
}


def default_tags() -> list[str]:
    return ["human_handover"]


class ScenarioManager(models.Manager["Scenario"]):
    """Without those an administrator deleted: they are kept for undo, and for handovers that name them."""

    def get_queryset(self) -> models.QuerySet["Scenario"]:
        return super().get_queryset().filter(deleted_at=None)


class Scenario(Editable):
    """As it is live. What an administrator has typed since is its draft."""

    class Kind(models.TextChoices):
        HUMAN_REQUESTED = "human_requested", "Human Requested"
        LACK_OF_INFORMATION = "lack_of_information", "Lack of Information"
        FAILED_TO_RESOLVE = "failed_to_resolve", "Failed to Resolve Issue"
        CUSTOM = "custom", "Custom"

    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="scenarios")
    trigger = models.CharField(max_length=24, choices=Kind, default=Kind.CUSTOM)
    name = models.CharField("scenario name", max_length=80)
    enabled = models.BooleanField("Enable Scenario", default=False)
    priority = models.PositiveSmallIntegerField(
        default=10, help_text="When two match, the lower number wins."
    )

    condition = models.TextField("trigger condition", max_length=500, blank=True)
    example_phrases = models.JSONField(
        default=list,
        blank=True,
        help_text="What contacts say, one a line. Human Requested and Custom need some.",
    )
    never_phrases = models.JSONField(
        "never matches", default=list, blank=True, help_text="What must not set it off, one a line."
    )
    retries = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="Failed to Resolve Issue: how often the bot tries again after a failed answer, 1 to 5.",
    )
    sensitivity = models.PositiveSmallIntegerField(
        default=AS_IT_COMES,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="How readily it hands over, 1 (only what is certain) to 5 (also what is doubtful).",
    )

    assign_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Assign Conversation to a User",
        help_text="Nobody: the bot's default assignee, or else anyone may claim it.",
    )
    assign_to_team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, blank=True, related_name="+")
    skip_if_assigned = models.BooleanField(
        "Skip if the contact already has an assigned user",
        default=False,
        help_text="The conversation then stays with the person who handles this contact today.",
    )
    final_message = models.TextField(max_length=1000, default=FINAL_MESSAGE)
    final_message_unavailable = models.TextField(
        "final message when nobody is available",
        max_length=1000,
        blank=True,
        default=FINAL_MESSAGE_UNAVAILABLE,
        help_text="Said instead when the conversation goes to nobody in particular. Empty: the one above.",
    )
    pause_for = models.DurationField(
        "Bot Pause Behaviour",
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST, "At most 365 days.")],
        help_text="Reactivate the bot after this time. Empty: only when a person hands back.",
    )
    create_task = models.BooleanField("Create a Task", default=True)
    task_due_in = models.DurationField(
        "task is due in",
        default=timedelta(hours=24),
        validators=[MaxValueValidator(LONGEST, "At most 365 days.")],
    )
    task_title = models.CharField(max_length=200, default=TASK_TITLE)
    task_description = models.TextField(max_length=1000, blank=True, default=TASK_DESCRIPTION)
    tags = models.JSONField(default=default_tags, blank=True, help_text="Put on the contact, one a line.")

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField("last updated", auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ScenarioManager] = ScenarioManager()
    with_deleted: ClassVar[models.Manager["Scenario"]] = models.Manager()

    class Meta:
        ordering = ["bot", "priority", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bot", "trigger"],
                condition=~Q(trigger="custom") & Q(deleted_at=None),
                name="one_prebuilt_scenario_per_trigger",
                violation_error_message="This bot has this prebuilt scenario already.",
            ),
            models.CheckConstraint(condition=Q(retries__range=(1, 5)), name="retries_between_1_and_5"),
            models.CheckConstraint(
                condition=Q(sensitivity__range=(1, 5)), name="sensitivity_between_1_and_5"
            ),
            models.CheckConstraint(condition=~Q(final_message=""), name="final_message_is_said"),
            models.CheckConstraint(
                condition=Q(pause_for=None) | Q(pause_for__gt=timedelta(0)), name="pause_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(assign_to=None) | Q(assign_to_team=None), name="a_member_or_a_team"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_phrases(self) -> bool:
        return self.trigger in (self.Kind.HUMAN_REQUESTED, self.Kind.CUSTOM)
