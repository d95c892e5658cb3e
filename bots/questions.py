"""A question: answered, asked about, tried once more, or given up and handed over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bots.detection.base import AS_IT_COMES, Trigger
from bots.detection.lines import another_try, asking_again, asks_back, clarified, clarifying, voice_of
from bots.detection.remarks import may_be_a_remark
from bots.detection.restated import ENOUGH, likeness
from bots.detection.unanswered import gap
from bots.detection.unresolved import Topic, Turn, line_before, step
from bots.detection.voices import Voice
from bots.engines.base import Adjustable, Answer, Comparing, Engine, NoAnswer
from bots.transcript import Transcript
from bots.verdicts import Decision, Escalate, Reply, Setup

SAME_QUESTION = 0.42
"""How surely a question must be the earlier one; one that is missed costs more than one too many."""
SURE = {1: 0.2, 2: 0.35, AS_IT_COMES: 0.5, 4: 0.65, 5: 0.8}
"""Score from which an article answers, by the sensitivity of the scenario that hands over what none does."""
NOT_AMONG_THEM = "Neither of the offered questions was meant."


def asked_again(engine: Engine, question: str, earlier: str) -> float:
    """How surely the question is the earlier one in other words, 0..1, as the engine can tell."""
    by_words = likeness(question, earlier)
    surely = 0.5 + 0.5 * by_words if by_words >= ENOUGH else 0.0
    if isinstance(engine, Comparing):
        return max(surely, engine.resemblance(question, earlier))
    return surely or 0.5 * by_words


class UnusableAnswerError(Exception):
    """The engine returned no text, or something that is no answer at all."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The question at hand: a setup, what was said, who can answer, the topic so far, and in what language.

    A line beside words of the knowledge is in their language where that is clear.
    """

    setup: Setup
    transcript: Transcript
    engine: Engine
    topic: Topic
    voice: Voice

    def decide(self, turn: Turn, question: str, burst: Sequence[str]) -> Decision:
        topic = step(self.topic, turn, burst, question)
        if turn is Turn.NEITHER:
            return self._unanswered(NoAnswer(NOT_AMONG_THEM), self._asked_last())
        if turn in (Turn.REJECTED, Turn.RESTATED):
            given_up = self._given_up(topic) or self._still_unclear(question)
            return given_up or self._tried_again(topic, question)
        answer = self._ask(question)
        if turn is Turn.QUESTION and self._again(answer, question):
            again = self.topic.failing(" ".join(burst), question)
            return self._given_up(again) or self._tried_again(again, question)
        return self._answered(answer) if isinstance(answer, Answer) else self._unanswered(answer, question)

    def _still_unclear(self, question: str) -> Decision | None:
        """The bot had asked which article is meant, and is no wiser: nothing it could try is left."""
        if not clarified(line_before(self.transcript)):
            return None
        answer = self._ask(question) if question else NoAnswer(NOT_AMONG_THEM)
        if isinstance(answer, Answer):
            return self._answered(answer)
        if self.setup.first(Trigger.LACK_OF_INFORMATION) is None:
            return None
        return self._unanswered(answer, question or self._asked_last())

    def _asked_last(self) -> str:
        return self.topic.questions[-1] if self.topic.questions else ""

    def _again(self, answer: Answer | NoAnswer, question: str) -> bool:
        """The same answer once more, or what the engine takes for the question that was answered before."""
        if isinstance(answer, Answer) and answer.text in self.topic.answers:
            return True
        return bool(self.topic.answers) and any(
            asked_again(self.engine, question, earlier) >= SAME_QUESTION for earlier in self.topic.questions
        )

    def _ask(self, question: str, rejected: tuple[str, ...] = ()) -> Answer | NoAnswer:
        answer = self._heeding().answer(replace(self.transcript, rejected=rejected), question)
        if isinstance(answer, NoAnswer) or (isinstance(answer, Answer) and answer.text.strip()):
            return answer
        raise UnusableAnswerError("the engine returned no text")

    def _heeding(self) -> Engine:
        """The engine, as sure of its answers as the scenario for what it does not know wants it to be."""
        scenario = self.setup.first(Trigger.LACK_OF_INFORMATION)
        if scenario is None or not isinstance(self.engine, Adjustable):
            return self.engine
        return self.engine.at(SURE[scenario.sensitivity])

    def _given_up(self, topic: Topic) -> Escalate | None:
        """The handover, once the failed answers exceed the retries that the scenario allows."""
        scenario = self.setup.first(Trigger.FAILED_TO_RESOLVE)
        if scenario is None or topic.failures <= scenario.retries:
            return None
        because = f"The bot's answers failed {topic.failures} times on one topic."
        return Escalate(Trigger.FAILED_TO_RESOLVE, scenario, because, topic.evidence(scenario.retries))

    def _tried_again(self, topic: Topic, question: str) -> Reply:
        """Another answer than those that failed, or else a request to put the question differently."""
        scenario = self.setup.first(Trigger.FAILED_TO_RESOLVE)
        shown = topic.evidence(scenario.retries if scenario else topic.failures)
        answer = self._ask(question or topic.questions[-1], topic.answers)
        if isinstance(answer, Answer) and answer.text not in topic.answers:
            text = another_try(topic.failures, answer.text, self._beside(answer.text))
            because = "The answer before did not help; the bot tried another."
            return Reply(text, because, (*shown, *answer.evidence), answer.score, answer.article)
        because = "The answer before did not help; the bot asked to hear more."
        return Reply(asking_again(topic.failures, self.voice), because, shown)

    def _beside(self, *known: str) -> Voice:
        return voice_of(known, default=self.voice)

    def _answered(self, answer: Answer) -> Reply:
        return Reply(answer.text, "The bot knew an answer.", answer.evidence, answer.score, answer.article)

    def _unanswered(self, answer: NoAnswer, question: str) -> Decision:
        """What is meant is asked once; after that, or where no article is near, it is a gap."""
        shown = gap(question, answer.because, answer.score, answer.evidence)
        asked_back = asks_back(line_before(self.transcript))
        if len(answer.offers) > 1 and not asked_back:
            because = "Two articles are about equally near; the bot asked which is meant."
            return Reply(
                clarifying(answer.offers, self._beside(*answer.offers)), because, shown, answer.score
            )
        if self.topic.answers and not asked_back and may_be_a_remark(question):
            because = (
                "A few words after an answer, and no question that the bot knows; it asked what is meant."
            )
            return Reply(self.voice.unsure, because, shown, answer.score)
        scenario = self.setup.first(Trigger.LACK_OF_INFORMATION)
        if scenario is None:
            return Reply(
                self.voice.do_not_know,
                "The bot knows no answer, and no scenario hands over for that.",
                shown,
                answer.score,
                unanswered=question,
            )
        because = "The knowledge does not answer the question."
        return Escalate(
            Trigger.LACK_OF_INFORMATION, scenario, because, shown, answer.score, unanswered=question
        )
