"""What an engine is: it answers a question, or says that it cannot."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bots.detection.base import Evidence
from bots.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Answer:
    """`article` is the id of the knowledge article it rests on; `score` is 0..1."""

    text: str
    article: int | None = None
    score: float | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """`because` is one plain sentence; `score` (0..1) is how near the knowledge came, `article` what did.

    `offers` are questions it could answer one of which may be meant; the bot then asks before it gives up.
    """

    because: str
    score: float | None = None
    evidence: tuple[Evidence, ...] = ()
    article: int | None = None
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the knowledge: its question, its answer, and more ways to ask the same."""

    article: int
    question: str
    answer: str
    wordings: tuple[str, ...] = ()


class Engine(Protocol):
    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        """Answer `question`, the contact's pending words; never with a text of `transcript.rejected`.

        May raise anything: the caller turns that into a handover.
        """
        ...


@runtime_checkable
class Adjustable(Protocol):
    """What an engine may be able to do besides."""

    def at(self, threshold: float) -> Engine:
        """The same, answering from another score (0..1) on."""
        ...


@runtime_checkable
class Comparing(Protocol):
    """What an engine may be able to do besides."""

    def resemblance(self, question: str, earlier: str) -> float:
        """How surely both ask for the same, 0..1."""
        ...
