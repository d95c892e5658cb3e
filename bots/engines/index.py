"""The knowledge, prepared for questions: which wordings come near, and how near."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import bm25s
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bots.detection.stems import GENERIC_STEMS, terms
from bots.engines.base import Entry
from bots.engines.nearest import Hit, Nearest, agreement, support
from bots.engines.packing import Array, Arrays
from bots.engines.wordings import Wordings, letter_runs

GENERIC_WEIGHT = 0.15
ANSWER_WEIGHT = 0.7
"""What a likeness to an answer is worth beside one to a question."""
MANY = 10
"""Wordings of an article from which also a question of such words alone is known by its pattern."""
CANDIDATES = 40
LONGEST_QUESTION = 120
"""Terms of a question that are looked at."""
KEPT = 1024
"""Entries whose terms are kept as a dictionary."""
SEARCHED = ("data", "indices", "indptr", "columns")


class Index:
    """Immutable once built, so threads share it. `bm25s` finds candidates, the rest weighs them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.wordings = Wordings(entries)
        wording, term = self.wordings.different()
        self._counts: Array = np.bincount(term, minlength=len(self.wordings.vocabulary))
        self._of_entries(wording, term)
        self._prepare()
        self._norms: Array = np.array([self._norm(self._said(at)) for at in range(len(self.wordings))])
        self._scores = self._searched() if len(self._counts) else {}
        self._search = self._over_scores()

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array]) -> "Index":
        self = cls.__new__(cls)
        self.wordings = Wordings.of_arrays(arrays)
        self._counts, self._norms = arrays["counts"], arrays["norms"]
        self._known, self._known_ends = arrays["known"], arrays["known.ends"]
        self._scores = {name: arrays[f"search.{name}"] for name in SEARCHED if f"search.{name}" in arrays}
        self._prepare()
        self._search = self._over_scores()
        return self

    def arrays(self) -> Arrays:
        return {
            **self.wordings.arrays(),
            **{f"search.{name}": found for name, found in self._scores.items()},
            "counts": self._counts,
            "norms": self._norms,
            "known": self._known,
            "known.ends": self._known_ends,
        }

    def _of_entries(self, wording: Array, term: Array) -> None:
        """For each entry its terms, and in how many of its wordings each is."""
        width = max(1, len(self.wordings.vocabulary))
        both, counts = np.unique(
            self.wordings.owner[wording].astype(np.int64) * width + term, return_counts=True
        )
        self._known: Array = np.column_stack([both % width, counts]).astype(np.int32)
        self._known_ends: Array = np.cumsum(np.bincount(both // width, minlength=self.articles))

    def _prepare(self) -> None:
        total, vocabulary = len(self.wordings), self.wordings.vocabulary
        self._idf = {
            term: _weight(term, math.log(1 + total / count))
            for term, count in zip(vocabulary, self._counts.tolist(), strict=True)
        }
        self._unseen = math.log(1 + total)
        self._spellable = [term for term in vocabulary if len(term) >= 4 and term.isalpha()]
        self._knows = lru_cache(maxsize=KEPT)(self._knows_of)

    def _searched(self) -> dict[str, Array]:
        """What `bm25s` makes of the wordings, its columns in the order of our vocabulary."""
        search = bm25s.BM25(method="lucene")
        search.index([self._said(at) for at in range(len(self.wordings))], show_progress=False)
        columns = [search.vocab_dict[term] for term in self.wordings.vocabulary]
        return {
            "data": search.scores["data"],
            "indices": search.scores["indices"],
            "indptr": search.scores["indptr"],
            "columns": np.array(columns, np.int32),
        }

    def _over_scores(self) -> Any:
        search = bm25s.BM25(method="lucene")
        search.scores = {**self._scores, "num_docs": len(self.wordings)}
        search.nonoccurrence_array = None  # what index() sets for this method
        return search

    def _said(self, at: int) -> list[str]:
        return sorted(set(self.wordings.sequence(at)))

    @property
    def articles(self) -> int:
        return len(self.wordings.sizes)

    def siblings(self) -> list[int]:
        """For each wording, how many other ways its entry can be asked; 0 for answers."""
        found: Array = np.where(self.wordings.is_answer, 0, self.wordings.sizes[self.wordings.owner] - 1)
        return [int(one) for one in found]

    def size(self, entry: int) -> int:
        """In how many ways the entry can be asked."""
        return int(self.wordings.sizes[entry])

    def asked(self, question: str) -> frozenset[str]:
        """The question's terms, each as the knowledge spells it."""
        return frozenset(self._spelt(term) for term in terms(question)[:LONGEST_QUESTION])

    def weight(self, found: Iterable[str]) -> float:
        return math.fsum(self._of(term) for term in found)

    def knows(self, term: str) -> bool:
        return term in self._idf

    def importance(self, term: str) -> float:
        """By its rarity alone."""
        count = self._counts[self.wordings.place[term]] if term in self.wordings.place else 1
        return math.log(1 + len(self.wordings) / count)

    def terms_of(self, entry: int) -> dict[str, int]:
        """Each with the number of the entry's wordings that have it."""
        return self._knows(entry)

    def own_terms(self, entry: int, at: int | None) -> frozenset[str]:
        """Those of a wording that is left out, where it is one of the entry's."""
        return (
            self.wordings.at(at).terms if at is not None and self.wordings.owner[at] == entry else frozenset()
        )

    def nearest(self, question: str, without: int | None = None) -> list[Nearest]:
        """Entries that share anything with the question, most alike first.

        `without` is the place of a wording to leave out: how would its own question fare if it were missing?
        """
        asked = self.asked(question)
        hits = self._hits(asked, letter_runs(question), without)
        by_entry: dict[int, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_entry[hit.entry].append(hit)
        found = [self._near(entry, own, hits, asked, without) for entry, own in by_entry.items()]
        return sorted(found, key=lambda near: (-near.likeness, near.entry))

    def near(self, entry: int, question: str, without: int | None = None) -> Nearest:
        """How near one entry comes, by its first wordings."""
        asked, grams = self.asked(question), letter_runs(question)
        norm, places = self._norm(asked), self.wordings.of_entry(entry)
        own = [self._hit(at, asked, norm, grams) for at in places[: CANDIDATES + 1] if at != without]
        return self._near(entry, own, own, asked, without)

    def _near(
        self, entry: int, own: Sequence[Hit], hits: Sequence[Hit], asked: frozenset[str], without: int | None
    ) -> Nearest:
        """`own`: the hits that are the entry's."""
        best = max(own, key=lambda hit: hit.both)
        missing = without if without is not None and self.wordings.owner[without] == entry else None
        size = max(1, self.size(entry) - (missing is not None))
        known = self._knows(entry)
        return Nearest(
            entry,
            self._coverage(known, asked, missing),
            max(hit.spelling for hit in own),
            support(own, min(3, size)),
            agreement(entry, hits, min(10, size)),
            self.size(entry) >= MANY or any(term in known for term in asked - GENERIC_STEMS),
            best.at,
            best.both,
        )

    def _hits(self, asked: frozenset[str], grams: frozenset[str], without: int | None) -> list[Hit]:
        norm = self._norm(asked)
        return [self._hit(at, asked, norm, grams) for at in self._candidates(asked) if at != without]

    def _hit(self, at: int, asked: frozenset[str], norm: float, grams: frozenset[str]) -> Hit:
        wording, own = self.wordings.at(at), float(self._norms[at])
        dot = math.fsum(self._of(term) ** 2 for term in asked & wording.terms)
        cosine = dot / (norm * own) if norm and own else 0.0
        spelling = 2 * len(grams & wording.grams) / max(1, len(grams) + len(wording.grams))
        weight = ANSWER_WEIGHT if self.wordings.is_answer[at] else 1.0
        return Hit(
            at, int(self.wordings.owner[at]), weight * (0.6 * cosine + 0.4 * spelling), weight * spelling
        )

    def _knows_of(self, entry: int) -> dict[str, int]:
        """The terms of an entry, each with the number of its wordings that have it."""
        start = int(self._known_ends[entry - 1]) if entry else 0
        pairs = self._known[start : int(self._known_ends[entry])].tolist()
        return {self.wordings.vocabulary[term]: count for term, count in pairs}

    def _coverage(self, known: Mapping[str, int], asked: frozenset[str], missing: int | None) -> float:
        own = self.wordings.at(missing).terms if missing is not None else frozenset[str]()
        covered = math.fsum(self._of(term) for term in asked if known.get(term, 0) > (term in own))
        mass = self.weight(asked)
        return covered / mass if mass else 0.0

    def _candidates(self, asked: frozenset[str]) -> list[int]:
        """Places of the wordings that share most with the question, best first."""
        known = sorted(term for term in asked if term in self._idf)
        if not self._scores or not known:
            return []
        columns = self._scores["columns"][[self.wordings.place[term] for term in known]].tolist()
        scores = self._search.get_scores(columns)
        least = np.partition(scores, -CANDIDATES)[-CANDIDATES] if len(scores) > CANDIDATES else 0.0
        near = np.flatnonzero((scores >= least) & (scores > 0))
        best = near[np.argsort(-scores[near], kind="stable")]
        return [int(at) for at in best[:CANDIDATES]]

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
