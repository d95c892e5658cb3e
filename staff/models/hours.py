"""When members work: a week that repeats, and days on which nobody or somebody does not."""

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

MIDNIGHT = time(0)


class WorkingHours(models.Model):
    """One span of a member's week, on the wall clock of their time zone.

    until  not later than `start`: it ends on the day after, so 0:00 to 0:00 is the whole day
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    start = models.TimeField()
    until = models.TimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["member", "weekday", "start"]
        verbose_name_plural = "working hours"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="a_day_of_the_week"),
            models.CheckConstraint(
                condition=~Q(start=F("until")) | Q(start=MIDNIGHT), name="span_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.start:%H:%M}–{self.until:%H:%M}"


class Holiday(models.Model):
    """Days off, both ends included. member: whose; null: everyone's."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="holidays",
        verbose_name="for",
    )
    first_day = models.DateField()
    last_day = models.DateField(help_text="The same as the first for a single day.")
    name = models.CharField(max_length=80, blank=True, help_text="Such as “Christmas”. Only staff see it.")

    class Meta:
        ordering: ClassVar[list[str]] = ["first_day", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="holiday_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.first_day:%d %b %Y}"

    def clean(self) -> None:
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": "The last day is before the first."})
