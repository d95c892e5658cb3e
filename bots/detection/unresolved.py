"""Failed to Resolve: a fold over the present term of control that counts failed answers, topic by topic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bots.detection.base import Evidence, quoted
from bots.detection.choosing import chosen, turns_all_down
from bots.detection.feedback import (
    HINTED,
    beyond_rejection,
    dissatisfaction,
    has_no_topic,
    rejects,
    turned_down,
    weighed_most,
)
from bots.detection.foreign import just_no
from bots.detection.lines import UNSURE, answer_in, asks_back, asks_for_more, clarified, marks_failure
from bots.detection.restated import restated
from bots.detection.smalltalk import Courtesy, courtesy, gives_thanks, substance
from bots.transcript import Author, Transcript, Utterance


class Turn(StrEnum):
    """What a burst of the contact's does to the topic."""

    COURTESY = "courtesy"
    THANKS = "thanks"
    REJECTED = "rejected"
    RESTATED = "restated"
    CHOSEN = "chosen"
    NEITHER = "neither"
    REMARK = "remark"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Topic:
    """What the contact wants at present: how they asked, what they were told, and what failed.

    `reset_by` is the message that took failed answers back to none; "" where nothing did.
    """

    questions: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    reset_by: str = ""

    @property
    def failures(self) -> int:
        return len(self.failed)

    def failing(self, message: str, question: str = "") -> "Topic":
        asked = (*self.questions, question) if question else self.questions
        return replace(self, questions=asked, failed=(*self.failed, message))

    def answered(self, lines: Iterable[str]) -> "Topic":
        given = (answer_in(line) for line in lines if not asks_back(line))
        return replace(self, answers=tuple(dict.fromkeys((*self.answers, *given))))

    def evidence(self, retries: int) -> tuple[Evidence, ...]:
        """One line for each failed answer; the last says when it exceeds the retries."""
        retry = "retry" if retries == 1 else "retries"
        after = f", after {retries} {retry}" if self.failures > retries else ""
        return tuple(
            _counted(f"failed answer {number}{after if number == self.failures else ''}", said)
            for number, said in enumerate(self.failed, start=1)
        )


def _counted(what: str, said: str) -> Evidence:
    words = " and ".join(quoted(word) for word in weighed_most(said))
    return Evidence("counter", f"{what}: {quoted(said)}{f', mostly for {words}' if words else ''}")


def topic_so_far(transcript: Transcript) -> Topic:
    """The topic as it stood before the pending burst."""
    fresh = transcript.fresh()
    return _folded(_turns(fresh[: len(fresh) - len(transcript.pending())]))


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a conversation is from being handed over for failed answers, for people to read.

    `raised_by` are the messages that each counted as one failed answer, oldest first; `reset_by` the one that
    took earlier failures back.
    """

    failures: int
    retries: int
    raised_by: tuple[str, ...] = ()
    reset_by: str = ""

    @property
    def counted(self) -> str:
        """ "2 of 2", or "3, after 2 retries" once they are exceeded."""
        if self.failures <= self.retries:
            return f"{self.failures} of {self.retries}"
        return f"{self.failures}, after {self.retries} {'retry' if self.retries == 1 else 'retries'}"

    def __str__(self) -> str:
        if self.raised_by:
            return f"{self.counted}: {quoted(self.raised_by[-1])}"
        return f"{self.counted}, reset by {quoted(self.reset_by)}" if self.reset_by else self.counted


def standing(transcript: Transcript, retries: int) -> Standing:
    """Of the present term of control, with what is pending."""
    topic = _folded(_turns(transcript.fresh()))
    return Standing(topic.failures, retries, topic.failed, topic.reset_by)


def _folded(turns: Iterable[tuple[list[str], list[str]]]) -> Topic:
    topic, before = Topic(), ""
    for burst, lines in turns:
        topic = _after(topic, burst, lines, before)
        before = lines[-1] if lines else before
    return topic


def line_before(transcript: Transcript) -> str:
    """What the bot said last before the pending burst; "" where it has said nothing."""
    fresh = transcript.fresh()
    spoken = fresh[: len(fresh) - len(transcript.pending())]
    return spoken[-1].text if spoken and spoken[-1].author is Author.BOT else ""


def read(topic: Topic, burst: Sequence[str], before: str = "") -> tuple[Turn, str]:
    """What the burst does to the topic, and the question left in it once courtesies are taken away.

    `before` is the bot's line that it follows: a "no" or "the first" answers the bot's own question.
    """
    told = bool(topic.answers or clarified(before))
    return _answering(burst, before) or _reading(topic, burst, told=told)


def _answering(burst: Sequence[str], before: str) -> tuple[Turn, str] | None:
    said = " ".join(burst)
    if asks_for_more(before) and turns_all_down(said):
        return Turn.COURTESY, ""
    offered = clarified(before)
    if not offered:
        return None
    if turns_all_down(said):
        return Turn.NEITHER, ""
    choice = chosen(said, offered)
    return (Turn.CHOSEN, choice) if choice else None


def _reading(topic: Topic, burst: Sequence[str], *, told: bool) -> tuple[Turn, str]:
    """`told`: something that can be turned down was said before."""
    kinds = [courtesy(message) for message in burst]
    if told and any(rejects(message) for message in burst if courtesy(message) is Courtesy.NOTHING):
        return Turn.REJECTED, ""
    said = [message for message, kind in zip(burst, kinds, strict=True) if kind is None]
    if not said:
        return (Turn.THANKS if Courtesy.THANKS in kinds else Turn.COURTESY), ""
    if told and any(turned_down(message) for message in said):
        return Turn.REJECTED, " ".join(filter(None, (_question_beside(message) for message in said)))
    if all(message.strip(" .!").lower() in ("no", "nope", "nah") or just_no(message) for message in said):
        return Turn.COURTESY, ""
    question = " ".join(substance(message) for message in said)
    if told and has_no_topic(question) and dissatisfaction(question) >= HINTED:
        return Turn.REJECTED, ""
    if any(restated(question, earlier) for earlier in topic.questions) and not any(map(gives_thanks, burst)):
        return Turn.RESTATED, question
    return Turn.QUESTION, question


def _question_beside(message: str) -> str:
    return beyond_rejection(message) if turned_down(message) else substance(message)


def step(topic: Topic, turn: Turn, burst: Sequence[str], question: str) -> Topic:
    """The topic after the burst: one more failure, a fresh start, or as it was."""
    if turn in (Turn.REJECTED, Turn.RESTATED):
        return topic.failing(" ".join(burst), question)
    if turn is Turn.CHOSEN:
        return replace(topic, questions=(*topic.questions, question))
    if turn in (Turn.COURTESY, Turn.NEITHER, Turn.REMARK):
        return topic
    reset_by = " ".join(burst) if topic.failed else ""
    if turn is Turn.THANKS:
        return replace(topic, failed=(), reset_by=reset_by or topic.reset_by)
    return Topic(questions=(question,), reset_by=reset_by)


def _after(topic: Topic, burst: Sequence[str], lines: Sequence[str], before: str) -> Topic:
    """The topic after a burst and the bot's lines that followed it, which show what it was taken for then."""
    turn, question = read(topic, burst, before)
    if turn is Turn.QUESTION and topic.answers and any(_again(topic, line) for line in lines):
        turn = Turn.RESTATED
    if any(line in UNSURE for line in lines):
        turn = Turn.REMARK
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
