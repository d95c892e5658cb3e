"""Words to parts of speech of our own small grammar, misspellings included."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bots.detection.lexicon import PARTS
from bots.detection.ordinary import ORDINARY
from bots.detection.text import clauses

LONGEST = max(len(entry) for entry in PARTS)
VOCABULARY = {word for entry in PARTS for word in entry}
TARGETS = sorted(
    {
        word
        for entry, part in PARTS.items()
        for word in entry
        if len(word) >= 4 and part not in ("info", "past", "if")
    }
)


@dataclass(frozen=True, slots=True)
class Tagged:
    """`part` is "other" for a word that plays none; `spelt` is the entry it was read as."""

    part: str
    words: tuple[str, ...]
    spelt: str


@lru_cache(maxsize=8192)
def spelling(word: str) -> str:
    """The word of our vocabulary that this one is, or is a slip of the finger away from; else itself.

    A slip is one letter missing, added, wrong, or swapped with its neighbour; two in a word of eight letters.
    """
    if word in VOCABULARY or word in ORDINARY or len(word) < 4 or not word.isalpha():
        return word
    slips = 2 if len(word) >= 8 else 1
    near = process.extractOne(word, TARGETS, scorer=OSA.distance, score_cutoff=slips)
    if near is None or not _same_start(word, near[0]):
        return word
    return str(near[0])


def _same_start(word: str, other: str) -> bool:
    return word[0] == other[0] or word[:2] == other[1::-1] or (len(word) >= 6 and word[1:] == other[1:])


@lru_cache(maxsize=1024)
def tag(clause: tuple[str, ...]) -> tuple[Tagged, ...]:
    """The clause's words, joined where the lexicon knows several as one, each with its part."""
    spelt = [spelling(word) for word in clause]
    found: list[Tagged] = []
    at = 0
    while at < len(spelt):
        size = next(
            (n for n in range(LONGEST, 0, -1) if tuple(spelt[at : at + n]) in PARTS and at + n <= len(spelt)),
            0,
        )
        taken = tuple(spelt[at : at + max(size, 1)])
        found.append(
            Tagged(PARTS[taken] if size else "other", tuple(clause[at : at + len(taken)]), " ".join(taken))
        )
        at += len(taken)
    return tuple(found)


def is_foreign(text: str) -> bool:
    """Hardly a word of the message is one of ours, so the grammar has nothing to say about it."""
    spoken = [word for clause in clauses(text) for word in clause]
    ours = sum(word in VOCABULARY or word in ORDINARY for word in spoken)
    return bool(spoken) and ours * 3 <= len(spoken)
