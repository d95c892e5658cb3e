"""Do two questions ask for the same? By their words, and by what the knowledge makes of each."""

import math

from bots.detection.restated import alike_by_letters, alike_by_words
from bots.engines.answerability import Comparer, View

FEATURES = (
    "words", "letters", "same", "overlap", "there", "back", "words_overlap", "agreeing", "differing",
    "near", "agreeing_near", "overlap_near",
)  # fmt: skip
NOTHING = 4.0
"""Likeness of an entry that is as probably meant as none: of few entries one is nearest to anything."""


def compared(comparer: Comparer, question: str, earlier: str) -> tuple[float, ...]:
    """See FEATURES; all of the knowledge's are 0 where it has nothing near one of the questions.

    same: one article is nearest to both. overlap: how much of their likely articles they share. there, back:
    how likely the article nearest to the one is for the other. near: how alike the one that fits worse is to
    its article, for two questions that the knowledge lacks may have the same article next to them.
    """
    words, letters = alike_by_words(question, earlier), alike_by_letters(question, earlier)
    one, other = comparer.recent(question), comparer.recent(earlier)
    if one is None or other is None:
        return (words, letters, *(0.0,) * (len(FEATURES) - 2))
    here, before = _shares(one), _shares(other)
    overlap = sum(min(share, before.get(entry, 0.0)) for entry, share in here.items())
    top, top_before = one.ranked[0].entry, other.ranked[0].entry
    same = float(top == top_before)
    near = min(one.ranked[0].best, other.ranked[0].best)
    surely = here[top] * before[top_before]
    return (
        words,
        letters,
        same,
        overlap,
        before.get(top, 0.0),
        here.get(top_before, 0.0),
        words * overlap,
        same * surely,
        (1.0 - same) * surely,
        near,
        same * near,
        overlap * near,
    )


def _shares(view: View) -> dict[int, float]:
    """How likely each near entry is the one that is meant; 1 together with that none of them is."""
    best = max(view.ranked[0].likeness, NOTHING)
    weighed = {near.entry: math.exp(near.likeness - best) for near in view.ranked}
    total = sum(weighed.values()) + math.exp(NOTHING - best)
    return {entry: weight / total for entry, weight in weighed.items()}
