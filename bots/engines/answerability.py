"""Does the nearest entry answer the question? Features of the comparison, weighed by a fitted model."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from bots.detection.stems import GENERIC_STEMS, terms
from bots.engines.classifier import Classifier, Exact
from bots.engines.index import Index
from bots.engines.kinship import Kinship
from bots.engines.nearest import Nearest
from bots.engines.themes import Toward

FEATURES = (
    "coverage", "spelling", "support", "agreement", "topical", "margin", "pull", "pull_margin",
    "pull_agrees", "known", "unknown_share", "unknown", "best", "back", "content", "ways", "entries",
    "pairs", "pull_share", "likeness", "support_ways", "agreement_ways", "pull_ways",
    "coverage_ways", "margin_ways", "pairs_ways", "support_2", "pull_2", "best_2", "coverage_2",
    "related", "related_known", "unrelated", "pull_toward", "pull_toward_share", "pull_toward_best",
)  # fmt: skip
OF_THE_CLASSIFIER = frozenset(name for name in FEATURES if name.startswith("pull"))
RECENT = 64
"""Views that are kept: within a conversation the same questions are compared again and again."""
KEPT = 256
"""Entries whose pairs of terms are kept."""
FIGURES = 5
"""Decimals of the classifier's scores: beyond them processors differ."""
SHARPNESS = 12.0
"""Turns the classifier's scores into shares that sum to 1."""


@dataclass(frozen=True, slots=True)
class View:
    """The entries that come near, most alike first, and what speaks for the first (see FEATURES)."""

    ranked: tuple[Nearest, ...]
    features: tuple[float, ...]


