"""Two texts side by side: what of the one is not in the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
COMPARED = 2000  # words; longer texts are shown as replaced, as comparing takes the square of their length


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    kind: str = SAME


Sides = tuple[list[Piece], list[Piece]]


def words(before: str, after: str) -> Sides:
    """Both texts in pieces, spaces and line breaks included."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if max(len(old), len(new)) > COMPARED:
        return [Piece(before, REMOVED)], [Piece(after, ADDED)]
    left, right = list[Piece](), list[Piece]()
    for tag, i1, i2, j1, j2 in SequenceMatcher(str.isspace, old, new).get_opcodes():
        _piece(left, old[i1:i2], SAME if tag == "equal" else REMOVED)
        _piece(right, new[j1:j2], SAME if tag == "equal" else ADDED)
    return left, right


def _piece(pieces: list[Piece], texts: Sequence[str], kind: str) -> None:
    if texts:
        pieces.append(Piece("".join(texts), kind))


def lines(before: Sequence[str], after: Sequence[str]) -> Sides:
    """A piece for each line, in the order of its own side."""
    left = [Piece(line, SAME if line in after else REMOVED) for line in before]
    return left, [Piece(line, SAME if line in before else ADDED) for line in after]
