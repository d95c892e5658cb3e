"""Which entry do a question's words and letters speak for? Ridge regression over all wordings at once."""

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bots.detection.stems import terms
from bots.detection.text import normalise, words

Floats = NDArray[np.float32]

WIDTH = 2048
"""Columns that features are hashed to: what the sums over 20,000 wordings can afford within seconds."""
PENALTY = 1.0
WEIGHTS = {"w": 1.0, "p": 0.5, "l": 0.35}
"""Of a word, a pair of words, a run of letters; the first character of a feature says which it is."""
CHUNK = 1024
LONGEST_QUESTION = 120
"""Terms of a question that are looked at."""


class Classifier:
    """Solved in closed form, so the same wordings give the same weights. Immutable once built."""

    def __init__(
        self, texts: Sequence[str], entries: Sequence[int], sample: Mapping[int, int] | None = None
    ) -> None:
        """`entries[i]` is the place of the entry that `texts[i]` asks for. `sample`: places in `texts`, by
        the names under which `without` is asked for their scores."""
        found = [features(text) for text in texts]
        frequency = Counter(feature for one in found for feature in set(one))
        self._idf = {one: math.log(1 + len(texts) / count) for one, count in frequency.items()}
        solve = self._by_texts if len(texts) < WIDTH else self._by_columns
        self._weights, self._without = solve(found, entries, sample or {})

    def _by_texts(
        self, found: Sequence[list[str]], entries: Sequence[int], sample: Mapping[int, int]
    ) -> tuple[Floats, dict[int, Floats]]:
        """For few texts: the equations have as many unknowns as there are texts."""
        rows = np.stack([self._row(one) for one in found])
        targets = np.zeros((len(found), max(entries) + 1), np.float32)
        targets[np.arange(len(found)), entries] = 1.0
        inverse = np.linalg.inv(rows @ rows.T + np.eye(len(found), dtype=np.float32) * PENALTY)
        pulls = inverse @ targets
        without = {name: targets[at] - pulls[at] / inverse[at, at] for name, at in sample.items()}
        return np.ascontiguousarray(rows.T @ pulls), without

    def _by_columns(
        self, found: Sequence[list[str]], entries: Sequence[int], sample: Mapping[int, int]
    ) -> tuple[Floats, dict[int, Floats]]:
        """For many texts, a few rows at a time, so that memory does not grow with them."""
        gram = np.eye(WIDTH, dtype=np.float32) * PENALTY
        sums = np.zeros((max(entries) + 1, WIDTH), np.float32)
        for start in range(0, len(found), CHUNK):
            rows = np.stack([self._row(one) for one in found[start : start + CHUNK]])
            gram += rows.T @ rows
            np.add.at(sums, np.asarray(entries[start : start + CHUNK]), rows)
        inverse = np.linalg.inv(gram)
        weights = np.ascontiguousarray(inverse @ sums.T)
        without = {}
        for name, at in sample.items():
            row, target = self._row(found[at]), np.zeros(weights.shape[1], np.float32)
            target[entries[at]] = 1.0
            left = max(1.0 - float(row @ inverse @ row), 0.001)
            without[name] = (target - (target - row @ weights) / left).astype(np.float32)
        return weights, without

    def scores(self, question: str) -> Floats:
        """For each entry how much speaks for it, about 0 for nothing and 1 for its own wordings."""
        row = self._row(features(question))
        used = np.flatnonzero(row)
        scores: Floats = row[used] @ self._weights[used]
        return scores

    def without(self, name: int) -> Floats:
        """The scores of a wording of the sample, as if it had not been among the texts."""
        return self._without[name]

    def _row(self, found: Sequence[str]) -> Floats:
        row = np.zeros(WIDTH, np.float32)
        for feature, count in Counter(found).items():
            idf = self._idf.get(feature)
            if idf is not None:
                column = zlib.crc32(feature.encode())
                sign = 1.0 if column >> 31 else -1.0
                row[column % WIDTH] += sign * WEIGHTS[feature[0]] * idf * math.sqrt(count)
        length = float(np.linalg.norm(row))
        return row / length if length else row


def features(text: str) -> list[str]:
    """Words, pairs of neighbours, and runs of three to five letters."""
    stems = terms(text)[:LONGEST_QUESTION]
    pairs = zip(("^", *stems), (*stems, "$"), strict=True)
    found = [f"w{stem}" for stem in stems] + [f"p{one} {other}" for one, other in pairs]
    for word in words(normalise(text))[:LONGEST_QUESTION]:
        padded = f" {word[:40]} "
        found.extend(f"l{padded[at : at + n]}" for n in (3, 4, 5) for at in range(len(padded) - n + 1))
    return found
