"""The knowledge, prepared for questions: which wordings come near, and how near."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import bm25s
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bots.detection.stems import GENERIC_STEMS, terms
from bots.engines.base import Entry

GENERIC_WEIGHT = 0.15
ANSWER_WEIGHT = 0.7
"""What a likeness to an answer is worth beside one to a question."""
NO_TOPIC = 2.0
"""Likeness lost where only words like "what", "you" and "can" are shared."""
MANY = 10
"""Wordings of an article from which also a question of such words alone is known by its pattern."""
PULL = 6.0
CANDIDATES = 40
LONGEST_QUESTION = 120
"""Terms of a question that are looked at."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask for an entry, or its answer, as terms; `entry` is its place in the list."""

    entry: int
    text: str
    terms: frozenset[str]
    grams: frozenset[str]
    is_answer: bool


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


class Index:
    """Immutable once built, so threads share it. `bm25s` finds candidates, the rest weighs them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.wordings = [wording for at, entry in enumerate(entries) for wording in _wordings(at, entry)]
        frequency = Counter(term for wording in self.wordings for term in wording.terms)
        total = len(self.wordings)
        self._idf = {term: _weight(term, math.log(1 + total / count)) for term, count in frequency.items()}
        self._unseen = math.log(1 + total)
        self._sizes = Counter(wording.entry for wording in self.wordings if not wording.is_answer)
        self._known: dict[int, Counter[str]] = defaultdict(Counter)
        for wording in self.wordings:
            self._known[wording.entry].update(wording.terms)
        self._norms = [self._norm(wording.terms) for wording in self.wordings]
        self._spellable = sorted(term for term in frequency if len(term) >= 4 and term.isalpha())
        self._search = self._built() if frequency else None

    def _built(self) -> Any:
        search = bm25s.BM25(method="lucene")
        search.index([sorted(wording.terms) for wording in self.wordings], show_progress=False)
        return search

    @property
    def articles(self) -> int:
        return len(self._known)

    def siblings(self) -> list[int]:
        """For each wording, how many other ways its entry can be asked; 0 for answers."""
        return [0 if wording.is_answer else self._sizes[wording.entry] - 1 for wording in self.wordings]

    def size(self, entry: int) -> int:
        """In how many ways the entry can be asked."""
        return self._sizes[entry]

    def asked(self, question: str) -> frozenset[str]:
        """The question's terms, each as the knowledge spells it."""
        return frozenset(self._spelt(term) for term in terms(question)[:LONGEST_QUESTION])

    def weight(self, found: Iterable[str]) -> float:
        return math.fsum(self._of(term) for term in found)

    def knows(self, term: str) -> bool:
        return term in self._idf

    def nearest(self, question: str, without: int | None = None) -> list[Nearest]:
        """Entries that share anything with the question, most alike first.

        `without` is the place of a wording to leave out: how would its own question fare if it were missing?
        """
        asked = self.asked(question)
        hits = self._hits(asked, letter_runs(question), without)
        by_entry: dict[int, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_entry[hit.entry].append(hit)
        missing = self.wordings[without] if without is not None else None
        found = [
            Nearest(
                entry,
                self._coverage(entry, asked, missing),
                max(hit.spelling for hit in own),
                self._support(entry, own, missing),
                self._agreement(entry, hits, missing),
                self._sizes[entry] >= MANY
                or any(term in self._known[entry] for term in asked - GENERIC_STEMS),
                best.at,
                best.both,
            )
            for entry, own in by_entry.items()
            for best in [max(own, key=lambda hit: hit.both)]
        ]
        return sorted(found, key=lambda near: (-near.likeness, near.entry))

    def _hits(self, asked: frozenset[str], grams: frozenset[str], without: int | None) -> list[Hit]:
        norm = self._norm(asked)
        return [self._hit(at, asked, norm, grams) for at in self._candidates(asked) if at != without]

    def _hit(self, at: int, asked: frozenset[str], norm: float, grams: frozenset[str]) -> Hit:
        wording = self.wordings[at]
        dot = math.fsum(self._of(term) ** 2 for term in asked & wording.terms)
        cosine = dot / (norm * self._norms[at]) if norm and self._norms[at] else 0.0
        spelling = 2 * len(grams & wording.grams) / max(1, len(grams) + len(wording.grams))
        weight = ANSWER_WEIGHT if wording.is_answer else 1.0
        return Hit(at, wording.entry, weight * (0.6 * cosine + 0.4 * spelling), weight * spelling)

    def _coverage(self, entry: int, asked: frozenset[str], missing: Wording | None) -> float:
        own = missing.terms if missing is not None and missing.entry == entry else frozenset()
        known = math.fsum(self._of(term) for term in asked if self._known[entry][term] > (term in own))
        mass = math.fsum(self._of(term) for term in asked)
        return known / mass if mass else 0.0

    def _support(self, entry: int, hits: Sequence[Hit], missing: Wording | None) -> float:
        best = sorted((hit.both for hit in hits), reverse=True)
        among = min(3, self._size(entry, missing))
        return sum(best[:among]) / among

    def _agreement(self, entry: int, hits: Sequence[Hit], missing: Wording | None) -> float:
        places = min(10, self._size(entry, missing))
        return sum(hit.entry == entry for hit in hits[:places]) / places

    def _size(self, entry: int, missing: Wording | None) -> int:
        return max(1, self._sizes[entry] - (missing is not None and missing.entry == entry))

    def _candidates(self, asked: frozenset[str]) -> list[int]:
        """Places of the wordings that share most with the question, best first."""
        known = sorted(term for term in asked if term in self._idf)
        if self._search is None or not known:
            return []
        scores = self._search.get_scores(known)
        count = min(CANDIDATES, len(self.wordings))
        best = np.argpartition(-scores, count - 1)[:count]
        ranked = sorted((int(at) for at in best), key=lambda at: (-float(scores[at]), at))
        return [at for at in ranked if scores[at] > 0]

    def _spelt(self, term: str) -> str:
        """The known term that this unknown one is a slip of the finger away from."""
        if term in self._idf or term in GENERIC_STEMS or len(term) < 4 or not term.isalpha():
            return term
        near = process.extractOne(
            term, self._spellable, scorer=OSA.distance, score_cutoff=1 if len(term) < 8 else 2
        )
        return str(near[0]) if near and near[0][0] == term[0] else term

    def _of(self, term: str) -> float:
        known = self._idf.get(term)
        return _weight(term, self._unseen) if known is None else known

    def _norm(self, found: Iterable[str]) -> float:
        return math.sqrt(math.fsum(self._of(term) ** 2 for term in found))


def _weight(term: str, idf: float) -> float:
    return idf * GENERIC_WEIGHT if term in GENERIC_STEMS else idf


def _wordings(at: int, entry: Entry) -> list[Wording]:
    asked = dict.fromkeys(text for text in (entry.question, *entry.wordings) if text.strip())
    return [*(_wording(at, text) for text in asked), _wording(at, entry.answer, is_answer=True)]


def _wording(at: int, text: str, is_answer: bool = False) -> Wording:
    return Wording(at, text, frozenset(terms(text)), letter_runs(text), is_answer)


@lru_cache(maxsize=1024)
def letter_runs(text: str) -> frozenset[str]:
    """Runs of four letters inside the terms, which a misspelling leaves mostly whole."""
    return frozenset(
        padded[at : at + 4]
        for term in terms(text)
        if term not in GENERIC_STEMS
        for padded in [f" {term} "]
        for at in range(max(1, len(padded) - 3))
    )
