"""What a short remark is made of, as named features that a fitted model weighs and a person can read."""

import math
from collections.abc import Iterator, Mapping, Sequence

from bots.detection.text import clauses, normalise, words

LONGEST = 60
"""Words of a message that are looked at, and of a clause."""
NEIGHBOURS = 3
"""Words of a clause that are looked at together."""
NUMBER = "0"


def traits(text: str, flags: Mapping[str, bool]) -> dict[str, float]:
    """Words, pairs of words and runs of four letters, each of length 1; what stands together in a clause; and
    the flags that are up."""
    said = words(normalise(text))[:LONGEST]
    pairs = zip(("^", *said), (*said, "$"), strict=True)
    found = _of_length_one({f"w {word}" for word in said} | {f"p {one} {other}" for one, other in pairs})
    found |= _of_length_one({f"l {run}" for word in said if len(word) >= 5 for run in _runs(word[:30])})
    found |= {name: 1.0 for clause in clauses(text) for name in neighbours("n", plain(clause), NEIGHBOURS)}
    found |= {f"is {name}": 1.0 for name, up in flags.items() if up}
    found["long"] = min(len(said), 30) / 30
    return found


def plain(clause: Sequence[str]) -> list[str]:
    """Its words as far as they are looked at, every number the same."""
    return [NUMBER if word.isdecimal() else word for word in clause[:LONGEST]]


def neighbours(kind: str, row: Sequence[str], most: int) -> Iterator[str]:
    """Each one to `most` that stand together in the row, its start and end among them."""
    edged = ["^", *row, "$"]
    for size in range(1, most + 1):
        for at in range(len(edged) - size + 1):
            yield f"{kind} {' '.join(edged[at : at + size])}"


def _of_length_one(names: set[str]) -> dict[str, float]:
    return dict.fromkeys(sorted(names), 1 / math.sqrt(len(names))) if names else {}


def _runs(word: str) -> list[str]:
    padded = f"_{word}_"
    return [padded[at : at + 4] for at in range(len(padded) - 3)]
