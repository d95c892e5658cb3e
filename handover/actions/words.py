"""What a handover's actions did, in words: for the desk and for the handover's own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from handover.models import Handover

DONE = {
    ("assign", "assigned"): "Assigned to",
    ("assign", "kept"): "Stays with",
    ("assign", "fell_back"): "Fell back to",
    ("assign", "queued"): "In the queue.",
    ("final_message", "written"): "Told the contact:",
    ("pause", "until_handed_back"): "Bot paused until someone hands back",
    ("pause", "until"): "Bot paused until",
    ("task", "created"): "Task:",
    ("task", "off"): "No task",
    ("tags", "added"): "Tags:",
    ("tags", "off"): "No tags",
    ("notify", "told"): "Notified",
    ("notify", "nobody"): "Nobody was notified.",
}
NOT_AS_MEANT = {("assign", "fell_back"), ("notify", "nobody")}


@dataclass(frozen=True, slots=True)
class Done:
    """One action of a handover. at: a moment that ends the sentence."""

    text: str
    at: datetime | None
    well: bool


def actions_of(handover: Handover) -> list[Done]:
    return [_done(entry) for entry in handover.actions]


def _done(entry: dict[str, Any]) -> Done:
    action, result, detail = (str(entry.get(key, "")) for key in ("action", "result", "detail"))
    said = DONE.get((action, result)) or f"{action.capitalize()}: {result.replace('_', ' ')}"
    well = (action, result) not in NOT_AS_MEANT
    if at := _moment(detail):
        return Done(said, at, well)
    head, due, moment = detail.rpartition(", due ")
    if due and (at := _moment(moment)):
        return Done(f"{said} {head}, due", at, well)
    return Done(f"{said} {detail}".strip(), None, well)


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
