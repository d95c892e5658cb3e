"""What staff send from the desk."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django import forms

from handover.notices import whoever_may_take_over
from staff.models import Member


def new_client_key() -> str:
    return uuid4().hex


class ReplyForm(forms.Form):
    """client_key: a new one for each rendered form. suggestion: whose text was put in for editing."""

    text = forms.CharField(strip=False, required=False)
    client_key = forms.CharField(max_length=64, required=False, initial=new_client_key)
    suggestion = forms.IntegerField(required=False)


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        queryset=Member.objects.none(),
        error_messages={
            "required": "Choose who should get it.",
            "invalid_choice": "This person cannot take over conversations.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = whoever_may_take_over()  # type: ignore[attr-defined]


class PauseForm(forms.Form):
    LENGTHS: ClassVar[dict[str, tuple[str, timedelta | None]]] = {
        "1h": ("For 1 hour", timedelta(hours=1)),
        "4h": ("For 4 hours", timedelta(hours=4)),
        "1d": ("For 1 day", timedelta(days=1)),
        "manual": ("Until someone hands back", None),
    }
    until = forms.ChoiceField(
        choices=[(key, label) for key, (label, _) in LENGTHS.items()],
        error_messages={
            "required": "Choose how long.",
            "invalid_choice": "Choose one of the lengths offered.",
        },
    )

    def pause_for(self) -> timedelta | None:
        return self.LENGTHS[self.cleaned_data["until"]][1]


class ResumeForm(forms.Form):
    note = forms.CharField(required=False, max_length=1000)


class SuggestionForm(forms.Form):
    action = forms.ChoiceField(choices=[("use", "Send"), ("dismiss", "Dismiss")])


class TaskForm(forms.Form):
    action = forms.ChoiceField(choices=[("complete", "Complete"), ("reopen", "Reopen")])
