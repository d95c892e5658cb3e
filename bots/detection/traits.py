"""What a short remark is made of, as named features that a fitted model weighs and a person can read."""

import math
from collections.abc import Mapping

from bots.detection.text import normalise, words

LONGEST = 60
"""Words of a message that are looked at."""


def traits(text: str, flags: Mapping[str, bool]) -> dict[str, float]:
    """Words, pairs of words and runs of four letters, each of length 1; and the flags that are up."""
    said = words(normalise(text))[:LONGEST]
    pairs = zip(("^", *said), (*said, "$"), strict=True)
    found = _of_length_one({f"w {word}" for word in said} | {f"p {one} {other}" for one, other in pairs})
    found |= _of_length_one({f"l {run}" for word in said if len(word) >= 5 for run in _runs(word[:30])})
    found |= {f"is {name}": 1.0 for name, up in flags.items() if up}
    found["long"] = min(len(said), 30) / 30
    return found


def _of_length_one(names: set[str]) -> dict[str, float]:
    return dict.fromkeys(sorted(names), 1 / math.sqrt(len(names))) if names else {}


def _runs(word: str) -> list[str]:
    padded = f"_{word}_"
    return [padded[at : at + 4] for at in range(len(padded) - 3)]
