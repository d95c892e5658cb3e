"""While phrases are typed: which of them would set off another scenario too, and which say the opposite."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bots.detection.base import ScenarioSetup
from bots.detection.text import normalise
from bots.listening import LISTENERS, unheard
from bots.models import Scenario
from bots.setup import plain

PATIENCE_SECONDS = 0.4
"""That comparing may take; what is found is remembered, so the next look goes further."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A phrase of `of` that `other` would hand over too; `wins`: whichever of both stands above.

    Of the two one is the scenario that is edited. waits: the other one is off at present.
    """

    phrase: str
    of: Scenario
    other: Scenario
    wins: Scenario
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An example phrase that never fires, because of a phrase that never matches; `same`: the very same."""

    phrase: str
    never: str
    same: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """whole: everything was compared; else there was no time for it."""

    overlaps: tuple[Overlap, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    whole: bool = True

    def __bool__(self) -> bool:
        return bool(self.overlaps or self.contradictions)


def findings(proposal: Scenario, *, seconds: float = PATIENCE_SECONDS) -> Findings:
    """Of a scenario as it is typed, among all others of its bot, also those that are off."""
    if not proposal.needs_phrases:
        return Findings()
    until = time.monotonic() + seconds
    others = [row for row in proposal.bot.scenarios.all() if row.pk != proposal.pk and row.needs_phrases]
    found: list[Overlap] = []
    whole = True
    for one in _compared(proposal, others):
        if one:
            found.append(one)
        if time.monotonic() > until:
            whole = False
            break
    return Findings(tuple(found), _contradictions(plain(proposal)), whole)


def _compared(proposal: Scenario, others: Sequence[Scenario]) -> Iterator[Overlap | None]:
    """One for each comparison; those of the phrases being typed come first."""
    for other in others:
        yield from _one_way(proposal, other, _above(proposal, other))
    for other in others:
        yield from _one_way(other, proposal, _above(proposal, other))


def _above(one: Scenario, other: Scenario) -> Scenario:
    return min(one, other, key=lambda row: (row.priority, row.pk))


def _one_way(of: Scenario, other: Scenario, wins: Scenario) -> Iterator[Overlap | None]:
    setup = plain(other)
    for phrase in plain(of).example_phrases:
        waits = not (of.enabled and other.enabled)
        yield Overlap(phrase, of, other, wins, waits) if fires(phrase, setup) else None


@lru_cache(maxsize=8192)
def fires(phrase: str, setup: ScenarioSetup) -> bool:
    listen = LISTENERS.get(setup.trigger)
    return listen is not None and listen((phrase,), setup).fired


def _contradictions(setup: ScenarioSetup) -> tuple[Contradiction, ...]:
    return tuple(
        Contradiction(phrase, never, normalise(phrase) == normalise(never))
        for phrase, never in unheard(setup)
    )
