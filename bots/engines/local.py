"""The default engine: answers from the knowledge articles, offline and without a model of language."""

import math
from collections.abc import Sequence

from bots.detection.base import Evidence, quoted
from bots.engines.base import Answer, Entry, NoAnswer
from bots.engines.index import Index, Nearest
from bots.transcript import Transcript

THRESHOLD = 0.5
"""Score (0..1) from which an article answers; about one answerable question in ten falls below it."""
USUAL_BAR, SMALL_BAR = 2.5, 4.8
"""Likeness that answers where the knowledge has too few wordings to learn it from; the second where it
also has few articles, so that the best of them is easily found and proves little."""
FEW_ARTICLES = 15
LOWEST_BAR, HIGHEST_BAR = 2.2, 6.0
SAMPLE = 200
"""Wordings that are asked back at most when learning the bar."""
ENOUGH_TO_LEARN = 20


class LocalEngine:
    """Builds its index once; an instance never changes, so threads may share it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entry for entry in entries if entry.answer.strip())
        self._index = Index(self._entries)
        self._bar = learnt_bar(self._index)

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        ranked = [
            near
            for near in self._index.nearest(question)
            if self._entries[near.entry].answer not in transcript.rejected
        ]
        if not ranked:
            return NoAnswer("No article of the knowledge comes near the question.", 0.0, (_gap(question),))
        entry, score = self._entries[ranked[0].entry], self.confidence(ranked[0])
        if score < THRESHOLD:
            return NoAnswer("No article answers the question.", score, (_gap(question, entry, score),))
        shown = Evidence("article", f"answered by the article {quoted(entry.question)}", score)
        return Answer(entry.answer, entry.article, score, (shown,))

    def confidence(self, near: Nearest) -> float:
        """How sure it is that the article answers, 0..1; 0.5 where the likeness just reaches the bar."""
        return round(1 / (1 + math.exp(self._bar - near.likeness)), 4)


def learnt_bar(index: Index) -> float:
    """The likeness that nine in ten of the knowledge's own wordings reach when each is asked back in turn.

    Articles with many wordings find a question's like more easily, so no fixed bar fits every knowledge.
    """
    several = [at for at, count in enumerate(index.siblings()) if count]
    if len(several) < ENOUGH_TO_LEARN:
        return SMALL_BAR if index.articles < FEW_ARTICLES else USUAL_BAR
    step = max(1, len(several) // SAMPLE)
    reached = sorted(_asked_back(index, at) for at in several[::step])
    return min(HIGHEST_BAR, max(LOWEST_BAR, 0.9 * reached[len(reached) // 10] + 0.1 * USUAL_BAR))


def _asked_back(index: Index, at: int) -> float:
    found = index.nearest(index.wordings[at].text, without=at)
    return found[0].likeness if found else 0.0


def _gap(question: str, closest: Entry | None = None, score: float | None = None) -> Evidence:
    near = f"; the closest is {quoted(closest.question)}" if closest else ""
    return Evidence("gap", f"no article answers {quoted(question)}{near}", score)
