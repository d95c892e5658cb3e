"""All ways to ask for the entries of a knowledge, and their answers, as words and as flat arrays.

Arrays, because 20,000 wordings as sets of words would take hundreds of megabytes in every worker; the sets of
the few that are looked at are made when they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bots.detection.stems import GENERIC_STEMS, terms
from bots.engines.base import Entry
from bots.engines.packing import Array, Arrays, of_texts, texts_of

KEPT = 2048
"""Wordings whose sets of words are kept: most questions come near the same ones."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask for an entry, or its answer: its different terms, and their runs of letters."""

    terms: frozenset[str]
    grams: frozenset[str]


def said_of(entry: Entry) -> Iterator[tuple[str, bool]]:
    """The texts of an entry, each once, and whether it is the answer."""
    for text in dict.fromkeys(text for text in (entry.question, *entry.wordings) if text.strip()):
        yield text, False
    yield entry.answer, True


class Wordings:
    """Immutable. Those of one entry stand together, its answer last.

    texts       as they were written
    owner       of each the place of its entry; is_answer likewise
    vocabulary  all terms, in alphabetical order
    spoken      the terms of all wordings, one after another, by their place there; `ends`: where each ends
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        said = [(at, text, answer) for at, entry in enumerate(entries) for text, answer in said_of(entry)]
        self.texts = [text for _, text, _ in said]
        self.owner: Array = np.array([at for at, _, _ in said], np.int32)
        self.is_answer: Array = np.array([answer for _, _, answer in said], np.bool_)
        spoken = [terms(text) for text in self.texts]
        self.vocabulary = sorted({term for found in spoken for term in found})
        place = {term: at for at, term in enumerate(self.vocabulary)}
        self.spoken: Array = np.array([place[term] for found in spoken for term in found], np.int32)
        self.ends: Array = np.cumsum([len(found) for found in spoken], dtype=np.int64)
        self._prepare()

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array]) -> "Wordings":
        self = cls.__new__(cls)
        self.texts, self.vocabulary = texts_of("texts", arrays), texts_of("vocabulary", arrays)
        self.owner, self.is_answer = arrays["owner"], arrays["is_answer"]
        self.spoken, self.ends = arrays["spoken"], arrays["ends"]
        self._prepare()
        return self

    def arrays(self) -> Arrays:
        return {
            **of_texts("texts", self.texts),
            **of_texts("vocabulary", self.vocabulary),
            "owner": self.owner,
            "is_answer": self.is_answer,
            "spoken": self.spoken,
            "ends": self.ends,
        }

    def _prepare(self) -> None:
        self.place = {term: at for at, term in enumerate(self.vocabulary)}
        entries = int(self.owner[-1]) + 1 if len(self.owner) else 0
        self.sizes: Array = np.bincount(self.owner[~self.is_answer], minlength=entries)
        self.at = lru_cache(maxsize=KEPT)(self._at)

    def __len__(self) -> int:
        return len(self.texts)

    def sequence(self, at: int) -> list[str]:
        """The terms of a wording in the order they are said."""
        start = int(self.ends[at - 1]) if at else 0
        return [self.vocabulary[place] for place in self.spoken[start : int(self.ends[at])].tolist()]

    def of_entry(self, entry: int) -> range:
        """The places of an entry's wordings."""
        first, end = np.searchsorted(self.owner, [entry, entry + 1]).tolist()
        return range(first, end)

    def _at(self, at: int) -> Wording:
        found = frozenset(self.sequence(at))
        return Wording(found, frozenset().union(*map(runs_of, found)))

    def different(self) -> tuple[Array, Array]:
        """Each term of each wording once: the wordings' places, and the terms'."""
        wording = np.repeat(np.arange(len(self)), np.diff(self.ends, prepend=0))
        width = max(1, len(self.vocabulary))
        both = np.unique(wording * width + self.spoken)
        return both // width, both % width


@lru_cache(maxsize=32768)
def runs_of(term: str) -> frozenset[str]:
    """Its runs of four letters, which a misspelling leaves mostly whole; none where any question has it."""
    padded = f" {term} "
    if term in GENERIC_STEMS:
        return frozenset()
    return frozenset(padded[at : at + 4] for at in range(max(1, len(padded) - 3)))


@lru_cache(maxsize=1024)
def letter_runs(text: str) -> frozenset[str]:
    return frozenset().union(*map(runs_of, terms(text)))
