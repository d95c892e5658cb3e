"""How near an entry comes to a question, in figures."""

from collections.abc import Sequence
from dataclasses import dataclass

NO_TOPIC = 2.0
"""Likeness lost where only words like "what", "you" and "can" are shared."""
PULL = 6.0


@dataclass(frozen=True, slots=True)
class Nearest:
    """How near an entry comes to a question, each figure 0..1.

    `coverage`: share of the question's weight in terms that the entry knows. `spelling`: runs of letters
    shared with the entry's best wording. `support`: likeness of its three best wordings. `agreement`: its
    share of the places at the top of the candidates that it could hold. `topical`: it shares a word with
    the question that not every question has, or knows many ways to ask. `pull`: what a classifier over all
    wordings says for it, about 0..1. `at` is the place of its best wording and `best` how alike that is.
    """

    entry: int
    coverage: float
    spelling: float
    support: float
    agreement: float
    topical: bool = True
    at: int = 0
    best: float = 0.0
    pull: float = 0.0

    @property
    def likeness(self) -> float:
        """The order among entries, 0..16; the weights are fitted to real questions."""
        weighed = 2.0 * self.coverage + 2.4 * self.spelling + 4.0 * self.support + 1.6 * self.agreement
        return weighed + PULL * self.pull - (0.0 if self.topical else NO_TOPIC)


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording that shares terms with the question: likeness by words and letters, and by letters alone."""

    at: int
    entry: int
    both: float
    spelling: float


def support(own: Sequence[Hit], among: int) -> float:
    best = sorted((hit.both for hit in own), reverse=True)
    return sum(best[:among]) / among


def agreement(entry: int, hits: Sequence[Hit], places: int) -> float:
    return sum(hit.entry == entry for hit in hits[:places]) / places
