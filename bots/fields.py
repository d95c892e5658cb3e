"""Form fields of a bot's setup: lists as lines, durations as days, hours and minutes."""

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bots.detection.text import is_unspaced

NAMED_AT_MOST = 3
TOO_LONG = "At most %(limit_value)d characters; these are %(show_value)d."


def keep_what_is_too_long(form: forms.BaseForm) -> None:
    """A browser would cut it off without a word; Save says what is too long."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and field.max_length:
            field.widget.attrs.pop("maxlength", None)
            field.error_messages["max_length"] = TOO_LONG


def says_something(line: str) -> bool:
    """Whether it can be listened for: a single letter or mere punctuation is in nearly every message."""
    letters = sum(char.isalnum() for char in line)
    if letters:
        return letters > 1 or is_unspaced(line)
    return any(unicodedata.category(char)[0] not in "PZ" for char in line)


class RangeInput(forms.NumberInput):
    """A slider; without scripts and by keyboard too."""

    input_type = "range"


class LinesField(forms.CharField):
    """A list of strings, one a line: stripped, without blanks and repeats.

    lines   how many at most
    length  of the longest, in characters
    noun    what one line is called, such as "phrase"
    says    whether a line is enough to mean something; None: any is
    """

    def __init__(
        self,
        *,
        lines: int = 60,
        length: int = 200,
        rows: int = 5,
        noun: str = "line",
        says: Callable[[str], bool] | None = None,
        **kwargs: Any,
    ) -> None:
        self.lines, self.length, self.noun, self.says = lines, length, noun, says
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)

    @property
    def is_listened_for(self) -> bool:
        """Whether a line can say too little."""
        return self.says is not None

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        unique: dict[str, str] = {}
        for line in str(value or "").splitlines():
            words = " ".join(line.split())
            unique.setdefault(words.casefold(), words)
        return [line for line in unique.values() if line]

    def validate(self, value: Any) -> None:
        """Names the lines that are wrong, the first few of them."""
        errors = [complaint for line in value if (complaint := self._complaint(line))]
        if len(errors) > NAMED_AT_MOST:
            more = len(errors) - NAMED_AT_MOST
            errors = [*errors[:NAMED_AT_MOST], f"{more} more {self.noun}s have the same kind of problem."]
        if (over := len(value) - self.lines) > 0:
            errors.append(
                f"These are {len(value)} {self.noun}s; at most {self.lines} are possible. Remove {over}."
            )
        if errors:
            raise ValidationError(errors)

    def _complaint(self, line: str) -> str:
        if len(line) > self.length:
            return (
                f"“{line[:40]}…” is longer than {self.length} characters: it has {len(line):,}. "
                "Shorten it or remove it."
            )
        if self.says and not self.says(line):
            return f"“{line}” is too short: nearly every message would match it. Write a word or more."
        return ""

    def run_validators(self, value: Any) -> None:
        """Those of CharField are for one string."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


UNITS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}


class DurationWidget(forms.MultiWidget):
    """Three short inputs in a row, each with its unit beside it."""

    def __init__(self) -> None:
        numbers = {"inputmode": "numeric", "autocomplete": "off", "size": 4}
        super().__init__({unit: forms.TextInput(attrs=numbers) for unit in UNITS})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        inputs = (
            (widget.render(part["name"], part["value"], part["attrs"], renderer), unit)
            for widget, part, unit in zip(self.widgets, parts, UNITS, strict=True)
        )
        rows = format_html_join("", "<label>{} <span>{}</span></label>", inputs)
        return format_html('<div class="house-duration">{}</div>', rows)

    def decompress(self, value: timedelta | None) -> list[int | None]:
        if value is None:
            return [None for _ in UNITS]
        counts = []
        for unit in UNITS.values():
            counts.append(value // unit)
            value %= unit
        return list(counts)


def _whole(unit: str, limit: int) -> dict[str, str]:
    return {
        "invalid": f"Write the {unit} as a whole number, such as 2.",
        "min_value": f"The {unit} cannot be less than 0.",
        "max_value": f"At most {limit:,} {unit}.",
    }


class DurationField(forms.MultiValueField):
    """Days, hours and minutes; all empty is None."""

    widget = DurationWidget

    def __init__(self, **kwargs: Any) -> None:
        limits = (365, 24 * 365, 60 * 24 * 365)
        fields = [
            forms.IntegerField(
                min_value=0, max_value=limit, required=False, error_messages=_whole(unit, limit)
            )
            for unit, limit in zip(UNITS, limits, strict=True)
        ]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[int | None]) -> timedelta | None:
        if all(count is None for count in data_list):
            return None
        counted = zip(data_list, UNITS.values(), strict=True)
        return sum((unit * (count or 0) for count, unit in counted), timedelta())


class MinutesField(forms.IntegerField):
    """Whole minutes from 1 to `most`; empty is None, which switches off what is counted in them."""

    def __init__(self, *, most: int = 1440, **kwargs: Any) -> None:
        wrong = f"Write a whole number of minutes from 1 to {most:,}, or leave it empty."
        errors = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
        # A number input would not hand over what is not a number, and nothing typed is lost here.
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        kept = {name: value for name, value in kwargs.items() if name in ("label", "help_text", "initial")}
        super().__init__(
            min_value=1, max_value=most, required=False, widget=widget, error_messages=errors, **kept
        )
