"""Human Requested: the contact asks for a person, in the configured words or in their own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bots.detection import abroad, asking
from bots.detection.base import AS_IT_COMES, Evidence, Finding, ScenarioSetup, quoted
from bots.detection.foreign import asks_for_a_person
from bots.detection.grammar import judge
from bots.detection.phrases import ENOUGH_AT, Match, best_match, pooled_match
from bots.detection.tagging import is_foreign
from bots.detection.text import clauses
from bots.detection.trained import sigmoid

PLAINLY = {1: 0.8, 2: 0.7}
"""Score by the rules that a low sensitivity asks for."""
BARS = {1: 2.6, 2: 1.6, AS_IT_COMES: 0.6, 4: -0.2, 5: -1.0}
"""Logit of the model from which a message asks for a person, by the scenario's sensitivity."""
LEEWAY = 1.5
"""By how much the model may fall short of it where a rule or word list knows the wording."""
OBJECTION = 1.5
"""By how much it has to exceed it where a rule speaks against the wording."""
SHOWN = 14
"""Words of a clause that are shown as evidence."""


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
    wording = in_own_words(text, scenario.sensitivity)
    never = best_match(text, scenario.never_phrases)
    if never.said:
        veto = Evidence(
            "veto", f"is like {quoted(never.phrase)}, which never matches", round(never.similarity, 3)
        )
        return Finding(score=0.0, evidence=(veto,))
    example = _example(text, scenario.example_phrases, ENOUGH_AT[scenario.sensitivity])
    if example.said and not _forbidden(wording, example.negated, example.similarity):
        return Finding(True, example.similarity, (example.evidence(), *wording.evidence))
    return wording if wording.fired else replace(wording, score=min(wording.score, 0.49))


def in_own_words(text: str, sensitivity: int) -> Finding:
    """What rules, or the word lists of another language, and the model make of it together."""
    ruled, foreign = _at(by_rules(text), sensitivity), is_foreign(text)
    if foreign and not ruled.fired:
        ruled = _at(asks_for_a_person(text), sensitivity)
    heard = abroad.hear(text) if foreign else asking.hear(text)
    if heard is None:
        return ruled
    vetoes = tuple(one for one in ruled.evidence if one.kind == "veto")
    if foreign and vetoes:
        return ruled
    bar = BARS[sensitivity] + (OBJECTION if vetoes and not ruled.fired else 0.0)
    score = round(sigmoid(heard.logit - bar), 3)
    if ruled.fired and heard.logit >= bar - LEEWAY:
        return replace(ruled, score=max(0.5 if foreign else ruled.score, score))
    if heard.logit < bar:
        return replace(ruled, fired=False, score=score)
    shown = quoted(" ".join(heard.clause[:SHOWN]))
    sounds = Evidence("wording", f"{shown} sounds like asking for a person", score)
    return Finding(True, score, (sounds, *vetoes))


def _at(wording: Finding, sensitivity: int) -> Finding:
    """Below its usual sensitivity, a scenario takes only the plainer ways to ask for a wish."""
    least = PLAINLY.get(sensitivity, 0.0)
    return replace(wording, fired=False) if wording.fired and wording.score < least else wording


def _example(text: str, phrases: Sequence[str], enough: float) -> Match:
    """The phrase the message comes near; in a language without a grammar here, all phrases taken together."""
    one = best_match(text, phrases, enough)
    if one.said or not is_foreign(text):
        return one
    together = pooled_match(text, phrases)
    return together if together.said else one


def _forbidden(wording: Finding, negated: bool, similarity: float) -> bool:
    """A veto outweighs a phrase that only occurs in the message, not one that is the whole message."""
    vetoed = any(one.kind == "veto" for one in wording.evidence) and not wording.fired
    return similarity < 1.0 and (negated or vetoed)


@lru_cache(maxsize=1024)
def by_rules(text: str) -> Finding:
    """The clause that asks for a person most plainly, or all that speaks against the message doing so."""
    findings = [judge(clause) for clause in clauses(text)]
    best = max(findings, key=lambda finding: finding.score, default=Finding())
    if best.fired:
        return best
    return replace(
        best, evidence=tuple(dict.fromkeys(one for finding in findings for one in finding.evidence))
    )
