"""Human Requested: the contact asks for a person, in the configured words or in their own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bots.detection.base import Evidence, Finding, ScenarioSetup, quoted
from bots.detection.foreign import asks_for_a_person
from bots.detection.grammar import judge
from bots.detection.phrases import Match, best_match, pooled_match
from bots.detection.tagging import is_foreign
from bots.detection.text import clauses


def requested(messages: Sequence[str], scenario: ScenarioSetup) -> Finding:
    """The first message of a burst that asks for a person; else what spoke against each."""
    findings = [_in_message(message, scenario) for message in messages]
    vetoes = tuple(
        dict.fromkeys(one for finding in findings for one in finding.evidence if one.kind == "veto")
    )
    for finding in findings:
        if finding.fired:
            return finding
    return Finding(score=max((finding.score for finding in findings), default=0.0), evidence=vetoes)


def _in_message(text: str, scenario: ScenarioSetup) -> Finding:
    wording = in_own_words(text)
    never = best_match(text, scenario.never_phrases)
    if never.said:
        veto = Evidence(
            "veto", f"is like {quoted(never.phrase)}, which never matches", round(never.similarity, 3)
        )
        return Finding(score=0.0, evidence=(veto,))
    example = _example(text, scenario.example_phrases)
    if example.said and not _forbidden(wording, example.negated, example.similarity):
        return Finding(True, example.similarity, (example.evidence(), *wording.evidence))
    if not wording.fired and is_foreign(text):
        wording = asks_for_a_person(text)
    return wording if wording.fired else replace(wording, score=min(wording.score, 0.49))


def _example(text: str, phrases: Sequence[str]) -> Match:
    """The phrase the message comes near; in a language without a grammar here, all phrases taken together."""
    one = best_match(text, phrases)
    if one.said or not is_foreign(text):
        return one
    together = pooled_match(text, phrases)
    return together if together.said else one


def _forbidden(wording: Finding, negated: bool, similarity: float) -> bool:
    """A veto outweighs a phrase that only occurs in the message, not one that is the whole message."""
    vetoed = any(one.kind == "veto" for one in wording.evidence) and not wording.fired
    return similarity < 1.0 and (negated or vetoed)


@lru_cache(maxsize=1024)
def in_own_words(text: str) -> Finding:
    """The clause that asks for a person most plainly, or all that speaks against the message doing so."""
    findings = [judge(clause) for clause in clauses(text)]
    best = max(findings, key=lambda finding: finding.score, default=Finding())
    if best.fired:
        return best
    return replace(
        best, evidence=tuple(dict.fromkeys(one for finding in findings for one in finding.evidence))
    )
