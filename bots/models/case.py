"""Conversations kept to see that a change does what it should and nothing else; what each came to, played."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST_NAME = 120


class Case(models.Model):
    """What a contact writes, message by message, and what the bot should do about it.

    turns           the contact's messages, oldest first
    expected_turn   the message after which it should hand over, the first is 1; null: never
    expected_*      by which trigger and scenario; the name stays when the scenario is deleted
    conversation    the id of the conversation it was taken from; null: made on the Try it page
    message         the id of the message at which staff said that the bot was wrong; null: nobody said so
    """

    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="cases")
    name = models.CharField(max_length=LONGEST_NAME)
    turns = models.JSONField(default=list)
    expected_turn = models.PositiveSmallIntegerField(null=True, blank=True)
    expected_trigger = models.CharField(max_length=24, blank=True)
    expected_scenario = models.ForeignKey(
        "bots.Scenario", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expected_scenario_name = models.CharField(max_length=80, blank=True)
    conversation = models.PositiveBigIntegerField(null=True, blank=True)
    message = models.PositiveBigIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["bot", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                # Without the first of both, a null would make the whole condition unknown, which passes.
                condition=Q(expected_turn=None, expected_trigger="")
                | Q(expected_turn__isnull=False, expected_turn__gte=1),
                name="expects_a_handover_or_none",
            ),
            models.UniqueConstraint(
                fields=["bot", "message"], condition=Q(message__isnull=False), name="one_case_per_message"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """Cases or past conversations being played, a few at a time, by whichever worker holds the lease.

    drafts        what stood in the editors when it began: the posted fields by the scenario's id
    scenario      whose Save waits for it, and `seen`, the edit_version that was checked
    digest        of a measurement: all that was measured, so that it is known to be out of date
    lease_until   a worker is playing and holds the run until then
    """

    class Kind(models.TextChoices):
        SAVE = "save", "Cases before saving"
        CASES = "cases", "Cases"
        REPLAY = "replay", "Past conversations"
        MEASURE = "measure", "Past conversations at every sensitivity"

    bot = models.ForeignKey("bots.Bot", models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=8, choices=Kind)
    scenario = models.ForeignKey("bots.Scenario", models.CASCADE, null=True, related_name="+")
    seen = models.PositiveIntegerField(null=True)
    drafts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(finished_at=None), name="run_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.created_at:%d %b %H:%M}"


class PlayedQuerySet(models.QuerySet["Played"]):
    def waiting(self) -> "PlayedQuerySet":
        return self.filter(played_at=None)


class Played(models.Model):
    """One case or conversation of a run: what it comes to before the change and after it.

    before_turn, after_turn   the contact's message that is handed over, the first is 1; null: none is
    sensitivity               of the run's scenario, in a measurement; null: as its draft has it
    failure                   why it could not be played to its end
    """

    run = models.ForeignKey("bots.Run", models.CASCADE, related_name="played")
    case = models.ForeignKey("bots.Case", models.CASCADE, null=True, related_name="played")
    conversation = models.PositiveBigIntegerField(null=True)
    sensitivity = models.PositiveSmallIntegerField(null=True)
    before_turn = models.PositiveSmallIntegerField(null=True)
    before_trigger = models.CharField(max_length=24, blank=True)
    before_scenario = models.ForeignKey("bots.Scenario", models.SET_NULL, null=True, related_name="+")
    before_scenario_name = models.CharField(max_length=80, blank=True)
    after_turn = models.PositiveSmallIntegerField(null=True)
    after_trigger = models.CharField(max_length=24, blank=True)
    after_scenario = models.ForeignKey("bots.Scenario", models.SET_NULL, null=True, related_name="+")
    after_scenario_name = models.CharField(max_length=80, blank=True)
    differs = models.BooleanField(default=False)
    failure = models.CharField(max_length=300, blank=True)
    played_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Played"]] = PlayedQuerySet.as_manager()

    class Meta:
        ordering = ["run", "pk"]
        indexes = [models.Index(fields=["run", "-differs", "id"], name="played_differences_first")]

    def __str__(self) -> str:
        return f"{self.case or self.conversation} in {self.run}"
