"""What staff send from the desk."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms


def new_client_key() -> str:
    return uuid4().hex


def _of_note(key: str) -> str:
    """A note and a reply from the same form are two, also where the answer to the first was lost."""
    return f"note-{key}"[:64] if key else ""


class ReplyForm(forms.Form):
    """client_key: a new one for each rendered form. suggestion: whose text was put in for editing.

    mode: what its writer saw the composer say, "reply" or "note".
    """

    text = forms.CharField(strip=False, required=False)
    client_key = forms.CharField(max_length=64, required=False, initial=new_client_key)
    suggestion = forms.IntegerField(required=False)
    mode = forms.CharField(required=False, initial="reply")

    def clean_mode(self) -> str:
        if self.cleaned_data["mode"] == "note":
            raise forms.ValidationError("This was written as a note, so it was not sent to the contact.")
        return "reply"


class NoteForm(ReplyForm):
    def clean_mode(self) -> str:
        return "note"

    def clean_client_key(self) -> str:
        return _of_note(self.cleaned_data["client_key"])


class DraftForm(forms.Form):
    """age: milliseconds since it was typed, by the clock of the page that sends it."""

    text = forms.CharField(strip=False, required=False)
    mode = forms.CharField(required=False)
    client_key = forms.CharField(max_length=64, required=False)
    age = forms.IntegerField(min_value=0, max_value=10**12, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("mode") == "note":
            data["client_key"] = _of_note(data.get("client_key", ""))
        return data

    def typed_at(self, now: datetime) -> datetime:
        return now - timedelta(milliseconds=self.cleaned_data["age"] or 0)


class ResumeForm(forms.Form):
    note = forms.CharField(required=False, max_length=1000)


class TaskForm(forms.Form):
    action = forms.ChoiceField(choices=[("complete", "Complete"), ("reopen", "Reopen")])
