"""Did the contact say a configured phrase: exactly, nearly, misspelt, or inside a longer message?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bots.detection.base import AS_IT_COMES, Evidence, quoted
from bots.detection.text import is_unspaced, is_wordy, normalise, words
from bots.detection.words import listed

ENOUGH = 0.84
"""Similarity from which a phrase counts as said, 0..1."""
ENOUGH_AT = {1: 0.97, 2: 0.9, AS_IT_COMES: ENOUGH, 4: 0.78, 5: 0.72}
"""The same of an example phrase, by the scenario's sensitivity; what is said word for word reaches each."""

POOLED_LENGTH = 4
"""Letters from which a word of an unknown language is taken to carry meaning."""
POOLED_LIKENESS = 80

SMALL_WORDS = listed("""
    a am an and any are at avec be can con could das de der des die do does du ein eine einem einen
    einer el en es est et favor for from get got have i ich in is ist it je just la las le les like los
    may me mit my need not now of on or our please por que quiero shall sie so some that the there this
    to tu un una und une us vous want was we will with would y yo you your zu
""")
"""Words that carry no topic; two phrases are not alike for sharing them."""

NEGATORS = listed("""
    not no never without nicht kein keine keinen keinem non ne pas sin nunca nao nem geen niet
""")
NEGATING_LETTERS = ("不要", "不想", "不用", "不需要", "别", "別", "无需", "没", "いらない", "不")


@dataclass(frozen=True, slots=True)
class Match:
    """`similarity` is 0..1, and enough from `enough` on; `negated`: the message says the opposite."""

    phrase: str
    similarity: float
    negated: bool = False
    enough: float = ENOUGH

    @property
    def said(self) -> bool:
        return self.similarity >= self.enough

    def evidence(self) -> Evidence:
        how = "is" if self.similarity >= 0.99 else "matches"
        return Evidence(
            "phrase", f"{how} the example phrase {quoted(self.phrase)}", round(self.similarity, 3)
        )


def best_match(text: str, phrases: Sequence[str], enough: float = ENOUGH) -> Match:
    """The phrase that the text comes nearest to; an empty match when there are none."""
    found = (replace(match(text, phrase), enough=enough) for phrase in phrases)
    return max(found, key=lambda one: (one.said and not one.negated, one.similarity), default=Match("", 0.0))


def match(text: str, phrase: str) -> Match:
    message, wanted = normalise(text), normalise(phrase)
    if not message or not wanted:
        return Match(phrase, 0.0)
    if message == wanted or words(message) == words(wanted) != ():
        return Match(phrase, 1.0)
    if not any(map(is_wordy, words(wanted))):
        return Match(phrase, 0.98 if wanted in message else 0.0)
    if is_unspaced(wanted):
        return _in_letters(message, wanted, phrase)
    said, sought = _spoken(message), _spoken(wanted)
    return _in_words(said, sought, phrase) if said and sought else Match(phrase, 0.0)


@lru_cache(maxsize=1024)
def _spoken(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if is_wordy(word))


def pooled_match(text: str, phrases: Sequence[str]) -> Match:
    """Likeness to all phrases together, for languages whose grammar we do not know.

    A short message made of the words of the phrases, of two at least, asks for the same as they do.
    """
    said = [word for word in _spoken(normalise(text)) if len(word) >= POOLED_LENGTH]
    pool = {word for phrase in phrases for word in _spoken(normalise(phrase)) if len(word) >= POOLED_LENGTH}
    known = [word for word in said if any(fuzz.ratio(word, other) >= POOLED_LIKENESS for other in pool)]
    if len(set(known)) < 2 or len(said) > 8:
        return Match("", 0.0)
    return Match(
        " / ".join(phrases),
        min(0.9, 0.4 + 0.67 * len(known) / len(said)),
        bool(NEGATORS & set(words(normalise(text)))),
    )


def _in_letters(message: str, wanted: str, phrase: str) -> Match:
    letters = "".join(char for char in message if char.isalnum())
    sought = "".join(char for char in wanted if char.isalnum())
    at = letters.find(sought)
    if at >= 0:
        return Match(phrase, 0.98, _negated_letters(letters, at, sought))
    if len(sought) < 4 or len(letters) * 2 < len(sought):
        return Match(phrase, 0.0)
    near = fuzz.partial_ratio_alignment(sought, letters)
    if near is None:
        return Match(phrase, 0.0)
    similarity = near.score / 100 * min(1.0, len(letters) / len(sought))
    return Match(phrase, similarity, _negated_letters(letters, near.dest_start, sought))


def _negated_letters(letters: str, at: int, sought: str) -> bool:
    before = letters[max(0, at - 3) : at + 2]
    return any(negator in before and negator not in sought for negator in NEGATING_LETTERS)


def _in_words(message: tuple[str, ...], wanted: tuple[str, ...], phrase: str) -> Match:
    at, similarity = _nearest_window(message, wanted)
    negated = not NEGATORS & set(wanted) and bool(NEGATORS & set(message[max(0, at - 2) : at + len(wanted)]))
    return Match(phrase, max(similarity, _same_topic(message, wanted)), negated)


def _nearest_window(message: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[int, float]:
    """Where the run of words most like the phrase starts, and how like it is (0..1)."""
    sought = " ".join(wanted)
    best_at, best = 0, 0.0
    for size in range(max(1, len(wanted) - 1), len(wanted) + 2):
        for at in range(max(1, len(message) - size + 1)):
            similarity = _alike(" ".join(message[at : at + size]), sought, best)
            if similarity > best:
                best_at, best = at, similarity
    return best_at, best if best < 1.0 else 0.98


def _alike(said: str, sought: str, at_least: float) -> float:
    """1.0 for the same, near it for slips; a short phrase forgives none: one letter makes another word."""
    if said == sought:
        return 1.0
    if len(sought) < 5:
        return 0.0
    similarity = fuzz.ratio(said, sought, score_cutoff=max(at_least, 0.7) * 100) / 100
    if len(sought) < 9 and OSA.distance(said, sought, score_cutoff=1) > 1:
        return min(similarity, min(ENOUGH_AT.values()) - 0.01)
    return similarity


def _same_topic(message: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Likeness of phrases that say the same content words in another order or with other small words."""
    sought = [word for word in wanted if word not in SMALL_WORDS]
    said = [word for word in message if word not in SMALL_WORDS]
    if len(sought) < 2 or not said or len(said) > 2 * len(sought) + 2:
        return 0.0
    shared = sum(max(fuzz.ratio(one, other) for other in said) >= 82 for one in sought) / len(sought)
    tidy = min(1.0, (len(sought) + 1) / len(said))
    return shared * (0.8 + 0.15 * tidy)
