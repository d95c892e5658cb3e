"""What a form's page posts, as plain texts by name: how drafts keep it, valid or not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

Posted = dict[str, str]


def kept(form: forms.BaseForm, data: Mapping[str, Any]) -> Posted:
    """What was posted for the form's own controls, exactly as typed as far as a database can store it.

    form: unbound. What the page that posted it did not have yet stays as it is live.
    """
    return completed(form, {name: storable(str(data[name])) for name in names(form) if name in data})


def completed(form: forms.BaseForm, posted: Posted) -> Posted:
    """As the form's page would post it: what `posted` says nothing of is as on the untouched page.

    A draft may be older than a field. A box that is not posted is one that is not ticked.
    """
    boxes = {field.html_name for field in form if isinstance(field.field, forms.BooleanField)}
    untouched = {name: text for name, text in as_posted(form).items() if name not in boxes}
    whole = untouched | posted
    return {name: whole[name] for name in names(form) if name in whole}


def storable(text: str) -> str:
    """Without what PostgreSQL cannot keep in JSON: NUL and broken surrogates. Lines end in LF."""
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n")
    return text.replace("\x00", "")


def as_ids(texts: Iterable[str]) -> list[int]:
    """Those that can be ids."""
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]


def names(form: forms.BaseForm) -> list[str]:
    return [name for field in form for name in control_names(field)]


def control_names(field: forms.BoundField) -> list[str]:
    """The names under which the page posts this field: one, or one for each part of it."""
    return [name for name, _ in _controls(field, None)]


def as_posted(form: forms.BaseForm) -> Posted:
    """What the page of an unbound form would post, untouched."""
    posted: Posted = {}
    for field in form:
        value = field.field.prepare_value(field.initial)
        for name, part in _controls(field, value):
            if isinstance(field.field, forms.BooleanField):
                posted.update({name: "on"} if part else {})
            else:
                posted[name] = "" if part is None else storable(str(part))
    return posted


def _controls(field: forms.BoundField, value: Any) -> Iterator[tuple[str, Any]]:
    """The names under which the field is posted, each with its part of the value."""
    widget = field.field.widget
    if not isinstance(widget, forms.MultiWidget):
        yield field.html_name, value
        return
    parts: list[Any] = value if isinstance(value, list) else widget.decompress(value) or []
    for name, part in zip(widget.widgets_names, parts, strict=True):  # type: ignore[attr-defined]
        yield f"{field.html_name}{name}", part


def show(form: forms.BaseForm, posted: Posted) -> None:
    """Put what was posted on an unbound form's page, as typed and with nothing said about it."""
    data: Any = MultiValueDict({name: [text] for name, text in posted.items()})
    for field in form:
        widget = field.field.widget
        form.initial[field.name] = widget.value_from_datadict(data, MultiValueDict(), field.html_name)
