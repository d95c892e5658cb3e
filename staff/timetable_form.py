"""A member's working hours as a form: a line of text for each day of the week."""

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from staff import timetable
from staff.hours import Span
from staff.models import Member, WorkingHours
from staff.timetable import DaysOff

if TYPE_CHECKING:
    MemberModelForm = forms.ModelForm[Member]
else:
    MemberModelForm = forms.ModelForm

WEEK = tuple(day.label.lower() for day in WorkingHours.Weekday)


def zones() -> list[tuple[str, str]]:
    """The world's places; what stands for none of them is left out."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("", f"As the site: {settings.TIME_ZONE}"), ("UTC", "UTC"), *((name, name) for name in places)]


class SpansField(forms.CharField):
    """clean() gives a list of spans of the day."""

    def __init__(self, weekday: WorkingHours.Weekday, **kwargs: Any) -> None:
        self.weekday = weekday
        super().__init__(label=weekday.label, required=False, max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return timetable.spans_of(self.weekday, super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


class DaysOffField(forms.CharField):
    """clean() gives a list of DaysOff."""

    def clean(self, value: Any) -> Any:
        try:
            return timetable.days_off_of(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


class TimetableForm(MemberModelForm):
    time_zone = forms.ChoiceField(
        choices=zones,
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text="The hours below are on this clock, also when it changes in spring and autumn.",
        error_messages={"invalid_choice": "This is no time zone. Choose one of the list."},
    )

    class Meta:
        model = Member
        fields = ["time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.instance
        week = timetable.week_of(member) if member.pk else []
        for day, name in zip(WorkingHours.Weekday, WEEK, strict=True):
            self.fields[name] = SpansField(
                day,
                initial=timetable.written(span for span in week if span.weekday == day),
                widget=UnfoldAdminTextInputWidget(),
            )
        off = timetable.days_off(member, timezone.localdate()) if member.pk else []
        self.fields["days_off"] = DaysOffField(
            label="Days off",
            required=False,
            initial=timetable.days_off_written(off),
            help_text="One a line: 2026-12-24 Christmas Eve, or 2026-08-03 – 2026-08-14.",
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        )
        self.fields[WEEK[0]].help_text = (
            "Like 9:00–17:00, or 9:00–12:30, 13:30–18:00. An end before the beginning is on the next day. "
            "An empty day is free; with all of them empty, handovers are assigned at any time."
        )

    def week(self) -> list[Span]:
        return [span for name in WEEK for span in self.cleaned_data[name]]

    def keep(self) -> None:
        """The rows; the member's own columns are saved as with any form."""
        off: list[DaysOff] = self.cleaned_data["days_off"]
        timetable.keep(self.instance, self.week(), off, today=timezone.localdate())
