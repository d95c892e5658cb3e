"""What staff send when they do something with a conversation beside writing."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from bots.models import Scenario
from handover import snoozing
from handover.models import Handover, Message
from handover.moments import as_moment
from handover.notices import whoever_may_take_over
from staff import hours
from staff.models import Member, Team

LONGEST_PAUSE = timedelta(days=365)
CHOOSE = {
    "required": "Choose how long.",
    "invalid_choice": "Choose one of the lengths offered.",
}


class AssignForm(forms.Form):
    """A member, a team, or the queue: nobody."""

    to = forms.ModelChoiceField(
        queryset=Member.objects.none(),
        required=False,
        error_messages={"invalid_choice": "This person cannot take over conversations."},
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.all(),
        required=False,
        error_messages={"invalid_choice": "This team is no longer there."},
    )
    queue = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = whoever_may_take_over()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in self.fields):
            raise ValidationError("Choose who should get it.")
        return data


class SnoozeForm(forms.Form):
    """until: the key of a choice, or "at" with a moment on the member's own clock."""

    until = forms.CharField(error_messages=CHOOSE)
    at = forms.CharField(required=False, max_length=40)

    def moment(self, member: Member, now: datetime) -> datetime:
        """Errors: ValidationError."""
        key = self.cleaned_data["until"]
        if key == "at":
            return _on_the_clock_of(member, self.cleaned_data["at"])
        for choice in snoozing.choices(member, now):
            if choice.key == key:
                return choice.until
        raise ValidationError(CHOOSE["invalid_choice"])


def _on_the_clock_of(member: Member, text: str) -> datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise ValidationError("Write the date and the time, like 2026-11-30 14:00.")
    return at if at.tzinfo else at.replace(tzinfo=hours.zone_of(member))


class PauseForm(forms.Form):
    LENGTHS: ClassVar[dict[str, tuple[str, timedelta | None]]] = {
        "1h": ("For 1 hour", timedelta(hours=1)),
        "4h": ("For 4 hours", timedelta(hours=4)),
        "1d": ("For 1 day", timedelta(days=1)),
        "manual": ("Until someone hands back", None),
    }
    UNITS: ClassVar[dict[str, str]] = {"minutes": "minutes", "hours": "hours", "days": "days"}
    until = forms.ChoiceField(
        choices=[*((key, label) for key, (label, _) in LENGTHS.items()), ("morning", ""), ("for", "")],
        error_messages=CHOOSE,
    )
    amount = forms.IntegerField(required=False, error_messages={"invalid": "Write how long as a number."})
    unit = forms.ChoiceField(
        choices=list(UNITS.items()),
        required=False,
        error_messages={"invalid_choice": "Choose minutes, hours or days."},
    )

    def pause_for(self, member: Member, now: datetime) -> timedelta | None:
        """Errors: ValidationError."""
        key = self.cleaned_data["until"]
        if key == "morning":
            return snoozing.tomorrow_morning(hours.of([member])[member.pk], now) - now
        return self._custom() if key == "for" else self.LENGTHS[key][1]

    def _custom(self) -> timedelta:
        amount = self.cleaned_data["amount"]
        if not amount or amount < 1:
            raise ValidationError("Write how long the bot should be paused, as a number from 1 up.")
        try:
            length = timedelta(**{self.cleaned_data["unit"] or "hours": amount})
        except OverflowError:
            length = LONGEST_PAUSE * 2
        if length > LONGEST_PAUSE:
            raise ValidationError(
                "At most 365 days. To pause it for good, choose “Until someone hands back”."
            )
        return length


class FalseAlarmForm(forms.Form):
    """Checked by the verb. back: the bot shall have the conversation again."""

    reason = forms.CharField(required=False, max_length=20)
    note = forms.CharField(required=False, max_length=2000)
    action = forms.CharField(required=False, max_length=10)
    back = forms.CharField(required=False, max_length=4)


class MissedForm(forms.Form):
    scenario = forms.ModelChoiceField(
        queryset=Scenario.objects.none(),
        error_messages={
            "required": "Choose the scenario that should have handed over.",
            "invalid_choice": "This scenario is no longer one of the bot's.",
        },
    )
    claim = forms.BooleanField(required=False)

    def __init__(self, data: Any, message: Message) -> None:
        super().__init__(data)
        scenarios = Scenario.objects.filter(bot=message.conversation.bot_id)
        self.fields["scenario"].queryset = scenarios  # type: ignore[attr-defined]


class SuggestionForm(forms.Form):
    action = forms.ChoiceField(
        choices=[("use", "Send"), ("accept", "Hand over"), ("dismiss", "Dismiss"), ("restore", "Take back")],
        error_messages={"required": "Send it or dismiss it.", "invalid_choice": "Send it or dismiss it."},
    )
    reason = forms.CharField(required=False, max_length=20)
    note = forms.CharField(required=False, max_length=2000)


class DetailForm(forms.Form):
    kind = forms.CharField(required=False, max_length=10)
    value = forms.CharField(required=False, max_length=300)


class UndoResolveForm(forms.Form):
    resolved_at = forms.CharField(required=False, max_length=40)

    def moment(self) -> datetime:
        """Errors: ValidationError."""
        at = as_moment(self.cleaned_data["resolved_at"])
        if at is None:
            raise ValidationError("Reopen the conversation instead.")
        return at


REASONS = Handover.FalseAlarm.choices
