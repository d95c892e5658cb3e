"""bench.play(): a conversation against a setup, message by message, and how it ends."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from bots import bench
from bots.answering import REMEMBERED
from bots.bench import HANDED_OVER, Outcome, OutOfTimeError, Played, outcome, play_without_engine
from bots.decisions import Escalate, Reply, ScenarioSetup, Setup, Trigger
from bots.engines import Answer, Entry, LocalEngine, NoAnswer
from bots.engines.base import Engine
from bots.transcript import Transcript

HUMAN = ScenarioSetup(7, "A person", Trigger.HUMAN_REQUESTED, ("I want to talk to a human",))
FAILED = ScenarioSetup(8, "Failed", Trigger.FAILED_TO_RESOLVE, retries=1)
SETUP = Setup(True, (HUMAN, FAILED))
SHOP = LocalEngine([Entry(1, "When are you open?", "From Monday to Saturday, 9 to 18.", ("opening hours",))])


def play(setup: Setup, engine: Engine, turns: Sequence[str]) -> list[Played]:
    return bench.play(setup, engine, turns, seconds=20)


class Hanging:
    """An engine that answers nothing before it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        self.released.wait(20)
        return Answer("At last.")


@contextmanager
def hanging() -> Iterator[Hanging]:
    engine = Hanging()
    yield engine
    engine.released.set()


def test_each_message_gets_its_decision_in_order() -> None:
    played = play(SETUP, SHOP, ["When are you open?", "Thank you"])
    assert [one.message for one in played] == ["When are you open?", "Thank you"]
    assert all(isinstance(one.decision, Reply) for one in played)


def test_what_the_bot_said_before_counts() -> None:
    played = play(SETUP, SHOP, ["When are you open?", "That does not help", "That does not help me at all"])
    last = played[-1].decision
    assert isinstance(last, Escalate)
    assert last.trigger is Trigger.FAILED_TO_RESOLVE


def test_after_a_handover_the_bot_is_silent() -> None:
    played = play(SETUP, SHOP, ["I want to talk to a human", "When are you open?", "Hello?"])
    assert isinstance(played[0].decision, Escalate)
    assert [one.decision for one in played[1:]] == [HANDED_OVER, HANDED_OVER]


def test_the_outcome_names_the_message_and_the_scenario() -> None:
    played = play(SETUP, SHOP, ["When are you open?", "I want to talk to a human", "Hello?"])
    assert outcome(played) == Outcome(2, "human_requested", 7, "A person")


def test_a_conversation_the_bot_keeps_has_an_empty_outcome() -> None:
    assert outcome(play(SETUP, SHOP, ["When are you open?"])) == Outcome()
    assert outcome(play(SETUP, SHOP, [])) == Outcome()


def test_an_engine_that_fails_ends_in_a_handover_of_no_scenario() -> None:
    class Down:
        def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
            raise ConnectionError("nobody there")

    assert outcome(play(SETUP, Down(), ["When are you open?"])) == Outcome(1, "engine_failure")


def test_without_an_engine_the_first_message_is_handed_over() -> None:
    played = play_without_engine("ValueError: no key", ["Hello", "Hello?"])
    assert outcome(played) == Outcome(1, "engine_failure")
    assert "ValueError: no key" in played[0].decision.evidence[0].text
    assert played[1].decision == HANDED_OVER
    assert play_without_engine("ValueError: no key", []) == []


def test_an_engine_that_hangs_is_handed_over_as_in_a_live_turn() -> None:
    with hanging() as engine:
        played = bench.play(SETUP, engine, ["When are you open?", "Hello?"], seconds=0.05)
    assert outcome(played) == Outcome(1, "engine_failure")
    assert "No answer within 0.05 seconds." in played[0].decision.evidence[0].text


def test_whoever_waits_less_long_is_not_told_that_the_engine_failed() -> None:
    with hanging() as engine, pytest.raises(OutOfTimeError):
        bench.play(SETUP, engine, ["When are you open?"], seconds=20, until=time.monotonic() + 0.05)


def test_the_bot_looks_back_on_as_much_as_in_a_live_turn() -> None:
    class Counting:
        seen = 0

        def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
            self.seen = max(self.seen, len(transcript.utterances))
            return Answer(f"That is number {len(question)}.")

    engine = Counting()
    play(Setup(True), engine, [f"When are {'very ' * number}fast bikes sold?" for number in range(40)])
    assert engine.seen == REMEMBERED
