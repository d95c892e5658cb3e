"""Which entry do a question's words and letters speak for? Ridge regression over all wordings at once."""

import hashlib
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bots.detection.related import fields, groups
from bots.detection.stems import stems_of
from bots.detection.text import normalise, words
from bots.engines.packing import Array, Arrays
from bots.engines.themes import Themes, how_many, leading

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]
"""What is solved in it comes out the same on every processor, once rounded to what is kept."""

WIDTH = 2048
"""Columns that features are hashed to: what the sums over 20,000 wordings can afford within seconds."""
PENALTY = 1.0
WEIGHTS = {"w": 1.0, "p": 0.5, "l": 0.35, "g": 0.5, "t": 0.3}
"""Of a word, a pair of words, a run of letters, a group of related words, a field of life; the first
character of a feature says which it is."""
CHUNK = 1024
LONGEST_WORD = 40
KEPT_WORDS = 8192
"""Words whose places are kept while texts are read."""
KEPT = 4
"""Questions whose features are kept: a question is looked at several times."""
LONGEST_QUESTION = 120
"""Terms of a question that are looked at."""


Solved = tuple[Floats, dict[int, Exact], Themes]
"""The weights, the scores of the sample each left out, and the themes."""


class Classifier:
    """Solved in closed form, so the same wordings give the same weights. Immutable once built."""

    def __init__(
        self,
        texts: Sequence[str],
        entries: Sequence[int],
        sample: Mapping[int, int] | None = None,
        *,
        exact: bool = False,
    ) -> None:
        """`entries[i]` is the place of the entry that `texts[i]` asks for. `sample`: places in `texts`, by
        the names under which `without` is asked for their scores. `exact`: to the last digit the same on
        every processor also where the texts are many, which takes a second more for 20,000."""
        self._exact = exact
        read = _Read(texts)
        solve = self._by_texts if len(texts) < WIDTH else self._by_columns
        self._weights, self._without, self.themes = solve(read, entries, sample or {})
        hashes = np.array([_hashed(feature) for feature in read.place], np.uint64)
        order = np.argsort(hashes)
        self._hashes: Array = hashes[order]
        self._idf: Array = read.idf[order]
        self.row = lru_cache(maxsize=KEPT)(self._row_of)

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array]) -> "Classifier":
        """Without the scores of its sample."""
        self = cls.__new__(cls)
        self._hashes, self._idf = arrays["features"], arrays["features.idf"]
        self._weights, self._without = arrays["weights"], {}
        self.themes = Themes.of_arrays(arrays)
        self.row = lru_cache(maxsize=KEPT)(self._row_of)
        return self

    def arrays(self) -> Arrays:
        return {
            "features": self._hashes,
            "features.idf": self._idf,
            "weights": self._weights,
            **self.themes.arrays(),
        }

    def _by_texts(self, read: "_Read", entries: Sequence[int], sample: Mapping[int, int]) -> Solved:
        """For few texts: the equations have as many unknowns as there are texts."""
        count = len(read)
        rows = read.rows(0, count)
        targets = np.zeros((count, max(entries) + 1))
        targets[np.arange(count), entries] = 1.0
        inverse = np.linalg.inv(rows @ rows.T + np.eye(count) * PENALTY)
        pulls = inverse @ targets
        without = {name: targets[at] - pulls[at] / inverse[at, at] for name, at in sample.items()}
        along = rows.T @ leading(rows @ rows.T, how_many(count))
        themes = _themes(np.linalg.qr(along)[0], targets.T @ rows)
        return np.ascontiguousarray(rows.T @ pulls, np.float32), without, themes

    def _by_columns(self, read: "_Read", entries: Sequence[int], sample: Mapping[int, int]) -> Solved:
        """For many texts, a few rows at a time, so that memory does not grow with them."""
        gram: Array = (np.eye(WIDTH) * PENALTY).astype(np.float64 if self._exact else np.float32)
        sums = np.zeros((max(entries) + 1, WIDTH))
        for start in range(0, len(read), CHUNK):
            rows = read.rows(start, start + CHUNK)
            short = rows.astype(gram.dtype)
            gram += short.T @ short
            _add_up(sums, np.asarray(entries[start : start + CHUNK]), rows)
        left_out = np.array([read.rows(at, at + 1)[0] for at in sample.values()]).reshape(-1, WIDTH)
        gram = gram.astype(np.float64)
        solved = np.linalg.solve(gram, np.vstack([sums, left_out]).T)
        weights = solved[:, : len(sums)]
        own = 1.0 - (left_out * solved[:, len(sums) :].T).sum(axis=1)
        targets = np.zeros((len(sample), len(sums)))
        targets[np.arange(len(sample)), [entries[at] for at in sample.values()]] = 1.0
        missed = (targets - left_out @ weights) / np.maximum(own, 0.001)[:, None]
        without = dict(zip(sample, targets - missed, strict=True))
        themes = _themes(leading(gram, how_many(len(read))), sums)
        return np.ascontiguousarray(weights, np.float32), without, themes

    def scores(self, question: str) -> Exact:
        """For each entry how much speaks for it, about 0 for nothing and 1 for its own wordings."""
        row = self.row(question)
        used = np.flatnonzero(row)
        scores: Exact = row[used] @ self._weights[used].astype(np.float64)
        return scores

    def without(self, name: int) -> Exact:
        """The scores of a wording of the sample, as if it had not been among the texts."""
        return self._without[name]

    def _row_of(self, question: str) -> Exact:
        counted = Counter(features(question))
        if not counted or not len(self._hashes):
            return np.zeros(WIDTH)
        asked = np.array([_hashed(feature) for feature in counted], np.uint64)
        places = np.minimum(np.searchsorted(self._hashes, asked), len(self._hashes) - 1)
        known = self._hashes[places] == asked
        counts = np.fromiter(counted.values(), np.float64, len(counted))
        at, weight = _columns([one for one, is_known in zip(counted, known, strict=True) if is_known])
        values = weight * self._idf[places[known]] * np.sqrt(counts[known])
        row: Exact = _rows(np.zeros(len(at), np.int64), at, values, 1)[0]
        return row


