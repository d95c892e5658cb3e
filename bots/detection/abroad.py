"""Asking for a person in other languages than English: words and runs of letters, weighed by a model."""

from functools import lru_cache

from bots.detection.asking import Heard, weighed
from bots.detection.text import clauses, is_unspaced
from bots.detection.trained import model
from bots.detection.traits import neighbours, plain

MODEL = "requests_world"
TOGETHER = 2
"""Neighbouring words that are looked at together."""
LONGEST = 40
"""Letters of a word that are looked at."""
RUNS, RUNS_UNSPACED = (3, 4, 5), (1, 2, 3)
"""Letters of a run; the second in scripts that put no spaces between words."""


@lru_cache(maxsize=1024)
def hear(text: str) -> Heard | None:
    """None without the model, and where nothing is said."""
    fitted, said = model(MODEL), clauses(text)
    if fitted is None or not said:
        return None
    logit = fitted.bias + weighed(fitted, features(text))
    return Heard(logit, max(said, key=lambda clause: weighed(fitted, _of_clause(clause))))


def features(text: str) -> dict[str, float]:
    """Of a raw text."""
    return {name: 1.0 for clause in clauses(text) for name in _of_clause(clause)}


def _of_clause(clause: tuple[str, ...]) -> dict[str, float]:
    words = plain(clause)
    found = dict.fromkeys(neighbours("w", words, TOGETHER), 1.0)
    return found | {f"l {run}": 1.0 for word in words for run in _runs(word)}


def _runs(word: str) -> list[str]:
    padded = f" {word[:LONGEST]} "
    sizes = RUNS_UNSPACED if is_unspaced(word) else RUNS
    return [padded[at : at + size] for size in sizes for at in range(len(padded) - size + 1)]
