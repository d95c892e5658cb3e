from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bots.engines import KINDS
from bots.models.draft import Editable

HOLDING_MESSAGE = (
    "Thank you for waiting. Your message has not been forgotten: a person will answer as soon as possible."
)


class Mode(models.TextChoices):
    OFF = "off", "Off"
    SUGGESTIVE = "suggestive", "Suggestive"
    AUTO_PILOT = "auto_pilot", "Auto Pilot"


class Bot(Editable):
    name = models.CharField(max_length=80, help_text="What contacts see above its messages.")
    slug = models.SlugField(unique=True, help_text="What operators call it on the command line.")
    mode = models.CharField(
        max_length=12,
        choices=Mode,
        default=Mode.OFF,
        help_text=(
            "Off: never speaks, people answer. Suggestive: drafts an answer for a member to send. "
            "Auto Pilot: answers, and hands over by itself."
        ),
    )
    handover_enabled = models.BooleanField(
        "Human Handover",
        default=True,
        help_text="The master switch: while it is off, no scenario below hands over.",
    )
    default_assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Gets the conversation when a scenario names nobody who can take it.",
    )
    greeting = models.CharField(max_length=300, blank=True, help_text="What it answers to a hello.")
    gather_seconds = models.DecimalField(
        "waiting time",
        max_digits=3,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("10"))],
        help_text="Seconds to wait for another message, so that several quick ones get one answer.",
    )
    remind_after = models.PositiveSmallIntegerField(
        "remind after", null=True, blank=True, default=10, help_text="Working minutes without an answer."
    )
    reassign_after = models.PositiveSmallIntegerField(
        "give to someone else after", null=True, blank=True, default=20
    )
    supervise_after = models.PositiveSmallIntegerField(
        "tell the supervisor after", null=True, blank=True, default=30
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Hears when nobody answers in time. Nobody chosen: the administrators do.",
    )
    holding_message = models.TextField(
        blank=True,
        default=HOLDING_MESSAGE,
        help_text="Told to the contact once when nobody has answered in time. Empty: nothing is said.",
    )
    warn_before_resume = models.PositiveSmallIntegerField(
        "warn before the bot answers again",
        null=True,
        blank=True,
        default=15,
        help_text="Minutes before the pause ends. Empty: no warning.",
    )
    resume_while_waiting = models.BooleanField(
        "answer again even while the contact waits for a person",
        default=False,
        help_text="Off: the bot stays silent until somebody has answered, however long the pause was.",
    )
    engine = models.CharField(max_length=20, default="local", choices={kind: kind.title() for kind in KINDS})
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField("last updated", auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def speaks(self) -> bool:
        """Whether it may answer a contact by itself."""
        return self.mode == Mode.AUTO_PILOT
