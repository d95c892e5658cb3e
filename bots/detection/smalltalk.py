"""Courtesies: what deserves a friendly line and never counts as a question the knowledge lacks."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bots.detection.courtesies import (
    ACKNOWLEDGING,
    AROUND,
    ASKING,
    BESIDE_ASKING,
    CLOSING,
    ENDING,
    FINE,
    GOODBYES,
    GREETINGS,
    PRAISE,
    THANKS,
    WELLBEING_STARTS,
)
from bots.detection.grammar import only_about_the_bot, only_refuses
from bots.detection.languages import LANGUAGES
from bots.detection.text import clauses, is_wordy

EVERY_WORD = GREETINGS | THANKS | GOODBYES | FINE | PRAISE | AROUND
GLAD = {"👍", "🙏", "👏", "❤", "🎉"}
SPELLABLE = sorted(word for word in THANKS | PRAISE | GREETINGS if len(word) >= 5)
LONGEST = 14
"""Words of a courtesy at most; a longer clause says more than that."""


class Courtesy(StrEnum):
    """In the order in which one names a message that holds several."""

    THANKS = "thanks"
    GOODBYE = "goodbye"
    WELLBEING = "wellbeing"
    NATURE = "nature"
    NO_PERSON = "no_person"
    GREETING = "greeting"
    FINE = "fine"
    OPENING = "opening"
    NO = "no"
    NOTHING = "nothing"


ORDER = tuple(Courtesy)
WHOLE = (
    (Courtesy.GOODBYE, re.compile(ENDING, re.VERBOSE)),
    (Courtesy.FINE, re.compile(ACKNOWLEDGING, re.VERBOSE)),
)


@lru_cache(maxsize=1024)
def courtesy(text: str) -> Courtesy | None:
    """What kind of small talk the message is; None as soon as one clause says anything else."""
    said = clauses(text)
    if len(said) > 1 and len(said[-1]) == 1 and _of_clause(said[-1]) is None:
        said = said[:-1] if _of_clause(said[-2]) is Courtesy.THANKS else said  # "thank you, Anna"
    kinds = {_of_clause(clause) for clause in said}
    if None in kinds:
        return None
    return next((kind for kind in ORDER if kind in kinds), Courtesy.NOTHING)


@lru_cache(maxsize=1024)
def substance(text: str) -> str:
    """The clauses that are not small talk: "hi, thanks! how do I pay" is left as "how do i pay"."""
    kept = [clause for clause in clauses(text) if _of_clause(clause) is None]
    return text if len(kept) == len(clauses(text)) else ", ".join(" ".join(clause) for clause in kept)


def gives_thanks(text: str) -> bool:
    """Thanks or praise stand somewhere in the message, perhaps before another question."""
    return any(_of_clause(clause) is Courtesy.THANKS for clause in clauses(text))


@lru_cache(maxsize=2048)
def _of_clause(words: tuple[str, ...]) -> Courtesy | None:
    spoken = tuple(word for word in words if is_wordy(word))
    if not spoken:
        return Courtesy.THANKS if GLAD & set(words) else Courtesy.NOTHING
    line = " ".join(spoken)
    if line.startswith(WELLBEING_STARTS) and len(spoken) <= 8:
        return Courtesy.WELLBEING
    if only_refuses(spoken):
        return Courtesy.NO_PERSON
    if only_about_the_bot(spoken):
        return Courtesy.NATURE
    if len(spoken) > LONGEST:
        return None
    for kind, pattern in WHOLE:
        if pattern.fullmatch(line):
            return kind
    near = tuple(_nearly(word) for word in spoken)
    return _closing(near, line) or _opening(near) or _of_words(near, line) or _in_other_words(spoken)


@lru_cache(maxsize=4096)
def _nearly(word: str) -> str:
    """A misspelt word of thanks or praise, put right ("thnaks", "perfct")."""
    if len(word) < 5 or word in EVERY_WORD:
        return word
    near = process.extractOne(word, SPELLABLE, scorer=OSA.distance, score_cutoff=1)
    return str(near[0]) if near and near[0][0] == word[0] else word


def _in_other_words(spoken: tuple[str, ...]) -> Courtesy | None:
    """In another language than English, by its closed vocabulary."""
    said = {part for word in spoken for part in (word, *word.split("'"))} - {"l", "d", "j"}
    for one in LANGUAGES.values():
        if said <= one.thanks | one.greetings | one.goodbyes | one.fine | one.no | one.around:
            kinds = (
                (Courtesy.THANKS, one.thanks),
                (Courtesy.GOODBYE, one.goodbyes),
                (Courtesy.GREETING, one.greetings),
                (Courtesy.FINE, one.fine),
            )
            found = next((kind for kind, named in kinds if said & named), None)
            if found and not (said & one.no and found is not Courtesy.THANKS):
                return found
    return None


def _opening(spoken: tuple[str, ...]) -> Courtesy | None:
    """Announces a question without asking it: "can you help me", "I have a question"."""
    said = set(spoken)
    return Courtesy.OPENING if said & ASKING and said <= ASKING | BESIDE_ASKING else None


def _closing(spoken: tuple[str, ...], line: str) -> Courtesy | None:
    if not line.startswith(CLOSING) or len(spoken) > 8:
        return None
    return Courtesy.THANKS if THANKS & set(spoken) else Courtesy.GOODBYE


def _of_words(spoken: tuple[str, ...], line: str) -> Courtesy | None:
    """By closed vocabulary: one word from outside it, a "no" or a question, and it is no courtesy."""
    said = set(spoken)
    if (
        said & THANKS
        and len(said - EVERY_WORD) <= 1
        and "not" not in said
        and spoken[0] not in ("how", "what", "say")
    ):
        return Courtesy.THANKS
    if said - EVERY_WORD - {"not"} - _name(spoken) or (
        "not" in said and not line.startswith(("are not you", "is not that"))
    ):
        return None
    if said <= FINE | {"i", "that", "is", "it", "the", "bot", "there"} and not said & PRAISE - FINE:
        return Courtesy.FINE
    if said & GREETINGS and said <= GREETINGS | AROUND | {"good"}:
        return Courtesy.GREETING
    if said & GOODBYES and not said & GREETINGS:
        return Courtesy.GOODBYE
    if said & PRAISE and not _asks(spoken):
        return Courtesy.THANKS
    return None


def _name(spoken: tuple[str, ...]) -> set[str]:
    """The last word of "that is great, Anna" written without its comma."""
    return {spoken[-1]} if len(spoken) >= 3 and spoken[0] in ("that", "it", "you", "this", "yes") else set()


def _asks(spoken: tuple[str, ...]) -> bool:
    """Begins like a question or an order; "what a ..." and "how nice" are exclamations."""
    if spoken[0] == "what":
        return spoken[1:2] not in (("a",), ("an",), ("you",))
    if spoken[:3] == ("are", "not", "you") or spoken[:3] == ("is", "not", "that"):
        return False
    return spoken[0] in {
        "is",
        "are",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "get",
        "i",
        "we",
        "my",
        "say",
        "be",
        "make",
        "tell",
        "give",
        "how",
        "any",
        "anything",
        "need",
        "help",
        "please",
    } and (
        not set(spoken)
        & {"love", "appreciate", "agree", "happy", "glad", "satisfied", "like", "think", "agreed"}
    )


def main_courtesy(messages: Sequence[str]) -> Courtesy:
    """The kind by which to answer several courtesies at once."""
    kinds = {courtesy(message) or Courtesy.NO for message in messages}
    return next(kind for kind in ORDER if kind in kinds)
