"""The default engine: answers from the knowledge articles, offline and without a model of language."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from bots.detection.base import Evidence, quoted
from bots.detection.restated import likeness
from bots.detection.text import normalise, words
from bots.detection.trained import model, sigmoid
from bots.engines.answerability import FEATURES, Comparer, View
from bots.engines.base import Answer, Entry, NoAnswer
from bots.engines.classifier import Classifier
from bots.engines.index import Index
from bots.engines.packing import Array, Arrays, DamagedIndexError, of_texts, texts_of
from bots.engines.resemblance import FEATURES as FEATURES_OF_PAIRS
from bots.engines.resemblance import compared
from bots.engines.wordings import said_of
from bots.transcript import Transcript

THRESHOLD = 0.5
"""Score (0..1) from which an article answers; about one answerable question in ten falls below it."""
USUAL_BAR, SMALL_BAR = -1.2, 0.0
"""Logit of the model that answers where the knowledge has too few wordings to learn it from; the second
where it also has few articles, so that the best of them is easily found and proves little."""
FEW_ARTICLES = 15
LOWEST_BAR, HIGHEST_BAR = -2.5, 1.5
FREEDOM = 0.2
"""By how much people ask more freely than administrators write."""
OFFERED_FROM, CLOSE = 0.3, 2.0
"""Score and distance in likeness of two articles where the bot asks which is meant before it gives up."""
RESEMBLANCE = "resemblance"
CERTAIN = 0.99
"""Score where the question is word for word one of the article's."""
PLAIN_BAR = 5.0
"""Likeness that answers where there is no model."""
SAMPLE = 200
"""Wordings that are asked back at most when learning the bar."""
ENOUGH_TO_LEARN = 20
A_TEXT = 200
"""Bytes that a text takes in memory besides its letters."""
MOST_ENTRIES, MOST_WORDINGS = 3000, 60_000
"""Beyond these a classifier would take too long to build, or too much memory."""


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A wording put to its own knowledge as if it were missing there: how surely an article answers (0..1),
    and whether that is its own."""

    text: str
    score: float
    right: bool


class LocalEngine:
    """Builds its index once; an instance never changes, so threads may share it."""

    threshold = THRESHOLD

    def __init__(self, entries: Sequence[Entry]) -> None:
        kept = [entry for entry in entries if entry.answer.strip()]
        self._articles: Array = np.array([entry.article for entry in kept], np.int64)
        self._questions = [entry.question for entry in kept]
        self._written = {
            _hashed(said): at
            for at, entry in reversed(list(enumerate(kept)))
            for wording in (entry.question, *entry.wordings)
            if (said := words(normalise(wording)))
        }
        self._comparer = comparer_of(kept)
        self._prepare()
        self._asked_back = self._sampled()
        self._bar = self._learnt_bar()

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array]) -> "LocalEngine":
        """What `arrays` gave, by the process that built it or any other. Errors: DamagedIndexError."""
        self = cls.__new__(cls)
        try:
            self._read(arrays)
        except (KeyError, ValueError, IndexError, TypeError) as error:
            raise DamagedIndexError(f"its parts do not fit together: {error!r}") from error
        return self

    def _read(self, arrays: Mapping[str, Array]) -> None:
        self._articles, self._questions = arrays["articles"], texts_of("questions", arrays)
        said = zip(arrays["written"].tolist(), arrays["written.entry"].tolist(), strict=True)
        self._written = dict(said)
        classifier = Classifier.of_arrays(arrays) if "weights" in arrays else None
        self._comparer = Comparer(Index.of_arrays(arrays), classifier, arrays["sample"].tolist())
        self._prepare()
        self._asked_back = arrays["sample.logits"]
        self._bar = self._learnt_bar()

    def arrays(self) -> Arrays:
        """All that it is, to be packed."""
        classifier = self._comparer.classifier
        return {
            **self._comparer.index.arrays(),
            **(classifier.arrays() if classifier else {}),
            **of_texts("questions", self._questions),
            "articles": self._articles,
            "written": np.array(list(self._written), np.uint64),
            "written.entry": np.array(list(self._written.values()), np.int32),
            "sample": np.array(self._comparer.sample, np.int32),
            "sample.logits": self._asked_back,
        }

    def _prepare(self) -> None:
        wordings = self._comparer.index.wordings
        self._answers = [wordings.texts[at] for at in np.flatnonzero(wordings.is_answer).tolist()]
        self._model = model("answerability" if self._comparer.classifier else "answerability_large")

    def at(self, threshold: float) -> "LocalEngine":
        """The same, answering from another score on; sharing all it knows."""
        if threshold == self.threshold:
            return self
        other = copy(self)
        other.threshold = threshold
        return other

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        texts = len(self._comparer.index.wordings)
        return sum(array.nbytes for array in self.arrays().values()) + texts * A_TEXT

    @property
    def wordings(self) -> int:
        return int(self._comparer.index.wordings.sizes.sum())

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        rejected = self._rejected(transcript)
        written = self._written.get(_hashed(words(normalise(question))))
        if written is not None and written not in rejected:
            return self._answer(written, CERTAIN)
        compare = self._comparer
        view = compare.view(question, excluding=rejected) if rejected else compare.recent(question)
        if view is None:
            return NoAnswer("No article of the knowledge comes near the question.", 0.0, (_gap(question),))
        nearest, score = view.ranked[0].entry, self.confidence(view)
        if score >= self.threshold:
            return self._answer(nearest, score)
        shown = _gap(question, self._questions[nearest], score)
        offers = self._offers(view) if score >= OFFERED_FROM else ()
        article = int(self._articles[nearest])
        return NoAnswer("No article answers the question.", score, (shown,), article, offers)

    def _rejected(self, transcript: Transcript) -> set[int]:
        if not transcript.rejected:
            return set()
        return {at for at, answer in enumerate(self._answers) if answer in transcript.rejected}

    def _offers(self, view: View) -> tuple[str, ...]:
        """The questions of the two nearest articles where they are about as near; else none."""
        first, *others = view.ranked
        if not others or first.likeness - others[0].likeness > CLOSE:
            return ()
        asked = (self._questions[near.entry] for near in (first, others[0]))
        plain = (question.replace("“", "").replace("”", "").strip() for question in asked)
        return tuple(dict.fromkeys(filter(None, plain)))

    def _answer(self, at: int, score: float) -> Answer:
        evidence = Evidence("article", f"answered by the article {quoted(self._questions[at])}", score)
        return Answer(self._answers[at], int(self._articles[at]), score, (evidence,))

    def resemblance(self, question: str, earlier: str) -> float:
        """See `Comparing`."""
        fitted = model(RESEMBLANCE)
        if fitted is None:
            return likeness(question, earlier)
        return sigmoid(fitted.logit(FEATURES_OF_PAIRS, compared(self._comparer, question, earlier)))

    def confidence(self, view: View) -> float:
        """How sure it is that the nearest article answers, 0..1; 0.5 where it just reaches the bar."""
        return round(sigmoid(self._logit(view) - self._bar), 4)

    def _logit(self, view: View) -> float:
        if self._model is None:
            return view.ranked[0].likeness - PLAIN_BAR
        return self._model.logit(FEATURES, view.features)

    def asked_back(self) -> list[AskedBack]:
        """A sample of the knowledge's own wordings, each put to what is left without it."""
        rows = zip(self._comparer.sample, self._asked_back.tolist(), strict=True)
        return [
            AskedBack(self._comparer.text(at), round(sigmoid(logit - self._bar), 4), bool(right))
            for at, (logit, right) in rows
        ]

    def _sampled(self) -> Array:
        """For each wording of the sample the logit that it reaches, and 1 where its own entry comes first."""
        found = [self._back(at) for at in self._comparer.sample]
        return np.array(found, np.float64).reshape(-1, 2)

    def _back(self, at: int) -> tuple[float, float]:
        view = self._comparer.view(self._comparer.text(at), leaving_out=at)
        if view is None:
            return -math.inf, 0.0
        return self._logit(view), float(view.ranked[0].entry == self._comparer.index.wordings.owner[at])

    def _learnt_bar(self) -> float:
        """The logit that nine in ten of the knowledge's own wordings reach, each asked back in turn."""
        if len(self._comparer.sample) < ENOUGH_TO_LEARN or self._model is None:
            return SMALL_BAR if self._comparer.index.articles < FEW_ARTICLES else USUAL_BAR
        reached: list[float] = sorted(logit for logit in self._asked_back[:, 0].tolist() if logit > -math.inf)
        return min(HIGHEST_BAR, max(LOWEST_BAR, reached[len(reached) // 10] - FREEDOM))


def comparer_of(entries: Sequence[Entry], *, exact: bool = False) -> Comparer:
    """The knowledge, ready to be asked; with a sample of its wordings to be asked back. `exact`: see
    `Classifier`."""
    index = Index(entries)
    several = [at for at, count in enumerate(index.siblings()) if count]
    sample = several[:: max(1, len(several) // SAMPLE)]
    asked = np.flatnonzero(~index.wordings.is_answer).tolist()
    if not asked or len(entries) > MOST_ENTRIES or len(asked) > MOST_WORDINGS:
        return Comparer(index, None, sample)
    places = {at: place for place, at in enumerate(asked)}
    texts, owners = [index.wordings.texts[at] for at in asked], index.wordings.owner[asked].tolist()
    classifier = Classifier(texts, owners, {at: places[at] for at in sample}, exact=exact)
    return Comparer(index, classifier, sample)


def how_many_wordings(entries: Sequence[Entry]) -> int:
    return sum(not is_answer for entry in entries for _, is_answer in said_of(entry))


def _hashed(said: tuple[str, ...]) -> int:
    """Eight bytes for what was said word for word."""
    return int.from_bytes(hashlib.blake2b(" ".join(said).encode("utf-8", "replace"), digest_size=8).digest())


def _gap(question: str, closest: str | None = None, score: float | None = None) -> Evidence:
    near = f"; the closest is {quoted(closest)}" if closest is not None else ""
    return Evidence("gap", f"no article answers {quoted(question)}{near}", score)
