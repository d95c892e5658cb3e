"""What a plain bot does, as a measure beside ours: fuzzy phrases, word overlap, a list of angry words."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz

from bots.detection.base import Trigger
from bots.detection.text import normalise, words
from bots.evaluation.base import Measured
from bots.evaluation.failed_to_resolve import Played, figures_of
from bots.evaluation.figures import Scored, auroc, f1, false_positives, recall, recall_at
from bots.evaluation.labelled import Line, read_lines
from bots.prebuilt import EXAMPLE_PHRASES

ANGRY = ("wrong", "not helpful", "doesn't help", "useless", "not what i", "stupid", "bad", "no", "incorrect")
SAME, LIKE = 70, 90
RETRIES = 2


def requested(file: str) -> dict[str, float | None]:
    phrases = EXAMPLE_PHRASES[Trigger.HUMAN_REQUESTED]
    lines = [line for line in read_lines(file, text=str) if line["label"] in (0, 1)]
    scored = [(line, _wish(line["text"], phrases)) for line in lines]
    every = [Scored(line["label"] == 1, score * 100 >= LIKE, score) for line, score in scored]
    traps = [one for one, (line, _) in zip(every, scored, strict=True) if line.tag("tag") == "trap"]
    return {
        "recall": recall(every),
        "fpr": false_positives(every),
        "trap_fpr": false_positives(traps),
        "recall_at_fpr_0_5": recall_at(every, 0.5),
    }


def _wish(text: str, phrases: Sequence[str]) -> float:
    said = normalise(text)
    return max(fuzz.token_set_ratio(said, normalise(phrase)) for phrase in phrases) / 100


def unanswered(file: str, kb: str, per_entry: int | None = None) -> dict[str, float | None]:
    """By the cosine of word counts to the nearest wording."""
    near = Cosine([line["text"] for line in _kept(read_lines(kb, text=str, intent=str), per_entry)])
    lines = read_lines(file, text=str)
    scored = [Scored(line["label"] == 1, False, 1 - near.nearest(line["text"])) for line in lines]
    return {"auroc": auroc(scored), "recall_at_fh_10": recall_at(scored, 10)}


def _kept(lines: Sequence[Line], per_entry: int | None) -> list[Line]:
    seen: Counter[str] = Counter()
    kept = []
    for line in lines:
        seen[line["intent"]] += 1
        if per_entry is None or seen[line["intent"]] <= per_entry:
            kept.append(line)
    return kept


class Cosine:
    """Wordings by weighted words, found through the words that they share with a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        found = [set(words(normalise(text))) for text in texts]
        counts = Counter(word for one in found for word in one)
        self._idf = {word: math.log(1 + len(texts) / count) for word, count in counts.items()}
        self._at: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(found):
            for word in one:
                self._at[word].append(at)
        self._length = [math.sqrt(sum(self._idf[word] ** 2 for word in one)) for one in found]

    def nearest(self, text: str) -> float:
        said = set(words(normalise(text)))
        rarest = max(self._idf.values())
        length = math.sqrt(sum(self._idf.get(word, rarest) ** 2 for word in said))
        shared: dict[int, float] = defaultdict(float)
        for word in said & set(self._idf):
            for at in self._at[word]:
                shared[at] += self._idf[word] ** 2
        return max((dot / (length * self._length[at]) for at, dot in shared.items()), default=0.0)


def _angry(text: str) -> bool:
    said = f" {normalise(text)} "
    return any(f" {word} " in said for word in ANGRY)


def feedback(file: str) -> dict[str, float | None]:
    lines = [line for line in read_lines(file, text=str) if line["label"] in (0, 1)]
    return _pair([Scored(line["label"] == 1, _angry(line["text"]), _angry(line["text"])) for line in lines])


def restated(file: str) -> dict[str, float | None]:
    scored = []
    for line in read_lines(file, a=str, b=str):
        like = fuzz.token_set_ratio(normalise(line["a"]), normalise(line["b"]))
        scored.append(Scored(line["label"] == 1, like >= SAME, like / 100))
    return _pair(scored)


def _pair(scored: list[Scored]) -> dict[str, float | None]:
    return {"auroc": auroc(scored), "recall_at_fpr_5": recall_at(scored, 5), "f1": f1(scored)}


def conversations(file: str) -> Measured:
    played = [_played(line) for line in read_lines(file, user_turns=list)]
    return Measured(figures_of(played))


def _played(line: Line) -> Played:
    phrases, failures, asked = EXAMPLE_PHRASES[Trigger.HUMAN_REQUESTED], 0, ""
    for number, (_, text, *_) in enumerate(line["user_turns"], start=1):
        if _wish(text, phrases) * 100 >= LIKE:
            return Played(line, number, Trigger.HUMAN_REQUESTED.value)
        again = bool(asked) and fuzz.token_set_ratio(normalise(asked), normalise(text)) >= SAME
        failures, asked = failures + (_angry(text) or again), asked if _angry(text) else text
        if failures > RETRIES:
            return Played(line, number, Trigger.FAILED_TO_RESOLVE.value)
    return Played(line, None, None)
