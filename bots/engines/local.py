"""The default engine: answers from the knowledge articles, offline and without a model of language."""

from collections.abc import Sequence

from bots.detection.base import Evidence, quoted
from bots.detection.restated import likeness
from bots.detection.text import normalise, words
from bots.detection.trained import model, sigmoid
from bots.engines.answerability import FEATURES, Comparer, View
from bots.engines.base import Answer, Entry, NoAnswer
from bots.engines.classifier import Classifier
from bots.engines.index import Index
from bots.engines.resemblance import FEATURES as FEATURES_OF_PAIRS
from bots.engines.resemblance import compared
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
MOST_ENTRIES, MOST_WORDINGS = 3000, 60_000
"""Beyond these a classifier would take too long to build, or too much memory."""


class LocalEngine:
    """Builds its index once; an instance never changes, so threads may share it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entry for entry in entries if entry.answer.strip())
        self._comparer = comparer_of(self._entries)
        self._model = model("answerability" if self._comparer.classifier else "answerability_large")
        self._bar = self._learnt_bar()
        self._written = {
            said: at
            for at, entry in reversed(list(enumerate(self._entries)))
            for wording in (entry.question, *entry.wordings)
            if (said := words(normalise(wording)))
        }

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        rejected = {at for at, entry in enumerate(self._entries) if entry.answer in transcript.rejected}
        written = self._written.get(words(normalise(question)))
        if written is not None and written not in rejected:
            return self._answer(written, CERTAIN)
        compare = self._comparer
        view = compare.view(question, excluding=rejected) if rejected else compare.recent(question)
        if view is None:
            return NoAnswer("No article of the knowledge comes near the question.", 0.0, (_gap(question),))
        nearest, score = view.ranked[0].entry, self.confidence(view)
        if score >= THRESHOLD:
            return self._answer(nearest, score)
        entry = self._entries[nearest]
        shown = _gap(question, entry, score)
        offers = self._offers(view) if score >= OFFERED_FROM else ()
        return NoAnswer("No article answers the question.", score, (shown,), entry.article, offers)

    def _offers(self, view: View) -> tuple[str, ...]:
        """The questions of the two nearest articles where they are about as near; else none."""
        first, *others = view.ranked
        if not others or first.likeness - others[0].likeness > CLOSE:
            return ()
        asked = (self._entries[near.entry].question for near in (first, others[0]))
        plain = (question.replace("“", "").replace("”", "").strip() for question in asked)
        return tuple(dict.fromkeys(filter(None, plain)))

    def _answer(self, at: int, score: float) -> Answer:
        entry = self._entries[at]
        evidence = Evidence("article", f"answered by the article {quoted(entry.question)}", score)
        return Answer(entry.answer, entry.article, score, (evidence,))

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

    def _learnt_bar(self) -> float:
        """The logit that nine in ten of the knowledge's own wordings reach, each asked back in turn."""
        sample = self._comparer.sample
        if len(sample) < ENOUGH_TO_LEARN or self._model is None:
            return SMALL_BAR if self._comparer.index.articles < FEW_ARTICLES else USUAL_BAR
        views = (self._comparer.view(self._comparer.text(at), leaving_out=at) for at in sample)
        reached = sorted(self._logit(view) for view in views if view is not None)
        return min(HIGHEST_BAR, max(LOWEST_BAR, reached[len(reached) // 10] - FREEDOM))


def comparer_of(entries: Sequence[Entry]) -> Comparer:
    """The knowledge, ready to be asked; with a sample of its wordings to be asked back."""
    index = Index(entries)
    several = [at for at, count in enumerate(index.siblings()) if count]
    sample = several[:: max(1, len(several) // SAMPLE)]
    asked = [(at, one) for at, one in enumerate(index.wordings) if not one.is_answer]
    if not asked or len(entries) > MOST_ENTRIES or len(asked) > MOST_WORDINGS:
        return Comparer(index, None, sample)
    places = {at: place for place, (at, _) in enumerate(asked)}
    texts, owners = [one.text for _, one in asked], [one.entry for _, one in asked]
    return Comparer(index, Classifier(texts, owners, {at: places[at] for at in sample}), sample)


def _gap(question: str, closest: Entry | None = None, score: float | None = None) -> Evidence:
    near = f"; the closest is {quoted(closest.question)}" if closest else ""
    return Evidence("gap", f"no article answers {quoted(question)}{near}", score)
