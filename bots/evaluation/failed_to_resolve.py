"""Whole conversations: is it handed over at the right turn, for the right reason?"""

from dataclasses import dataclass
from typing import Any

from bots.decisions import Escalate, Reply, Setup
from bots.detection.base import Trigger
from bots.evaluation.base import Measured
from bots.evaluation.figures import latency, share
from bots.evaluation.labelled import Line, read_lines
from bots.evaluation.throwaway import Knowledge, Watch, knowledge, scenario, setup
from bots.transcript import Author, Transcript

WISHES = (Trigger.HUMAN_REQUESTED, Trigger.FAILED_TO_RESOLVE)
OUTCOMES = ("exact", "early", "late", "missed", "false_handover", "wrong_reason")


@dataclass(frozen=True, slots=True)
class Played:
    """`turn` counts the contact's from 1; None where nothing was handed over."""

    line: Line
    turn: int | None
    trigger: str | None

    def outcome(self) -> str:
        due, reason = self.line["handover_turn"], self.line["reason"]
        if due is None or self.turn is None:
            return "exact" if due == self.turn else "missed" if self.turn is None else "false_handover"
        if due != self.turn:
            return "early" if self.turn < due else "late"
        return "exact" if reason == self.trigger else "wrong_reason"


def failed_to_resolve(file: str, kb: str, every_scenario: bool = False) -> Measured:
    """With two retries; `every_scenario` switches Lack of Information on beside the other two."""
    lines = read_lines(file, user_turns=list)
    for line in lines:
        _check(line)
    known = knowledge(read_lines(kb, text=str, intent=str))
    also = (Trigger.LACK_OF_INFORMATION,) if every_scenario else ()
    configured = setup(*(scenario(trigger, retries=2) for trigger in (*WISHES, *also)))
    watch = Watch()
    played = [_played(line, configured, known, watch) for line in lines]
    predictions = [
        {"line": one.line.number, "handover_turn": one.turn, "trigger": one.trigger} for one in played
    ]
    return Measured(figures_of(played) | latency(watch.ms), predictions)


def _check(line: Line) -> None:
    for turn in line["user_turns"]:
        if not isinstance(turn, list) or len(turn) < 2 or not isinstance(turn[1], str):
            raise line.wrong('each of "user_turns" must be a list of event, text and intent.')
    due = line.fields.get("handover_turn", "missing")
    if due is not None and (not isinstance(due, int) or isinstance(due, bool)):
        raise line.wrong('"handover_turn" must be a whole number or null.')
    if due is not None and not isinstance(line.fields.get("reason"), str):
        raise line.wrong('"reason" must be a text where "handover_turn" is a number.')


def _played(line: Line, configured: Setup, known: Knowledge, watch: Watch) -> Played:
    transcript = Transcript()
    for number, (_, text, *_) in enumerate(line["user_turns"], start=1):
        transcript = transcript.then(Author.CONTACT, text)
        decision = watch.decide(configured, transcript, known.engine)
        if isinstance(decision, Escalate):
            return Played(line, number, decision.trigger.value)
        if isinstance(decision, Reply):
            transcript = transcript.then(Author.BOT, decision.text)
    return Played(line, None, None)


def figures_of(played: list[Played]) -> dict[str, Any]:
    """Exact: of all. Early, late, missed, wrong reason: of those due. False: of those not due."""
    outcomes = [one.outcome() for one in played]
    due = sum(one.line["handover_turn"] is not None for one in played)
    whole = {"exact": len(played), "false_handover": len(played) - due}
    figures: dict[str, Any] = {name: share(outcomes.count(name), whole.get(name, due)) for name in OUTCOMES}
    return figures | {"by_pattern": _by_pattern(played), "n": len(played)}


def _by_pattern(played: list[Played]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[str]] = {}
    for one in played:
        groups.setdefault(one.line.tag("pattern"), []).append(one.outcome())
    return {
        name: {"n": len(found), "exact": share(found.count("exact"), len(found))}
        | {outcome: found.count(outcome) for outcome in OUTCOMES[1:] if outcome in found}
        for name, found in groups.items()
    }
