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
    ("reassign", "assigned"): "Nobody answered, so it went to",
    ("reassign", "kept"): "Nobody answered, and nobody else can take it.",
    ("final_message", "written"): "Told the contact:",
    ("pause", "until_handed_back"): "Bot paused until someone hands back",
    ("pause", "until"): "Bot paused until",
    ("task", "created"): "Task:",
    ("task", "off"): "No task",
    ("tags", "added"): "Tags:",
    ("tags", "off"): "No tags",
    ("notify", "told"): "Notified",
    ("notify", "supervisors"): "Nobody it was meant for could be told, so it went to",
    ("notify", "nobody"): "Nobody was notified.",
}
NOT_AS_MEANT = {
    ("assign", "fell_back"),
    ("reassign", "kept"),
    ("notify", "supervisors"),
    ("notify", "nobody"),
}


@dataclass(frozen=True, slots=True)
class Done:
    """One action of a handover. at: a moment that ends the sentence. passed_over: whom, and why."""

    text: str
    at: datetime | None
    well: bool
    passed_over: tuple[str, ...] = ()


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
    skipped = _skipped(entry)
    if skipped:
        detail = detail.partition("; passed over: ")[0]
    return Done(f"{said} {detail}".strip(), None, well, skipped)


def passed_over(handover: Handover) -> list[str]:
    """Who could not be given the conversation, and why: "Bea Okoro is away"."""
    return [who for entry in handover.actions for who in _skipped(entry)]


def _skipped(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{one['who']} {one['reason']}" for one in entry.get("skipped", ()))


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
