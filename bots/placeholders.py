"""Templates an administrator writes: final message, task title and description."""

import re
from collections.abc import Mapping

NAMES = {
    "contact_name": "the contact's name",
    "first_name": "the contact's first name",
    "bot_name": "the bot's name",
    "assignee_name": "who gets the conversation",
    "last_message": "what the contact wrote last",
    "scenario": "the scenario's name",
    "why": "why the bot stopped",
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with known placeholders replaced once; what a value holds is never read as a template."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def unknown(template: str) -> list[str]:
    """Placeholders nothing will be put in for, such as "{nmae}"."""
    return [match[0] for match in _PLACEHOLDER.finditer(template) if match[1] not in NAMES]
