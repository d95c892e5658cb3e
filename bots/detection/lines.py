"""What the bot says by itself, without an engine. The fold over a transcript knows these lines again."""

import re
from collections.abc import Sequence

from bots.detection.foreign import clear_language
from bots.detection.voices import ENGLISH, VOICES, Voice

OFFERED = re.compile("“([^“”]*)”")

COURTESIES = ENGLISH.courtesies
TRYING_AGAIN = tuple(start for voice in VOICES.values() for start in voice.trying_again)
ASKING_AGAIN = frozenset(line for voice in VOICES.values() for line in voice.asking_again)
CLARIFYING = tuple(voice.clarifying for voice in VOICES.values())
ANYTHING_ELSE = tuple(voice.anything_else for voice in VOICES.values())
UNSURE = frozenset(voice.unsure for voice in VOICES.values())


def voice_of(*spoken: Sequence[str], default: Voice = ENGLISH) -> Voice:
    """Of the first group of texts that is clearly in a language that the bot speaks."""
    clear = map(clear_language, spoken)
    return next((VOICES[code] for code in clear if code in VOICES), default)


def another_try(failures: int, answer: str, voice: Voice = ENGLISH) -> str:
    return voice.trying_again[(failures - 1) % len(voice.trying_again)] + answer


def asking_again(failures: int, voice: Voice = ENGLISH) -> str:
    return voice.asking_again[(failures - 1) % len(voice.asking_again)]


def marks_failure(line: str) -> bool:
    """The bot said this because what it had said before did not help."""
    return line.startswith(TRYING_AGAIN) or line in ASKING_AGAIN


def clarifying(questions: Sequence[str], voice: Voice = ENGLISH) -> str:
    offered = f" {voice.either} ".join(f"“{question}”" for question in questions)
    return f"{voice.clarifying}{offered}{voice.mark}"


def clarified(line: str) -> tuple[str, ...]:
    """The questions that the bot offered; none where the line offers none."""
    return tuple(OFFERED.findall(line)) if line.startswith(CLARIFYING) else ()


def asks_for_more(line: str) -> bool:
    """A "no" after this line turns nothing down."""
    return line.endswith(ANYTHING_ELSE) or line in UNSURE


def asks_back(line: str) -> bool:
    """The bot asked what was meant, which it does once: whatever it still cannot answer is a gap."""
    return line.startswith(CLARIFYING) or line in UNSURE


def answer_in(line: str) -> str:
    """The answer itself, without the words put before another try."""
    return next((line.removeprefix(start) for start in TRYING_AGAIN if line.startswith(start)), line)
