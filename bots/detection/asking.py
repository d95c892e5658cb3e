"""How much a message sounds like asking for a person: its words and their parts in the grammar, weighed by a
fitted model. It hears what no rule was written for; where the rules are sure they need no model.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bots.detection.base import Evidence
from bots.detection.grammar import judge, refuses
from bots.detection.tagging import tag
from bots.detection.text import clauses
from bots.detection.trained import Linear, model
from bots.detection.traits import neighbours, plain

MODEL = "requests"
WORDS, PARTS = 3, 4
"""Neighbours that are looked at together."""
NEGATORS = {"not", "no", "never", "without", "avoid", "stop", "instead", "nobody", "nothing"}

Clause = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """`logit`: above 0 it sounds like asking for a person; `clause`: the one that says so most."""

    logit: float
    clause: Clause


@lru_cache(maxsize=1024)
def hear(text: str) -> Heard | None:
    """None without the model, and where the message says nothing besides turning a person down."""
    fitted, said = model(MODEL), heeded(text)
    if fitted is None or not said:
        return None
    logit = fitted.bias + weighed(fitted, features(said, text))
    return Heard(logit, max(said, key=lambda clause: weighed(fitted, _of_clause(clause))))


def heeded(text: str) -> tuple[Clause, ...]:
    """The clauses of a raw text without those that turn a person down."""
    return tuple(clause for clause in clauses(text) if not refuses(clause))


def features(said: Sequence[Clause], text: str) -> dict[str, float]:
    """Runs of words and of parts, what the rules make of the clauses, and how the message is put."""
    found = {name: value for clause in said for name, value in _of_clause(clause).items()}
    findings = [judge(clause) for clause in said]
    against = (one for finding in findings for one in finding.evidence if one.kind == "veto")
    found |= {f"veto {_reason(one)}": 1.0 for one in against}
    rule = max((finding.score for finding in findings), default=0.0)
    found |= {"rule": rule, "some rule": float(rule > 0), "fired": float(any(one.fired for one in findings))}
    return found | {"?": float("?" in text), "!": float("!" in text), "long": min(1.0, len(text) / 300)}


@lru_cache(maxsize=64)
def _of_clause(clause: Clause) -> Mapping[str, float]:
    return dict.fromkeys(_runs(clause), 1.0)


def _runs(clause: Clause) -> Iterator[str]:
    words = plain(clause)
    parts = [one.part for one in tag(tuple(words)) if one.part != "fill"]
    yield from neighbours("w", words, WORDS)
    yield from neighbours("t", parts, PARTS)
    yield from _denied(words, "not")
    yield from _denied(parts, "no part")


def _denied(row: Sequence[str], kind: str) -> Iterator[str]:
    """What comes after the first "not" of a clause, where it means the opposite."""
    first = next((at for at, one in enumerate(row) if one in NEGATORS), len(row))
    return (f"{kind} {one}" for one in row[first + 1 :])


def weighed(fitted: Linear, found: Mapping[str, float]) -> float:
    """The logit of the features without the model's bias."""
    return sum(fitted.weights.get(name, 0.0) * value for name, value in found.items())


def _reason(veto: Evidence) -> str:
    """What it says behind the contact's own words."""
    return veto.text.rpartition('" ')[2]
