"""Does one clause ask for a person? What speaks for it, and what forbids it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bots.detection.base import Evidence, Finding, quoted
from bots.detection.lexicon import COMPOUNDS, KINDS_OF_AGENT
from bots.detection.rules import (
    NATURE,
    NOT_A_REFUSAL,
    OTHER_PEOPLE,
    OTHERS_DO,
    REFUSAL,
    REPORTED,
    REQUESTS,
    WHETHER,
    Rule,
)
from bots.detection.tagging import Tagged, tag

ENOUGH = 0.5
FRAMES = {"want", "can", "will", "let", "how", "help", "give", "pass"}
PEOPLE = {"human", "person", "anyone", "desk", "team", "handoff", "place", "callback", "callme"}
LONGEST = 80
"""Parts of one clause that are looked at; nobody asks for a person in a longer one."""


Words = tuple[str, ...]
"""Normalised, of one clause."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The clause's parts, and the same written out as a line, each followed by a space, for the patterns."""

    parts: tuple[Tagged, ...]
    line: str

    def words(self, start: int, end: int) -> str:
        """The contact's words behind the characters start..end of the line."""
        first, last = self.line[:start].count(" "), self.line[:end].count(" ")
        return " ".join(word for part in self.parts[first:last] for word in part.words)

    def before(self, start: int) -> list[str]:
        return self.line[:start].split()


@lru_cache(maxsize=1024)
def judge(words: Words) -> Finding:
    """The finding for one clause, given as normalised words."""
    parts, compounds = _without_compounds(tag(words)[:LONGEST])
    clause = Clause(tuple(parts), "".join(f"{part.part} " for part in parts))
    if not any(
        part.part in PEOPLE or part.part in ("real", "bot", "pass", "escalate", "who", "there")
        for part in parts
    ):
        return Finding(evidence=(*compounds, *_with_others(clause)))
    veto = _refused(clause) or _about_the_bot(clause)
    if veto:
        return Finding(evidence=(*compounds, veto))
    best = max((_requested(clause, rule) for rule in REQUESTS), key=lambda finding: finding.score)
    if best.fired:
        return replace(best, evidence=(*best.evidence, *compounds))
    return replace(best, evidence=(*compounds, *best.evidence, *_reported(clause), *_with_others(clause)))


def _without_compounds(parts: Sequence[Tagged]) -> tuple[list[Tagged], tuple[Evidence, ...]]:
    """The parts with "human resources" or "travel agent" taken out of play, and a veto for each."""
    kept = list(parts)
    vetoes: list[Evidence] = []
    for at, part in enumerate(parts):
        after = parts[at + 1].words[0] if at + 1 < len(parts) and parts[at + 1].part != "fill" else ""
        before = parts[at - 1].words[-1] if at else ""
        if after and after in COMPOUNDS.get(part.spelt, ()):
            name = f"{' '.join(part.words)} {after}"
        elif before and before in KINDS_OF_AGENT.get(part.spelt, ()):
            name = f"{before} {' '.join(part.words)}"
        else:
            continue
        kept[at] = replace(part, part="other")
        vetoes.append(Evidence("veto", f"{quoted(name)} is not a wish for a person"))
    return kept, tuple(vetoes)


def _refused(clause: Clause) -> Evidence | None:
    for found in REFUSAL.finditer(clause.line):
        before = " ".join([*clause.before(found.start())[-2:], ""])
        if not any(exempt.end() == len(before) for exempt in NOT_A_REFUSAL.finditer(before)):
            return Evidence("veto", f"{quoted(clause.words(*found.span()))} turns a person down")
    return None


def _about_the_bot(clause: Clause) -> Evidence | None:
    for pattern in NATURE:
        found = pattern.search(clause.line)
        if found:
            return Evidence("veto", f"{quoted(clause.words(*found.span()))} is about what the bot is")
    return None


def _reported(clause: Clause) -> tuple[Evidence, ...]:
    found = next((hit for pattern in REPORTED if (hit := pattern.search(clause.line))), None)
    if found is None:
        return ()
    return (Evidence("veto", f"{quoted(clause.words(*found.span()))} tells of the past"),)


def _with_others(clause: Clause) -> tuple[Evidence, ...]:
    found = OTHER_PEOPLE.search(clause.line)
    if found is None:
        return ()
    return (Evidence("veto", f"{quoted(clause.words(*found.span()))} is about other people than staff"),)


def _requested(clause: Clause, rule: Rule) -> Finding:
    found = next((hit for hit in rule.pattern.finditer(clause.line) if _asks(clause, hit, rule)), None)
    if found is None:
        return Finding()
    wording = clause.words(*found.span())
    veto = _wants_to_know(clause, found)
    if veto:
        return Finding(score=rule.score / 3, evidence=(veto,))
    return Finding(
        rule.score >= ENOUGH,
        rule.score,
        (Evidence("wording", f"{quoted(wording)} asks for a person", rule.score),),
    )


def _asks(clause: Clause, found: re.Match[str], rule: Rule) -> bool:
    before = clause.before(found.start())
    if found.group().startswith("talk ") and before[-1:] == ["you"]:
        return False
    return (
        not rule.framed
        or not [part for part in before if part not in ("fill", "i", "me")]
        or bool(FRAMES & set(before))
    )


def _wants_to_know(clause: Clause, found: re.Match[str]) -> Evidence | None:
    """A question about hours, numbers or costs of talking to people, or a case that is only supposed."""
    if WHETHER.search(clause.line):
        return Evidence("veto", f"{quoted(clause.words(0, found.end()))} asks whether it is needed")
    others = OTHERS_DO.search(clause.line)
    if others and not {"me", "i", "callme"} & set(clause.line.split()):
        return Evidence("veto", f"{quoted(clause.words(0, found.end()))} asks what something else does")
    before = clause.before(found.start())
    asked = max((at for at, part in enumerate(before) if part in ("info", "if")), default=None)
    if asked is None:
        return None
    meant = (
        {"want", "let"}
        if {"desk", "team"} & set(found.group().split())
        else {"want", "let", "can", "pass", "give"}
    )
    if meant & set(before[asked + 1 :]) or found.group().split()[0] in meant:
        return None
    return Evidence(
        "veto", f"{quoted(clause.words(0, found.end()))} asks about talking to people, not to do so"
    )


def only_about_the_bot(words: Words) -> bool:
    """The clause asks what the bot is and nothing else."""
    return _covers(words, NATURE, 2)


def only_refuses(words: Words) -> bool:
    """The clause turns a person down and says nothing else."""
    clause = _clause(words)
    return _refused(clause) is not None and _covers(words, (REFUSAL,), 3)


def _covers(words: Words, patterns: Sequence[re.Pattern[str]], left_over: int) -> bool:
    clause = _clause(words)
    found = [hit for pattern in patterns if (hit := pattern.search(clause.line))]
    longest = max((hit.group().count(" ") for hit in found), default=0)
    return longest > 0 and len(clause.parts) - longest <= left_over


def _clause(words: Words) -> Clause:
    parts = tag(words)[:LONGEST]
    return Clause(parts, "".join(f"{part.part} " for part in parts))


def refuses(words: Words) -> bool:
    """Somewhere in the clause a person is turned down."""
    return _refused(_clause(words)) is not None
