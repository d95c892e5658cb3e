"""What a browser would send back from an admin page, and how the tests read the answer."""

from typing import Any


def typed(response: Any, **changes: Any) -> dict[str, Any]:
    """The page's form and formsets as they stand, with these changes."""
    data: dict[str, Any] = {}
    for form in _forms(response.context):
        for field in form:
            data.update(_sent(field))
    data.update(changes)
    return {name: value for name, value in data.items() if value is not False}


def _forms(context: Any) -> list[Any]:
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return forms


def _sent(field: Any) -> dict[str, Any]:
    value = field.value()
    if hasattr(field.field.widget, "decompress"):
        names = field.field.widget.widgets_names
        parts = value if isinstance(value, list) else field.field.widget.decompress(value)
        return {
            f"{field.html_name}{name}": "" if part is None else part
            for name, part in zip(names, parts, strict=True)
        }
    return {field.html_name: "" if value is None else value}


def errors(response: Any) -> str:
    """Everything the form found wrong, as one text."""
    form = response.context["adminform"].form
    return " ".join(str(message) for found in form.errors.values() for message in found)


def text(response: Any) -> str:
    content: bytes = response.content
    return content.decode()
