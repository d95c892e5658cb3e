"""The brain: what a bot does with the messages that wait for it, as a typed value that carries its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bots.detection.base import Evidence, Finding, ScenarioSetup, Trigger
from bots.detection.custom import said
from bots.detection.lines import COURTESIES, DO_NOT_KNOW, NO_PERSON_HERE, another_try, asking_again
from bots.detection.requested import requested
from bots.detection.smalltalk import Courtesy, main_courtesy
from bots.detection.unanswered import gap
from bots.detection.unresolved import Topic, Turn, read, step, topic_so_far
from bots.engines.base import Answer, Engine, NoAnswer
from bots.transcript import Transcript

__all__ = [
    "Decision", "Escalate", "Evidence", "Reply", "ScenarioSetup", "Setup", "Silence", "Trigger", "decide",
    "engine_failed",
]  # fmt: skip

UNASKED = ScenarioSetup(0, "", Trigger.HUMAN_REQUESTED)
"""Detects a wish for a person where no scenario listens for it, so that the bot can answer honestly."""

SPOKEN_FOR = {
    Trigger.HUMAN_REQUESTED: "The contact asked for a person.",
    Trigger.CUSTOM: "The contact said what this scenario listens for.",
}


@dataclass(frozen=True, slots=True)
class Setup:
    """What the bot may do. `scenarios` are the enabled ones, the one that wins first."""

    handover_enabled: bool
    scenarios: tuple[ScenarioSetup, ...] = ()
    greeting: str = ""

    def active(self) -> tuple[ScenarioSetup, ...]:
        return self.scenarios if self.handover_enabled else ()

    def first(self, trigger: Trigger) -> ScenarioSetup | None:
        return next((one for one in self.active() if one.trigger is trigger), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """`article` is the id of the knowledge article it rests on, `score` (0..1) how sure the engine was."""

    text: str
    because: str
    evidence: tuple[Evidence, ...] = ()
    score: float | None = None
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Escalate:
    """`scenario` is None only for an engine's failure, which no scenario needs to ask for."""

    trigger: Trigger
    scenario: ScenarioSetup | None
    because: str
    evidence: tuple[Evidence, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    because: str
    evidence: tuple[Evidence, ...] = ()


Decision = Reply | Escalate | Silence


class UnusableAnswerError(Exception):
    """The engine returned no text, or something that is no answer at all."""


def decide(setup: Setup, transcript: Transcript, engine: Engine) -> Decision:
    """What to do about the pending burst. Never raises: whatever breaks on the way ends in a handover."""
    burst = tuple(utterance.text for utterance in transcript.pending())
    if not burst:
        return Silence("Nothing waits for an answer.")
    try:
        return _decided(setup, transcript, engine, burst)
    except Exception as error:
        return engine_failed(f"{type(error).__name__}: {error}")


def engine_failed(reason: str) -> Escalate:
    """The handover for a broken, blank or late answer; `reason` is shown to administrators, shortened."""
    line = " ".join(reason.split())
    shown = line if len(line) <= 200 else f"{line[:199]}…"
    return Escalate(
        Trigger.ENGINE_FAILURE,
        None,
        "The bot could not answer because its engine failed.",
        (Evidence("error", shown),),
    )


def _decided(setup: Setup, transcript: Transcript, engine: Engine, burst: tuple[str, ...]) -> Decision:
    heard = _listened(setup, burst)
    if not isinstance(heard, tuple):
        return heard
    topic = topic_so_far(transcript)
    turn, question = read(topic, burst)
    if turn in (Turn.COURTESY, Turn.THANKS):
        return _courteous(setup, burst, heard)
    return _with(heard, Conversation(setup, transcript, engine, topic).decide(turn, question, burst))


def _listened(setup: Setup, burst: tuple[str, ...]) -> Decision | tuple[Evidence, ...]:
    """A decision, where the contact's words alone make one; else the vetoes that were found."""
    readings = dict.fromkeys((*burst, " ".join(burst)))
    vetoes: dict[Evidence, None] = {}
    for scenario in setup.active():
        finding = _found(scenario, tuple(readings))
        if finding.fired:
            return Escalate(
                scenario.trigger, scenario, SPOKEN_FOR[scenario.trigger], finding.evidence, finding.score
            )
        vetoes.update(dict.fromkeys(finding.evidence))
    if setup.first(Trigger.HUMAN_REQUESTED) is None:
        wish = requested(tuple(readings), UNASKED)
        if wish.fired:
            because = "The contact asked for a person, but no scenario of this bot hands over for that."
            return Reply(NO_PERSON_HERE, because, wish.evidence, wish.score)
        vetoes.update(dict.fromkeys(wish.evidence))
    return tuple(one for one in vetoes if one.kind == "veto")


def _found(scenario: ScenarioSetup, readings: Sequence[str]) -> Finding:
    if scenario.trigger is Trigger.HUMAN_REQUESTED:
        return requested(readings, scenario)
    return said(readings, scenario) if scenario.trigger is Trigger.CUSTOM else Finding()


def _courteous(setup: Setup, burst: Sequence[str], heard: tuple[Evidence, ...]) -> Reply:
    kind = main_courtesy(burst)
    greeting = setup.greeting.strip() if kind is Courtesy.GREETING else ""
    shown = Evidence("small_talk", f"the message is small talk ({kind.value.replace('_', ' ')})")
    return Reply(greeting or COURTESIES[kind], "The message is small talk.", (*heard, shown))


def _with(heard: tuple[Evidence, ...], decision: Decision) -> Decision:
    return replace(decision, evidence=(*heard, *decision.evidence)) if heard else decision


@dataclass(frozen=True, slots=True)
class Conversation:
    """The question at hand: a setup, what was said, who can answer, and the topic so far."""

    setup: Setup
    transcript: Transcript
    engine: Engine
    topic: Topic

    def decide(self, turn: Turn, question: str, burst: Sequence[str]) -> Decision:
        topic = step(self.topic, turn, burst, question)
        if turn is not Turn.QUESTION:
            return self._given_up(topic) or self._tried_again(topic, question)
        answer = self._ask(question)
        if isinstance(answer, Answer) and answer.text in self.topic.answers:
            again = self.topic.failing(" ".join(burst), question)
            return self._given_up(again) or self._tried_again(again, question)
        return self._answered(answer) if isinstance(answer, Answer) else self._unanswered(answer, question)

    def _ask(self, question: str, rejected: tuple[str, ...] = ()) -> Answer | NoAnswer:
        answer = self.engine.answer(replace(self.transcript, rejected=rejected), question)
        if isinstance(answer, NoAnswer) or (isinstance(answer, Answer) and answer.text.strip()):
            return answer
        raise UnusableAnswerError("the engine returned no text")

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
            text = another_try(topic.failures, answer.text)
            because = "The answer before did not help; the bot tried another."
            return Reply(text, because, (*shown, *answer.evidence), answer.score, answer.article)
        because = "The answer before did not help; the bot asked to hear more."
        return Reply(asking_again(topic.failures), because, shown)

    def _answered(self, answer: Answer) -> Reply:
        return Reply(answer.text, "The bot knew an answer.", answer.evidence, answer.score, answer.article)

    def _unanswered(self, answer: NoAnswer, question: str) -> Decision:
        shown = gap(question, answer.because, answer.score, answer.evidence)
        scenario = self.setup.first(Trigger.LACK_OF_INFORMATION)
        if scenario is None:
            return Reply(
                DO_NOT_KNOW,
                "The bot knows no answer, and no scenario hands over for that.",
                shown,
                answer.score,
            )
        because = "The knowledge does not answer the question."
        return Escalate(Trigger.LACK_OF_INFORMATION, scenario, because, shown, answer.score)
