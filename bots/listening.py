"""What example phrases are worth: too general, never heard, or caught by a scenario above."""

from functools import lru_cache

from bots.detection.base import ScenarioSetup, Trigger
from bots.detection.custom import said
from bots.detection.phrases import best_match
from bots.detection.requested import requested
from bots.detection.text import is_unspaced, is_wordy, normalise, words

LISTENERS = {Trigger.HUMAN_REQUESTED: requested, Trigger.CUSTOM: said}


def general(scenario: ScenarioSetup) -> tuple[str, ...]:
    """Phrases of a single word: every message with that word sets them off, whatever it is about."""
    return tuple(phrase for phrase in scenario.example_phrases if _is_one_word(phrase))


def _is_one_word(phrase: str) -> bool:
    text = normalise(phrase)
    spoken = [word for word in words(text) if is_wordy(word)]
    return len(spoken) == 1 and not is_unspaced(text)


@lru_cache(maxsize=256)
def unheard(scenario: ScenarioSetup) -> tuple[tuple[str, str], ...]:
    """Example phrases that one of its own phrases that never match forbids, each with that one."""
    matches = ((phrase, best_match(phrase, scenario.never_phrases)) for phrase in scenario.example_phrases)
    return tuple((phrase, never.phrase) for phrase, never in matches if never.said)


@lru_cache(maxsize=256)
def caught(above: ScenarioSetup, below: ScenarioSetup) -> tuple[str, ...]:
    """Example phrases of the lower scenario that never reach it: the one above hands over first."""
    listen = LISTENERS.get(above.trigger)
    if listen is None or below.trigger not in LISTENERS:
        return ()
    return tuple(phrase for phrase in below.example_phrases if listen((phrase,), above).fired)
