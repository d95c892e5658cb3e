"""How a conversation ends, as rows keep it: compared, and said in words."""

from typing import Any

from bots.bench import Outcome
from bots.detection.base import Trigger
from bots.models import Case, Played, Scenario

TRIGGERS = {str(value): str(label) for value, label in Scenario.Kind.choices} | {
    Trigger.ENGINE_FAILURE.value: "the engine failed"
}


def expected(case: Case) -> Outcome:
    return Outcome(
        case.expected_turn,
        case.expected_trigger or None,
        case.expected_scenario_id,
        case.expected_scenario_name,
    )


def before(played: Played) -> Outcome:
    return Outcome(
        played.before_turn,
        played.before_trigger or None,
        played.before_scenario_id,
        played.before_scenario_name,
    )


def after(played: Played) -> Outcome:
    return Outcome(
        played.after_turn, played.after_trigger or None, played.after_scenario_id, played.after_scenario_name
    )


def columns(prefix: str, outcome: Outcome) -> dict[str, Any]:
    """The outcome as the columns `<prefix>_turn` and so on of a case ("expected") or a played row."""
    return {
        f"{prefix}_turn": outcome.turn,
        f"{prefix}_trigger": outcome.trigger or "",
        f"{prefix}_scenario_id": outcome.scenario,
        f"{prefix}_scenario_name": outcome.scenario_name[:80],
    }


def same(one: Outcome, other: Outcome) -> bool:
    """Whether a contact would notice no difference. A scenario's name does not count while it is there."""
    if (one.turn, one.trigger) != (other.turn, other.trigger):
        return False
    if one.scenario and other.scenario:
        return one.scenario == other.scenario
    return one.scenario_name == other.scenario_name


def in_words(outcome: Outcome, *, past: bool = False) -> str:
    """past: it happened; else the bot does it."""
    if outcome.turn is None:
        return "The bot kept it" if past else "The bot keeps it"
    reason = outcome.scenario_name or TRIGGERS.get(outcome.trigger or "", "")
    verb = "Handed over" if past else "Hands over"
    return f"{verb} at message {outcome.turn}" + (f": {reason}" if reason else "")


def difference(was: Outcome, is_now: Outcome) -> str:
    """What changed, seen from what is now; "" where nothing did."""
    if same(was, is_now):
        return ""
    if was.turn is None:
        return "Newly handed over"
    if is_now.turn is None:
        return "No longer handed over"
    if was.turn != is_now.turn:
        return "Handed over earlier" if is_now.turn < was.turn else "Handed over later"
    return "Handed over by another scenario"


def parting(one: Outcome, other: Outcome) -> int:
    """The message at which the two part ways, or else the first."""
    return min((turn for turn in (one.turn, other.turn) if turn), default=1)
