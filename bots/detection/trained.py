"""The fitted models that ship: plain JSON beside the code, read at first use, never executed.

A file that is missing or damaged leaves its detector with rules alone; a system check says so.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "models"
FORMAT = 1


class DamagedModelError(Exception):
    """The message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A weight for each named feature; the sum is a logit, above 0 for yes."""

    bias: float
    weights: dict[str, float]

    def logit(self, names: Sequence[str], values: Sequence[float]) -> float:
        return self.bias + sum(
            self.weights.get(name, 0.0) * value for name, value in zip(names, values, strict=True)
        )


def model(name: str) -> Linear | None:
    """None where the file cannot be used."""
    return load(FOLDER / f"{name}.json")


@cache
def load(path: Path) -> Linear | None:
    try:
        return read(path)
    except DamagedModelError:
        return None


def read(path: Path) -> Linear:
    """Raises `DamagedModelError`."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedModelError(f"{path.name}: {error}") from error
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise DamagedModelError(f"{path.name}: this is not a model of format {FORMAT}")
    bias, weights = stored.get("bias"), stored.get("weights")
    if (
        bias is None
        or not _is_number(bias)
        or not isinstance(weights, dict)
        or not all(map(_is_number, weights.values()))
    ):
        raise DamagedModelError(f"{path.name}: a weight is missing or is no number")
    return Linear(float(bias), {name: float(weight) for name, weight in weights.items()})


def written(linear: Linear) -> str:
    """As the file holds it: sorted, rounded, one weight a line."""
    weights = {name: round(weight, 4) for name, weight in sorted(linear.weights.items())}
    return json.dumps(
        {"format": FORMAT, "bias": round(linear.bias, 4), "weights": weights}, ensure_ascii=False, indent=0
    )


def sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
