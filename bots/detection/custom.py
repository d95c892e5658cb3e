"""Custom scenarios: the contact says what an administrator wrote down, exactly, nearly or inside more."""

from collections.abc import Sequence

from bots.detection.base import Evidence, Finding, ScenarioSetup, quoted
from bots.detection.phrases import ENOUGH_AT, Match, best_match


def said(messages: Sequence[str], scenario: ScenarioSetup) -> Finding:
    """The first message of a burst near an example phrase and near no phrase that never matches."""
    vetoes: list[Evidence] = []
    nearest = 0.0
    for message in messages:
        example = best_match(message, scenario.example_phrases, ENOUGH_AT[scenario.sensitivity])
        never = best_match(message, scenario.never_phrases)
        nearest = max(nearest, 0.0 if never.said or example.negated else example.similarity)
        if not example.said:
            continue
        veto = _veto(example, never)
        if veto is None:
            return Finding(True, example.similarity, (example.evidence(),))
        vetoes.append(veto)
    return Finding(score=nearest, evidence=tuple(dict.fromkeys(vetoes)))


def _veto(example: Match, never: Match) -> Evidence | None:
    if never.said:
        return Evidence(
            "veto", f"is like {quoted(never.phrase)}, which never matches", round(never.similarity, 3)
        )
    if example.negated and example.similarity < 1.0:
        return Evidence(
            "veto", f"says the opposite of {quoted(example.phrase)}", round(example.similarity, 3)
        )
    return None