class Comparer:
    """Compares questions with a knowledge.

    `classifier` is None where there are too many entries for one; `sample` are the places of wordings that
    can be left out.
    """

    def __init__(self, index: Index, classifier: Classifier | None, sample: Sequence[int] = ()) -> None:
        self.index = index
        self.classifier = classifier
        self.sample = tuple(sample)
        self.kinship = Kinship(index)
        self._pairs = lru_cache(maxsize=KEPT)(self._pairs_of)
        self.recent = lru_cache(maxsize=RECENT)(self.view)

    def text(self, at: int) -> str:
        return self.index.wordings.texts[at]

    def _pairs_of(self, entry: int) -> Counter[tuple[str, str]]:
        """Neighbouring terms, each with the number of the entry's wordings that have them."""
        wordings = self.index.wordings
        asked = (at for at in wordings.of_entry(entry) if not wordings.is_answer[at])
        return Counter(pair for at in asked for pair in set(_pairs(wordings.sequence(at))))

    def view(
        self, question: str, *, leaving_out: int | None = None, excluding: Collection[int] = ()
    ) -> View | None:
        """None where nothing comes near. `leaving_out`: the place of a wording, see `Index.nearest`;
        `excluding`: entries that are no answer."""
        near = [
            one for one in self.index.nearest(question, without=leaving_out) if one.entry not in excluding
        ]
        scores = self._scores(question, leaving_out)
        if not near and len(scores):
            near = self._by_letters(question, scores, leaving_out, excluding)
        if not near:
            return None
        pulled = [replace(one, pull=float(scores[one.entry])) for one in near] if len(scores) else near
        ranked = sorted(pulled, key=lambda one: (-one.likeness, one.entry))
        return View(tuple(ranked), self._features(question, ranked, scores, leaving_out))

    def _by_letters(
        self, question: str, scores: Exact, leaving_out: int | None, excluding: Collection[int]
    ) -> list[Nearest]:
        """Where no word is shared: the entry that the classifier finds most likely."""
        found = [entry for entry in np.argsort(-scores, kind="stable").tolist() if entry not in excluding]
        if not found or scores[found[0]] <= 0:
            return []
        return [self.index.near(found[0], question, leaving_out)]

    def _scores(self, question: str, leaving_out: int | None) -> Exact:
        if self.classifier is None:
            return np.zeros(0)
        ask = self.classifier
        scores: Exact = ask.scores(question) if leaving_out is None else ask.without(leaving_out)
        return np.round(scores, FIGURES)

    def _features(
        self, question: str, ranked: Sequence[Nearest], scores: Exact, leaving_out: int | None
    ) -> tuple[float, ...]:
        top = ranked[0]
        margin = top.likeness - (ranked[1].likeness if len(ranked) > 1 else 0.0)
        ways, entries = math.log(max(1, self.index.size(top.entry))), math.log(max(1, self.index.articles))
        words = {
            **self._of_words(question, top, leaving_out),
            **self.kinship.figures(question, top.entry, leaving_out),
        }
        pairs = words["pairs"]
        named = {
            **words,
            **_of_scores(top, scores),
            **self._of_themes(question, top.entry, leaving_out),
            "coverage": top.coverage,
            "spelling": top.spelling,
            "support": top.support,
            "agreement": top.agreement,
            "topical": float(top.topical),
            "margin": margin,
            "best": top.best,
            "ways": ways,
            "entries": entries,
            "likeness": top.likeness,
            "support_ways": top.support * ways,
            "agreement_ways": top.agreement * ways,
            "pull_ways": top.pull * ways,
            "coverage_ways": top.coverage * ways,
            "margin_ways": margin * ways,
            "pairs_ways": pairs * ways,
            "support_2": top.support**2,
            "pull_2": top.pull**2,
            "best_2": top.best**2,
            "coverage_2": top.coverage**2,
        }
        return tuple(named[name] for name in FEATURES)

    def _of_words(self, question: str, top: Nearest, leaving_out: int | None) -> dict[str, float]:
        index, asked, stems = self.index, self.index.asked(question), terms(question)
        content = set(stems) - GENERIC_STEMS
        unknown = sum(not index.knows(term) for term in content)
        wording = index.wordings.at(top.at).terms
        pairs = _pairs(stems)
        known, own = self._pairs(top.entry), self._left_out(top.entry, leaving_out)
        return {
            "known": index.weight(filter(index.knows, asked)) / max(index.weight(asked), 1e-6),
            "unknown_share": unknown / max(1, len(content)),
            "unknown": min(5, unknown) / 5,
            "back": index.weight(wording & asked) / max(index.weight(wording), 1e-6),
            "content": math.log1p(len(content)),
            "pairs": sum(known[pair] > (pair in own) for pair in pairs) / len(pairs) if pairs else 0.0,
        }

    def _of_themes(self, question: str, entry: int, leaving_out: int | None) -> dict[str, float]:
        found = Toward()
        if self.classifier is not None:
            own = None if leaving_out is None else int(self.index.wordings.owner[leaving_out])
            found = self.classifier.themes.toward(self.classifier.row(question), entry, own=own)
        return {
            "pull_toward": round(found.far, FIGURES),
            "pull_toward_share": round(found.share, FIGURES),
            "pull_toward_best": round(found.best, FIGURES),
        }

    def _left_out(self, entry: int, at: int | None) -> frozenset[tuple[str, str]]:
        if at is None or self.index.wordings.owner[at] != entry:
            return frozenset()
        return frozenset(_pairs(self.index.wordings.sequence(at)))


def _of_scores(top: Nearest, scores: Exact) -> dict[str, float]:
    if not len(scores):
        return dict.fromkeys(("pull", "pull_margin", "pull_agrees", "pull_share"), 0.0)
    first, second = sorted(scores.tolist(), reverse=True)[:2] if len(scores) > 1 else (float(scores[0]), 0.0)
    shares = np.exp((scores - first) * SHARPNESS)
    return {
        "pull": top.pull,
        "pull_margin": first - second,
        "pull_agrees": float(top.pull == first),
        "pull_share": float(shares[top.entry] / shares.sum()),
    }


def _pairs(stems: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(stems))
