"""What a knowledge is about, as a few directions in which most of its wordings lie."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bots.engines.packing import Array, Arrays

DIRECTIONS = 60
TEXTS_EACH = 8
"""Wordings for each direction at least: with fewer, each wording would be a theme of its own."""
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Toward:
    """How far a question lies toward the middle of an entry's wordings, 0..1, and what share that is of all
    of it that lies in the themes; `best` is how far it lies toward the entry that is nearest in that."""

    far: float = 0.0
    share: float = 0.0
    best: float = 0.0


class Themes:
    """`basis` has a column for each direction, `sums` for each entry the sum of its wordings along them."""

    def __init__(self, basis: Array, sums: Array) -> None:
        self._basis = np.ascontiguousarray(basis, np.float32)
        self._sums = np.ascontiguousarray(sums, np.float32)
        self._middles = _unit(self._sums.astype(np.float64))

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array]) -> "Themes":
        return cls(arrays["themes.basis"], arrays["themes.sums"])

    def arrays(self) -> Arrays:
        return {"themes.basis": self._basis, "themes.sums": self._sums}

    def toward(self, row: Array, entry: int, *, own: int | None = None) -> Toward:
        """`row`: the question's features. `own`: the entry that it was a wording of, to be left out there."""
        used = np.flatnonzero(row)
        along: Array = row[used] @ self._basis[used].astype(np.float64)
        near: Array = self._middles @ along
        if own is not None:
            near[own] = float(_unit((self._sums[own] - along)[None, :])[0] @ along)
        length, far = float(np.sqrt((along**2).sum())), float(near[entry])
        return Toward(far, far / max(length, 1e-6), float(near.max()))


def how_many(texts: int) -> int:
    return max(1, min(DIRECTIONS, texts // TEXTS_EACH))


def leading(gram: Array, count: int) -> Array:
    """About the directions of the largest eigenvalues, as columns; the same every time."""
    found = np.random.default_rng(0).standard_normal((len(gram), count))
    for _ in range(ROUNDS):
        found = np.linalg.qr(gram @ found)[0]
    return found


def _unit(rows: Array) -> Array:
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    unit: Array = rows / np.where(lengths > 1e-9, lengths, 1.0)
    return unit
