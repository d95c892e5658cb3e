"""Whatever is typed, the bot decides, and in time."""

import time

import pytest

from bots.decisions import Escalate, Setup, decide
from bots.detection.base import ScenarioSetup, Trigger
from bots.engines import Entry, LocalEngine
from bots.transcript import Author, Transcript

SETUP = Setup(
    True,
    (
        ScenarioSetup(1, "Human Requested", Trigger.HUMAN_REQUESTED, ("I want to talk to a human",
        "menschliche Hilfe")),
        ScenarioSetup(2, "Complaint", Trigger.CUSTOM, ("I want to complain",), ("I want to complain",)),
        ScenarioSetup(3, "Failed to Resolve", Trigger.FAILED_TO_RESOLVE),
        ScenarioSetup(4, "Lack of Information", Trigger.LACK_OF_INFORMATION),
    ),
)  # fmt: skip
ENGINE = LocalEngine(
    [Entry(at, f"how do i fix the {part}", f"So: {part}.", (f"my {part} broke", f"{part} repair"))
     for at, part in enumerate(("wheel", "saddle", "brake", "chain", "lamp", "bell", "pedal", "fork"))]
)  # fmt: skip


def said(*texts: str) -> Transcript:
    transcript = Transcript().then(Author.CONTACT, "how do i fix the bell").then(Author.BOT, "So: bell.")
    for text in texts:
        transcript = transcript.then(Author.CONTACT, text)
    return transcript


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "a", "?", "0", "🙂", "🙂🙂🙂👍🏽", "\u200b\u200b", "\u202e",
        "\x00", "ａｂｃ", "ß", "İ", "ﷺ",
        "привет hello 你好 مرحبا", "a" * 20_000, "🙂" * 20_000, "talk to " * 2_500, "I want to " * 2_000,
        "not " * 5_000, "a, " * 6_000, "can you please " * 1_300 + "fix it", "no " * 6_000, "「" * 20_000,
        "़" * 20_000,
        "é" * 20_000, "((((" * 5_000, "'" * 20_000, "x'y" * 6_000, "人" * 20_000, "really " * 3_000,
    ],
)  # fmt: skip
def test_no_message_stalls_the_decision(text: str) -> None:
    start = time.thread_time()
    decision = decide(SETUP, said(text), ENGINE)
    assert time.thread_time() - start < 3
    assert not (isinstance(decision, Escalate) and decision.trigger is Trigger.ENGINE_FAILURE)


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a hum\u200ban", "I want to talk to a h\u00adu\u00adm\u00ada\u00adn",
        "I want to talk to a humаn", "I wаnt tо tаlk tо а humаn", "I WANT TO TALK TO A HUMAN!!!",
        "ｉ ｗａｎｔ ｔｏ ｔａｌｋ ｔｏ ａ ｈｕｍａｎ", "i want to talk to a huuuuman", "h u m a n please",
        "x" * 19_000 + ". I want to talk to a human", "I want to talk to a human. " + "bla " * 5_000,
        "MENSCHLICHE HILFE", "menschlihce Hilfe",
    ],
)  # fmt: skip
def test_a_wish_for_a_person_is_heard_however_it_is_disguised(text: str) -> None:
    decision = decide(SETUP, said(text), ENGINE)
    assert isinstance(decision, Escalate)
    assert decision.trigger is Trigger.HUMAN_REQUESTED


def test_phrases_that_contradict_each_other_fire_nothing() -> None:
    decision = decide(SETUP, said("I want to complain"), ENGINE)
    assert not isinstance(decision, Escalate) or decision.trigger is not Trigger.CUSTOM


def test_a_hundred_messages_at_once_are_one_turn_in_time() -> None:
    start = time.thread_time()
    decide(SETUP, said(*(f"message number {at} about a bell" for at in range(100))), ENGINE)
    assert time.thread_time() - start < 10


def test_a_knowledge_of_fifty_thousand_articles_answers() -> None:
    entries = [
        Entry(at, f"what does part {at} of the catalogue cost", f"{at} euros.") for at in range(50_000)
    ]
    start = time.thread_time()
    engine = LocalEngine(entries)
    built = time.thread_time() - start
    start = time.thread_time()
    engine.answer(Transcript(), "cost of part 4711")
    assert built < 200
    assert time.thread_time() - start < 5
