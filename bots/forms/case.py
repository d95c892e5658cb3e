"""What a case is called and what it should come to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bots.bench import Outcome
from bots.cases import short
from bots.models import Bot, Case
from bots.models.case import LONGEST_NAME
from bots.outcomes import expected

KEPT = ""


class CaseForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=LONGEST_NAME, error_messages={"required": "Give the case a name."}
    )
    turn = forms.ChoiceField(label="What the bot should do", required=False)
    scenario = forms.ChoiceField(
        label="By which scenario", required=False, help_text="Only when it hands over."
    )

    def __init__(self, case: Case, data: Any = None) -> None:
        self.case, self.was = case, expected(case)
        initial = {"name": case.name, "turn": self.was.turn or KEPT, "scenario": self.was.scenario or ""}
        super().__init__(data, initial=initial)
        turns = [
            (str(number), f"Hand over at message {number}: {_start(turn)}")
            for number, turn in enumerate(case.turns, start=1)
        ]
        self._offer("turn", [(KEPT, "Keep the conversation"), *turns])
        self._offer("scenario", [("", "Choose one"), *scenarios(case.bot)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = "That is not there any more. Choose another."

    def clean_name(self) -> str:
        return short(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = data.get("turn"), data.get("scenario")
        if chosen[0] and not chosen[1] and "scenario" not in self.errors:
            raise ValidationError({"scenario": "Choose the scenario that should hand it over."})
        return data

    def outcome(self) -> Outcome:
        """What is expected from now on, of a valid form."""
        turn, scenario = self.cleaned_data["turn"], self.cleaned_data["scenario"]
        if not turn:
            return Outcome()
        row = self.case.bot.scenarios.get(pk=scenario)
        return Outcome(int(turn), row.trigger, row.pk, row.name)


def scenarios(bot: Bot) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in bot.scenarios.all()]


def _start(turn: str) -> str:
    line = " ".join(turn.split())
    return f"“{line if len(line) <= 60 else line[:59].rstrip() + '…'}”"
