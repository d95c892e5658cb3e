"""Templates an administrator writes: final message, task title and description."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAMES = {
    "contact_name": "the contact's name",
    "first_name": "the contact's first name",
    "bot_name": "the bot's name",
    "assignee_name": "who gets the conversation",
    "last_message": "what the contact wrote last",
    "scenario": "the scenario's name",
    "why": "why the bot stopped",
    "next_opening": "when somebody is there again, as “Monday at 9:00 (Lisbon time)”; “soon” when not known",
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """filled: the text stands in for a placeholder. unknown: a placeholder nothing is put in for."""

    text: str
    filled: bool = False
    unknown: bool = False


def pieces(template: str, values: Mapping[str, str]) -> list[Piece]:
    """The template in its order: what stands there as it is, and each placeholder with what it becomes."""
    found, end = [], 0
    for match in _PLACEHOLDER.finditer(template):
        found.append(Piece(template[end : match.start()]))
        known = match[1] in values
        found.append(Piece(values.get(match[1], match[0]), filled=known, unknown=not known))
        end = match.end()
    return [piece for piece in (*found, Piece(template[end:])) if piece.text]


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with known placeholders replaced once; what a value holds is never read as a template."""
    return "".join(piece.text for piece in pieces(template, values))


def unknown(template: str) -> list[str]:
    """Placeholders nothing will be put in for, such as "{nmae}"."""
    return [match[0] for match in _PLACEHOLDER.finditer(template) if match[1] not in NAMES]
