"""Failed to Resolve: a fold over the present term of control that counts failed answers, topic by topic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bots.detection.base import Evidence, quoted
from bots.detection.feedback import beyond_rejection, has_no_topic, rejects
from bots.detection.lines import answer_in, marks_failure
from bots.detection.restated import restated
from bots.detection.smalltalk import Courtesy, courtesy, gives_thanks, substance
from bots.transcript import Author, Transcript, Utterance


class Turn(StrEnum):
    """What a burst of the contact's does to the topic."""

    COURTESY = "courtesy"
    THANKS = "thanks"
    REJECTED = "rejected"
    RESTATED = "restated"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Topic:
    """What the contact wants at present: how they asked, what they were told, and what failed."""

    questions: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def failures(self) -> int:
        return len(self.failed)

    def failing(self, message: str, question: str = "") -> "Topic":
        asked = (*self.questions, question) if question else self.questions
        return replace(self, questions=asked, failed=(*self.failed, message))

    def answered(self, lines: Iterable[str]) -> "Topic":
        given = (answer_in(line) for line in lines)
        return replace(self, answers=tuple(dict.fromkeys((*self.answers, *given))))

    def evidence(self, retries: int) -> tuple[Evidence, ...]:
        """One line for each failed answer; the last says when it exceeds the retries."""
        retry = "retry" if retries == 1 else "retries"
        after = f", after {retries} {retry}" if self.failures > retries else ""
        return tuple(
            Evidence(
                "counter", f"failed answer {number}{after if number == self.failures else ''}: {quoted(said)}"
            )
            for number, said in enumerate(self.failed, start=1)
        )


def topic_so_far(transcript: Transcript) -> Topic:
    """The topic as it stood before the pending burst."""
    fresh = transcript.fresh()
    topic = Topic()
    for burst, lines in _turns(fresh[: len(fresh) - len(transcript.pending())]):
        topic = _after(topic, burst, lines)
    return topic


def read(topic: Topic, burst: Sequence[str]) -> tuple[Turn, str]:
    """What the burst does to the topic, and the question left in it once courtesies are taken away."""
    kinds = [courtesy(message) for message in burst]
    if topic.answers and any(rejects(message) for message in burst if courtesy(message) is Courtesy.NOTHING):
        return Turn.REJECTED, ""
    said = [message for message, kind in zip(burst, kinds, strict=True) if kind is None]
    if not said:
        return (Turn.THANKS if Courtesy.THANKS in kinds else Turn.COURTESY), ""
    if topic.answers and any(rejects(message) for message in said):
        return Turn.REJECTED, " ".join(filter(None, (_question_beside(message) for message in said)))
    if all(message.strip(" .!").lower() in ("no", "nope", "nah") for message in said):
        return Turn.COURTESY, ""
    question = " ".join(substance(message) for message in said)
    if topic.answers and has_no_topic(question):
        return Turn.REJECTED, ""
    if any(restated(question, earlier) for earlier in topic.questions) and not any(map(gives_thanks, burst)):
        return Turn.RESTATED, question
    return Turn.QUESTION, question


def _question_beside(message: str) -> str:
    return beyond_rejection(message) if rejects(message) else substance(message)


def step(topic: Topic, turn: Turn, burst: Sequence[str], question: str) -> Topic:
    """The topic after the burst: one more failure, a fresh start, or as it was."""
    if turn in (Turn.REJECTED, Turn.RESTATED):
        return topic.failing(" ".join(burst), question)
    if turn is Turn.THANKS:
        return replace(topic, failed=())
    return topic if turn is Turn.COURTESY else Topic(questions=(question,))


def _after(topic: Topic, burst: Sequence[str], lines: Sequence[str]) -> Topic:
    """The topic after a burst and the bot's lines that followed it, which show what it was taken for then."""
    turn, question = read(topic, burst)
    if turn is Turn.QUESTION and topic.answers and any(_again(topic, line) for line in lines):
        turn = Turn.RESTATED
    after = step(topic, turn, burst, question)
    return after if turn in (Turn.COURTESY, Turn.THANKS) else after.answered(lines)


def _again(topic: Topic, line: str) -> bool:
    return marks_failure(line) or answer_in(line) in topic.answers


def _turns(utterances: Sequence[Utterance]) -> list[tuple[list[str], list[str]]]:
    """Bursts of the contact, each with the bot's lines after it; a person's answer starts all anew."""
    turns: list[tuple[list[str], list[str]]] = []
    for utterance in utterances:
        if utterance.author is Author.MEMBER:
            turns = []
        elif utterance.author is Author.CONTACT:
            if not turns or turns[-1][1]:
                turns.append(([], []))
            turns[-1][0].append(utterance.text)
        elif turns:
            turns[-1][1].append(utterance.text)
    return turns
