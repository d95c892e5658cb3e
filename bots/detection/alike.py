"""Which of many questions ask for the same, fast enough to look at thousands at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bots.detection.stems import GENERIC_STEMS, terms

ENOUGH = 0.55
"""Likeness (0..1) from which two questions stand together; fitted to labelled questions of real contacts."""
WORDS, LETTERS = 0.65, 0.35
SPELLABLE = 5
"""Letters of a word from which a slip of the finger is forgiven."""


@dataclass(slots=True)
class _Asked:
    """A question as it is compared: the words of its topic, and all of them in one order."""

    place: int
    topic: frozenset[str]
    letters: str


@dataclass(slots=True)
class _Groups:
    """The groups so far. Each is known by its first question, and found by the words of its topic."""

    members: list[list[int]] = field(default_factory=list)
    firsts: list[_Asked] = field(default_factory=list)
    by_term: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_letters: dict[str, int] = field(default_factory=dict)
    spellable: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def take(self, place: int, text: str) -> None:
        asked = self._asked(place, text)
        at = self.by_letters.get(asked.letters)
        if at is None:
            at = self._nearest(asked)
            if at is None:
                at = self._begin(asked)
            self.by_letters[asked.letters] = at
        self.members[at].append(place)

    def _asked(self, place: int, text: str) -> _Asked:
        found = terms(text)
        topic = frozenset(self._spelt(term) for term in found if term not in GENERIC_STEMS)
        return _Asked(place, topic, " ".join(sorted(found)) or text)

    def _spelt(self, term: str) -> str:
        """The word met before that this one is a slip of the finger away from."""
        if term in self.by_term or len(term) < SPELLABLE or not term.isalpha():
            return term
        known = self.spellable[term[0]]
        near = process.extractOne(term, known, scorer=OSA.distance, score_cutoff=1)
        if near:
            return str(near[0])
        known.append(term)
        return term

    def _nearest(self, asked: _Asked) -> int | None:
        shared: dict[int, int] = defaultdict(int)
        for term in asked.topic:
            for at in self.by_term.get(term, ()):
                shared[at] += 1
        likeness = ((_likeness(asked, self.firsts[at], count), -at) for at, count in shared.items())
        alike, older = max(likeness, default=(0.0, 0))
        return -older if alike >= ENOUGH else None

    def _begin(self, asked: _Asked) -> int:
        at = len(self.members)
        self.members.append([])
        self.firsts.append(asked)
        for term in asked.topic:
            self.by_term[term].append(at)
        return at


def _likeness(asked: _Asked, first: _Asked, shared: int) -> float:
    """0..1; just 0 where it cannot be enough."""
    words = WORDS * 2 * shared / (len(asked.topic) + len(first.topic))
    if words + LETTERS < ENOUGH:
        return 0.0
    return words + LETTERS * fuzz.ratio(asked.letters, first.letters) / 100


def grouped(questions: Sequence[str]) -> list[list[int]]:
    """The questions' places, those that ask for the same together; groups in the order of their first.

    Each question joins the group whose first one it is most like: one more at the end moves none before it.
    """
    groups = _Groups()
    for place, text in enumerate(questions):
        groups.take(place, text)
    return groups.members
