"""The editor's form: says everything that activating would refuse."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from bots.fields import DurationField, LinesField, RangeInput, keep_what_is_too_long, says_something
from bots.forms.takers import TakerField, taker
from bots.limits import check_phrases
from bots.models import Scenario
from bots.placeholders import NAMES, unknown

if TYPE_CHECKING:
    ScenarioModelForm = forms.ModelForm[Scenario]
else:
    ScenarioModelForm = forms.ModelForm

PLACEHOLDERS = ", ".join(f"{{{name}}}" for name in NAMES)
AFTER, HANDED_BACK = "after", "handed_back"
LISTENING = {Scenario.Kind.HUMAN_REQUESTED, Scenario.Kind.CUSTOM}
ONLY_FOR = {
    "retries": {Scenario.Kind.FAILED_TO_RESOLVE},
    "example_phrases": LISTENING,
    "never_phrases": LISTENING,
    "sensitivity": LISTENING | {Scenario.Kind.LACK_OF_INFORMATION},
}
"""Fields that mean nothing to scenarios of another trigger."""

SENSITIVITIES = [
    (1, "Only what is certain"),
    (2, "Less readily"),
    (3, "As it comes"),
    (4, "More readily"),
    (5, "Also what is doubtful"),
]
TASK_PARTS = ("task_due_in", "task_title", "task_description")
LINE = {"dir": "auto", "autocomplete": "off"}
TEXT = {"dir": "auto", "rows": 3}


class ScenarioForm(ScenarioModelForm):
    example_phrases = LinesField(
        label="Example Phrases",
        noun="phrase",
        says=says_something,
        help_text="What contacts say, one a line.",
    )
    never_phrases = LinesField(
        label="Never matches",
        noun="phrase",
        says=says_something,
        help_text="What must not set it off, one a line.",
    )
    retries = forms.TypedChoiceField(
        label="Retries",
        coerce=int,
        choices=[(number, str(number)) for number in range(1, 6)],
        widget=forms.RadioSelect,
        help_text="How often the bot tries again after an answer that did not help.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a number from 1 to 5."),
    )
    sensitivity = forms.TypedChoiceField(
        label="Sensitivity",
        coerce=int,
        choices=SENSITIVITIES,
        widget=RangeInput(attrs={"min": 1, "max": 5, "step": 1}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a step from 1 to 5."),
    )
    goes_to = TakerField(
        label="Assign Conversation to a User", nobody="Nobody: the bot's default assignee, or anyone"
    )
    reactivate = forms.ChoiceField(
        label="Reactivate the bot",
        choices=[(AFTER, "After a time"), (HANDED_BACK, "Only when a person hands back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when the bot may answer again."},
    )
    pause_for = DurationField(label="Pause for", required=False)
    task_due_in = DurationField(label="Task due in", required=False, help_text="Counted from the handover.")
    tags = LinesField(
        lines=20,
        length=60,
        rows=3,
        noun="tag",
        label="Tags",
        help_text="Put on the contact, one a line. One that is not there yet is made at the first handover.",
    )

    field_order = (
        "name", "enabled", "condition", "example_phrases", "never_phrases", "sensitivity", "retries",
        "goes_to",
        "skip_if_assigned", "final_message", "final_message_unavailable", "reactivate", "pause_for",
        "create_task", "task_due_in", "task_title", "task_description", "tags",
    )  # fmt: skip

    class Meta:
        model = Scenario
        fields = (
            "name", "enabled", "condition", "example_phrases", "never_phrases", "sensitivity", "retries",
            "skip_if_assigned", "final_message", "final_message_unavailable", "pause_for", "create_task",
            "task_due_in", "task_title", "task_description", "tags",
        )  # fmt: skip
        labels = {
            "enabled": "Enable Scenario",
            "name": "Scenario name",
            "condition": "Trigger Condition",
            "final_message": "Final Message",
            "final_message_unavailable": "Final Message when nobody is available",
            "create_task": "Create a Task",
            "task_title": "Task title",
            "task_description": "Task description",
        }
        help_texts = {
            "enabled": "Once saved, the bot hands over by this scenario. Off: it is kept and does nothing.",
            "condition": "What sets it off, for whoever reads this after you. It changes nothing by itself.",
            "final_message": "The last thing the bot says before it steps aside. Short and reassuring.",
            "final_message_unavailable": "Said instead when the conversation goes to nobody in particular.",
            "create_task": "A follow-up on the contact, for whoever gets the conversation.",
        }
        widgets = {
            "name": forms.TextInput(LINE),
            "task_title": forms.TextInput(LINE),
            **{
                name: forms.Textarea(TEXT)
                for name in ("condition", "final_message", "final_message_unavailable", "task_description")
            },
        }
        error_messages = {
            "name": {"required": "Give the scenario a name."},
            "final_message": {"required": "Write what the bot says before it steps aside."},
            "task_title": {"required": "Give the task a title."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, triggers in ONLY_FOR.items():
            if self.instance.trigger not in triggers:
                del self.fields[name]
        goes_to = self.fields["goes_to"]
        assert isinstance(goes_to, TakerField)
        goes_to.offer(self.instance.assign_to_id)
        self.initial["goes_to"] = taker(self.instance.assign_to_id, self.instance.assign_to_team_id)
        self.initial["reactivate"] = HANDED_BACK if self.instance.pause_for is None else AFTER
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"id_{name}_helptext id_{name}_problem"
        keep_what_is_too_long(self)

    def clean_goes_to(self) -> str:
        chosen = str(self.cleaned_data["goes_to"])
        field = self.fields["goes_to"]
        assert isinstance(field, TakerField)
        self.instance.assign_to_id, self.instance.assign_to_team_id = field.chosen(chosen)
        return chosen

    def clean_final_message(self) -> str:
        return self._known("final_message")

    def clean_final_message_unavailable(self) -> str:
        return self._known("final_message_unavailable")

    def clean_task_title(self) -> str:
        return self._known("task_title")

    def clean_task_description(self) -> str:
        return self._known("task_description")

    def clean_pause_for(self) -> timedelta | None:
        if self.cleaned_data.get("reactivate") == HANDED_BACK:
            return None
        pause: timedelta | None = self.cleaned_data["pause_for"]
        if not pause:
            raise ValidationError(
                "Say for how long, or choose that the bot comes back only when a person hands back."
            )
        return pause

    def clean_task_due_in(self) -> timedelta:
        due_in: timedelta | None = self.cleaned_data["task_due_in"]
        if due_in is None and self.cleaned_data.get("create_task"):
            raise ValidationError("Say when the task is due.")
        return due_in or self.instance.task_due_in

    def clean(self) -> dict[str, Any]:
        """What is typed in a part that is switched off, and so hidden, cannot stand in the way."""
        cleaned = super().clean() or self.cleaned_data
        unused = () if cleaned.get("create_task") else TASK_PARTS
        for name in (*unused, *(("pause_for",) if cleaned.get("reactivate") == HANDED_BACK else ())):
            if self.errors.pop(name, None):
                cleaned[name] = None if name == "pause_for" else getattr(self.instance, name)
        return cleaned

    def _known(self, field: str) -> str:
        text = str(self.cleaned_data[field])
        if names := unknown(text):
            raise ValidationError(f"Nothing is put in for {_listed(names)}. There are: {PLACEHOLDERS}.")
        return text

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if "example_phrases" not in self.errors:
            try:
                check_phrases(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
