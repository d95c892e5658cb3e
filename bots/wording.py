"""What stands on a form's page, and how two versions of it differ, in the words of the page."""

from dataclasses import dataclass
from typing import Any

from django import forms

from bots.fields import UNITS, DurationField, LinesField
from bots.forms.posted import Posted

NOTHING = "nothing"
GONE = "someone who is no longer there"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; of a list of lines also which came and which went."""

    name: str
    label: str
    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.added or self.removed:
            came = [f"added “{line}”" for line in self.added]
            return f"{self.label}: {', '.join(came + [f'removed “{line}”' for line in self.removed])}"
        return f"{self.label}: {_short(self.before)} → {_short(self.after)}"


def changes(form: forms.BaseForm, before: Posted, after: Posted) -> list[Change]:
    """The fields that differ, in the order of the page. form: any form of that page, for its labels."""
    found = []
    for field in form:
        was, is_now = in_words(field, before), in_words(field, after)
        if was != is_now and not _same_lines(field, was, is_now):
            found.append(_change(field, was, is_now))
    return found


def _same_lines(field: forms.BoundField, was: str, is_now: str) -> bool:
    """Whether two lists differ only in what does not count, such as repeats."""
    kind = field.field
    return isinstance(kind, LinesField) and kind.to_python(was) == kind.to_python(is_now)


def _change(field: forms.BoundField, was: str, is_now: str) -> Change:
    label = str(field.label)
    if not isinstance(field.field, LinesField):
        return Change(field.html_name, label, was, is_now)
    old, new = field.field.to_python(was), field.field.to_python(is_now)
    added = tuple(line for line in new if line not in old)
    removed = tuple(line for line in old if line not in new)
    return Change(field.html_name, label, was, is_now, added, removed)


def in_words(field: forms.BoundField, posted: Posted) -> str:
    """What a person reads for this field in what the page posts; "" for an empty one."""
    kind, text = field.field, posted.get(field.html_name, "")
    if isinstance(kind, DurationField):
        return _duration(field.html_name, posted)
    if isinstance(kind, forms.BooleanField):
        return "on" if text else "off"
    if isinstance(kind, forms.ChoiceField):
        return _choice(kind, text)
    return text


def _duration(name: str, posted: Posted) -> str:
    counts = ((posted.get(f"{name}_{unit}", "").strip(), unit) for unit in UNITS)
    said = (
        f"{count} {unit[:-1] if count == '1' else unit}" for count, unit in counts if count not in ("", "0")
    )
    return " ".join(said)


def _choice(field: forms.ChoiceField, text: str) -> str:
    choices: Any = field.choices
    for key, label in choices:
        inner = label if isinstance(label, list | tuple) else [(key, label)]
        for value, shown in inner:
            if str(value) == text:
                return str(shown)
    return GONE if text else ""


def _short(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    if not line:
        return NOTHING
    return f"“{line if len(line) <= limit else line[: limit - 1].rstrip() + '…'}”"
