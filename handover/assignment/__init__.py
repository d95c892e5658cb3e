"""Who has a conversation: planned before a handover, changed by conditional updates."""

from handover.assignment.candidates import load, unable
from handover.assignment.changes import (
    MEMBER,
    NOBODY,
    TURN_ENDED,
    Taken,
    assign,
    claim,
    note_end_of_pause,
    owned_by,
    pause_restarted,
    release_inactive,
    take_along,
    unassign,
)
from handover.assignment.planning import Plan, Skipped, plan
from handover.assignment.seats import Overtaken, make_row, take_seat
from handover.assignment.teams import assign_to_team

__all__ = [
    "MEMBER",
    "NOBODY",
    "TURN_ENDED",
    "Overtaken",
    "Plan",
    "Skipped",
    "Taken",
    "assign",
    "assign_to_team",
    "claim",
    "load",
    "make_row",
    "note_end_of_pause",
    "owned_by",
    "pause_restarted",
    "plan",
    "release_inactive",
    "take_along",
    "take_seat",
    "unable",
    "unassign",
]