class _Read:
    """Texts as the features that occur in each, by their place among all, as few bytes as that takes."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.place: dict[str, int] = {}
        self._of_word = lru_cache(maxsize=KEPT_WORDS)(lambda word: self._places(_runs(word)))
        found = [self._of_text(text) for text in texts]
        sizes = [len(one) for one in found]
        every = np.fromiter(chain.from_iterable(found), np.int64, sum(sizes))
        width = max(1, len(self.place))
        text_and_place = np.repeat(np.arange(len(texts)), sizes) * width + every
        both, self._counts = np.unique(text_and_place, return_counts=True)
        self._at: Array = (both % width).astype(np.int32)
        self._ends: Array = np.cumsum(np.bincount(both // width, minlength=len(texts)))
        held_by = np.bincount(self._at, minlength=len(self.place)).tolist()
        self.idf = np.array([math.log(1 + len(texts) / count) for count in held_by])
        self._column, self._weight = _columns(self.place)

    def __len__(self) -> int:
        return len(self._ends)

    def _of_text(self, text: str) -> list[int]:
        said = words(normalise(text))
        found = self._places(_of_stems(said))
        for word in said[:LONGEST_QUESTION]:
            found += self._of_word(word[:LONGEST_WORD])
        return found

    def _places(self, found: Iterable[str]) -> list[int]:
        return [self.place.setdefault(feature, len(self.place)) for feature in found]

    def rows(self, start: int, end: int) -> Exact:
        ends = self._ends[start:end]
        first = int(self._ends[start - 1]) if start else 0
        at, counts = self._at[first : ends[-1]], self._counts[first : ends[-1]]
        text = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=first))
        values = self._weight[at] * self.idf[at] * np.sqrt(counts)
        return _rows(text, self._column[at], values, len(ends))


def _add_up(sums: Exact, entries: Array, rows: Exact) -> None:
    """Adds each row to the sum of its entry."""
    order = np.argsort(entries, kind="stable")
    found, starts = np.unique(entries[order], return_index=True)
    sums[found] += np.add.reduceat(rows[order], starts)


def _themes(basis: Exact, sums: Exact) -> Themes:
    return Themes(basis, sums @ basis)


def _columns(found: Iterable[str]) -> tuple[Array, Array]:
    """For each feature its column, and its weight there; a sign lets those that share a column cancel out."""
    coded = [(zlib.crc32(feature.encode()), WEIGHTS[feature[0]]) for feature in found]
    signed = [weight if code >> 31 else -weight for code, weight in coded]
    return np.array([code % WIDTH for code, _ in coded], np.int64), np.array(signed, np.float64)


def _rows(text: Array, column: Array, values: Array, count: int) -> Exact:
    """A row of length 1 for each text, or of zeros."""
    cells: Exact = np.bincount(text * WIDTH + column, values, minlength=count * WIDTH).astype(np.float64)
    rows = cells.reshape(count, WIDTH)
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    rows /= np.where(lengths > 0, lengths, 1.0)
    return rows


def _hashed(feature: str) -> int:
    """Eight bytes in the place of a text: 200,000 texts would take many megabytes in every worker."""
    return int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest())


def features(text: str) -> list[str]:
    """Words, pairs of neighbours, runs of three to five letters, and what words are related to."""
    said = words(normalise(text))
    found = _of_stems(said)
    for word in said[:LONGEST_QUESTION]:
        found += _runs(word[:LONGEST_WORD])
    return found


def _of_stems(said: Sequence[str]) -> list[str]:
    stems = stems_of(said)[:LONGEST_QUESTION]
    pairs = zip(("^", *stems), (*stems, "$"), strict=True)
    found = [f"w{stem}" for stem in stems] + [f"p{one} {other}" for one, other in pairs]
    for stem in stems:
        found += _kin(stem)
    return found


@lru_cache(maxsize=4096)
def _kin(stem: str) -> tuple[str, ...]:
    return (*(f"g{one}" for one in sorted(groups(stem))), *(f"t{one}" for one in sorted(fields(stem))))


@lru_cache(maxsize=4096)
def _runs(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(f"l{padded[at : at + n]}" for n in (3, 4, 5) for at in range(len(padded) - n + 1))
