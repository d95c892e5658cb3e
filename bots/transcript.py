"""A conversation as plain values: all that deciding needs, and nothing a database must be asked for."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Author(StrEnum):
    CONTACT = "contact"
    BOT = "bot"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Utterance:
    """files: names of what was sent instead of words; text is empty then."""

    author: Author
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, oldest first.

    `fresh_from` is the index of the first utterance of the bot's present term of control. No trigger looks
    at anything older, so what set off the last handover cannot set off the next; an engine may read it.
    `note` is what the person said when handing back, and `rejected` the answers that did not help and that
    an engine must not give again; both are for engines.
    """

    utterances: tuple[Utterance, ...] = ()
    fresh_from: int = 0
    note: str = ""
    rejected: tuple[str, ...] = ()

    def fresh(self) -> tuple[Utterance, ...]:
        return self.utterances[max(self.fresh_from, 0) :]

    def pending(self) -> tuple[Utterance, ...]:
        """The burst that waits for an answer: several quick messages are one turn."""
        fresh = self.fresh()
        start = len(fresh)
        while start and fresh[start - 1].author is Author.CONTACT:
            start -= 1
        return fresh[start:]

    def then(self, author: Author, text: str) -> "Transcript":
        return replace(self, utterances=(*self.utterances, Utterance(author, text)))
