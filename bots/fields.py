"""Form fields of a bot's setup: lists as lines, durations as days, hours and minutes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget


class LinesField(forms.CharField):
    """A list of strings, one a line: stripped, without blanks and repeats."""

    def __init__(self, *, lines: int = 60, length: int = 200, rows: int = 5, **kwargs: Any) -> None:
        self.lines, self.length = lines, length
        widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)

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
        if len(value) > self.lines:
            raise ValidationError(f"These are {len(value)} lines; at most {self.lines} are kept.")
        for line in value:
            if len(line) > self.length:
                raise ValidationError(f"“{line[:40]}…” is longer than {self.length} characters.")

    def run_validators(self, value: Any) -> None:
        """Those of CharField are for one string."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


UNITS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}


class DurationWidget(forms.MultiWidget):
    """Three short inputs in a row, each with its unit beside it."""

    def __init__(self) -> None:
        super().__init__({unit: UnfoldAdminIntegerFieldWidget(attrs={"min": 0}) for unit in UNITS})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        inputs = (
            (widget.render(part["name"], part["value"], part["attrs"], renderer), unit)
            for widget, part, unit in zip(self.widgets, parts, UNITS, strict=True)
        )
        rows = format_html_join("", "<label>{} {}</label>", inputs)
        return format_html('<div class="house-duration">{}</div>', rows)

    def decompress(self, value: timedelta | None) -> list[int | None]:
        if value is None:
            return [None for _ in UNITS]
        counts = []
        for unit in UNITS.values():
            counts.append(value // unit)
            value %= unit
        return list(counts)


class DurationField(forms.MultiValueField):
    """Days, hours and minutes; all empty is None."""

    widget = DurationWidget

    def __init__(self, **kwargs: Any) -> None:
        limits = (365, 24 * 365, 60 * 24 * 365)
        fields = [forms.IntegerField(min_value=0, max_value=limit) for limit in limits]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[int | None]) -> timedelta | None:
        if all(count is None for count in data_list):
            return None
        counted = zip(data_list, UNITS.values(), strict=True)
        return sum((unit * (count or 0) for count, unit in counted), timedelta())
