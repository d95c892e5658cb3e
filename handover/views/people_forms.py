"""What staff enter about contacts and tasks; each complaint says what to do about it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from handover import details, follow_ups
from handover.models import Contact, Task
from handover.models.message import clean
from staff.models import Member

LONGEST_NOTE = 5000
DUE_IN = timedelta(hours=24)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class OneLine(forms.CharField):
    def to_python(self, value: Any) -> str:
        return " ".join(clean(str(value or "")).split())


class Lines(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean(str(value or "")).strip()


class ContactForm(forms.Form):
    """seen: what the contact was like when the form was shown."""

    name = OneLine(required=False, max_length=200)
    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={"invalid": "This is no email address. Write one such as dana@example.com, or none."},
    )
    phone = OneLine(required=False, max_length=40)
    note = Lines()
    seen = forms.CharField(required=False)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not details.is_phone(phone):
            raise ValidationError("Write the number in digits, such as +351 912 345 678, or leave it empty.")
        return phone


def form_of(contact: Contact) -> ContactForm:
    return ContactForm(initial={**as_it_is(contact), "seen": details.seen(contact)})


def as_it_is(contact: Contact) -> dict[str, str]:
    return {field: getattr(contact, field) for field in details.FIELDS}


class TaskForm(forms.Form):
    """Times are on the clock of whoever fills it in (timezone.override). seen: as in ContactForm."""

    title = OneLine(max_length=200, error_messages={"required": "Say what is to be done."})
    description = Lines()
    assignee = forms.ModelChoiceField(
        Member.objects.none(),
        required=False,
        empty_label="Nobody",
        error_messages={"invalid_choice": "This person cannot have tasks. Choose somebody else."},
    )
    due_at = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={
            "required": "Choose when it is due.",
            "invalid": "This is no date and time. Choose when it is due.",
        },
    )
    seen = forms.CharField(required=False)

    def __init__(self, *args: Any, task: Task | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Member.objects.who_may("handover.view_task").values("pk")
        has_it = task.assignee_id if task else None
        chosen = Member.objects.filter(Q(pk__in=able) | Q(pk=has_it))
        self.fields["assignee"].queryset = chosen  # type: ignore[attr-defined]

    def clean_due_at(self) -> datetime:
        due: datetime = self.cleaned_data["due_at"]
        if not EARLIEST <= due <= LATEST:
            raise ValidationError("Choose a date between 2000 and 2100.")
        return due


def task_form(task: Task) -> TaskForm:
    initial = {
        "title": task.title,
        "description": task.description,
        "assignee": task.assignee_id,
        "due_at": as_typed(task.due_at),
        "seen": follow_ups.seen(task),
    }
    return TaskForm(initial=initial, task=task)


def new_task_form(member: Member, now: datetime) -> TaskForm:
    return TaskForm(initial={"assignee": member.pk, "due_at": as_typed(now + DUE_IN)})


def as_typed(at: datetime) -> str:
    """As a datetime-local field writes it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
