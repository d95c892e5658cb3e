"""decide(): what the bot does with the messages that wait."""

from dataclasses import replace

import pytest

from bots.decisions import (
    Decision,
    Escalate,
    Reply,
    ScenarioSetup,
    Setup,
    Silence,
    Trigger,
    decide,
    engine_failed,
)
from bots.engines import Answer, Engine, Entry, LocalEngine, NoAnswer
from bots.transcript import Author, Transcript

HUMAN = ScenarioSetup(1, "Human Requested", Trigger.HUMAN_REQUESTED, ("I want to talk to a human",))
LACKING = ScenarioSetup(2, "Lack of Information", Trigger.LACK_OF_INFORMATION)
FAILED = ScenarioSetup(3, "Failed to Resolve Issue", Trigger.FAILED_TO_RESOLVE)
LEGAL = ScenarioSetup(4, "Legal", Trigger.CUSTOM, ("I will call my lawyer",))
SETUP = Setup(True, (HUMAN, LEGAL, FAILED, LACKING), greeting="Welcome to the workshop!")

SHOP = LocalEngine(
    [
        Entry(1, "When are you open?", "From Monday to Saturday, 9 to 18.", ("opening hours",)),
        Entry(
            2, "How much does a bicycle service cost?", "A full service costs 89 euros.", ("service price",)
        ),
        Entry(3, "How do I pay for a bicycle?", "By card or in cash.", ("ways of payment",)),
    ]
)


class Broken:
    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        raise TimeoutError("the far end did not answer\nin time" + "." * 500)


class Blank:
    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        return Answer("  \n")


def play(*texts: str, setup: Setup = SETUP, engine: Engine = SHOP) -> list[Decision]:
    """The bot's decision on each message in turn, until it hands over."""
    transcript, decisions = Transcript(), list[Decision]()
    for text in texts:
        transcript = transcript.then(Author.CONTACT, text)
        decision = decide(setup, transcript, engine)
        decisions.append(decision)
        if not isinstance(decision, Reply):
            break
        transcript = transcript.then(Author.BOT, decision.text)
    return decisions


def one(*burst: str, setup: Setup = SETUP, engine: Engine = SHOP) -> Decision:
    transcript = Transcript()
    for text in burst:
        transcript = transcript.then(Author.CONTACT, text)
    return decide(setup, transcript, engine)


def trigger_of(decision: Decision) -> Trigger | None:
    return decision.trigger if isinstance(decision, Escalate) else None


def test_without_a_pending_message_the_bot_is_silent() -> None:
    answered = Transcript().then(Author.CONTACT, "hi").then(Author.BOT, "Hello!")
    assert isinstance(decide(SETUP, Transcript(), SHOP), Silence)
    assert isinstance(decide(SETUP, answered, SHOP), Silence)


def test_a_known_question_is_answered_with_its_article() -> None:
    decision = one("when are you open?")
    assert isinstance(decision, Reply)
    assert (decision.text, decision.article) == ("From Monday to Saturday, 9 to 18.", 1)
    assert decision.evidence[0].as_dict()["kind"] == "article"


def test_asking_for_a_person_hands_over_with_the_scenario_and_the_evidence() -> None:
    decision = one("can i speak to a real person")
    assert isinstance(decision, Escalate)
    assert decision.scenario is HUMAN
    assert decision.because == "The contact asked for a person."
    assert decision.evidence[0].kind == "wording"


def test_several_quick_messages_are_one_turn() -> None:
    assert trigger_of(one("hello", "i want to talk", "to a human")) is Trigger.HUMAN_REQUESTED
    answer = one("hi", "when are you", "open?")
    assert isinstance(answer, Reply)
    assert answer.article == 1


def test_the_first_scenario_wins_when_two_match() -> None:
    both = "I want to talk to a human or I will call my lawyer"
    assert trigger_of(one(both)) is Trigger.HUMAN_REQUESTED
    turned = replace(SETUP, scenarios=(LEGAL, HUMAN))
    assert trigger_of(one(both, setup=turned)) is Trigger.CUSTOM


def test_a_veto_stays_visible_on_the_decision_that_follows() -> None:
    decision = one("do you have a human resources department")
    assert trigger_of(decision) is Trigger.LACK_OF_INFORMATION
    assert "veto" in {one.kind for one in decision.evidence}


@pytest.mark.parametrize(
    "text", ["hi", "thanks!", "bye", "ok", "🙂", "...", "are you a bot?", "no human please"]
)
def test_small_talk_gets_a_friendly_line(text: str) -> None:
    decision = one(text)
    assert isinstance(decision, Reply)
    assert decision.text
    assert decision.evidence[-1].kind == "small_talk"


def test_a_greeting_is_answered_with_the_bots_own() -> None:
    decision = one("hello!")
    assert isinstance(decision, Reply)
    assert decision.text == "Welcome to the workshop!"


def test_an_unknown_question_hands_over_for_lack_of_information() -> None:
    decision = one("do you offer insurance against theft")
    assert trigger_of(decision) is Trigger.LACK_OF_INFORMATION
    assert decision.evidence[-1].kind == "gap"


def test_without_that_scenario_the_bot_says_that_it_does_not_know() -> None:
    decision = one("do you offer insurance against theft", setup=Setup(True, (HUMAN,)))
    assert isinstance(decision, Reply)
    assert "do not know" in decision.text


QUESTION, AGAIN = "how much does a bicycle service cost?", "what is the cost of a bicycle service"
WRONG, THANKS, OTHER = "that's not what I asked", "thanks, great", "when are you open?"


@pytest.mark.parametrize(
    ("texts", "turn"),
    [
        ((QUESTION, WRONG, "no, wrong", "this doesn't help"), 4),
        ((QUESTION, WRONG, AGAIN, "no, wrong"), 4),
        ((QUESTION, AGAIN, "how much does a service of a bicycle cost", "price of a bicycle service?"), 4),
        ((QUESTION, WRONG, "no, wrong", THANKS), None),
        ((QUESTION, WRONG, "no, wrong", OTHER, WRONG, THANKS), None),
        ((QUESTION, WRONG, THANKS, OTHER, WRONG, "no, wrong", "this doesn't help"), 7),
        ((QUESTION, AGAIN, OTHER, THANKS), None),
    ],
)
def test_the_bot_hands_over_once_failed_answers_exceed_the_retries(
    texts: tuple[str, ...], turn: int | None
) -> None:
    decisions = play(*texts)
    if turn is None:
        assert all(isinstance(decision, Reply) for decision in decisions)
    else:
        assert len(decisions) == turn
        assert trigger_of(decisions[-1]) is Trigger.FAILED_TO_RESOLVE
        assert decisions[-1].evidence[-1].text.startswith("failed answer 3, after 2 retries")


def test_the_number_of_retries_is_the_scenarios() -> None:
    setup = replace(SETUP, scenarios=(replace(FAILED, retries=1),))
    assert len(play(QUESTION, WRONG, WRONG, setup=setup)) == 3
    assert trigger_of(play(QUESTION, WRONG, WRONG, setup=setup)[-1]) is Trigger.FAILED_TO_RESOLVE


def test_a_failed_answer_is_never_repeated_word_for_word() -> None:
    texts = [decision.text for decision in play(QUESTION, AGAIN, WRONG) if isinstance(decision, Reply)]
    assert len(set(texts)) == 3


def test_turning_an_answer_down_is_no_lack_of_information() -> None:
    assert all(isinstance(decision, Reply) for decision in play(QUESTION, "you keep repeating yourself"))


def test_with_handover_off_no_scenario_fires_and_the_bot_promises_nobody() -> None:
    off = replace(SETUP, handover_enabled=False)
    decision = one("let me talk to a human", setup=off)
    assert isinstance(decision, Reply)
    assert "cannot pass this conversation on" in decision.text
    assert isinstance(one("do you offer insurance against theft", setup=off), Reply)
    assert all(isinstance(one, Reply) for one in play(QUESTION, WRONG, WRONG, WRONG, WRONG, setup=off))


@pytest.mark.parametrize("engine", [Broken(), Blank()])
@pytest.mark.parametrize("enabled", [True, False])
def test_a_broken_engine_never_means_silence(engine: Engine, enabled: bool) -> None:
    decision = one("when are you open?", setup=replace(SETUP, handover_enabled=enabled), engine=engine)
    assert isinstance(decision, Escalate)
    assert (decision.trigger, decision.scenario) == (Trigger.ENGINE_FAILURE, None)
    assert decision.evidence[0].kind == "error"
    assert len(decision.evidence[0].text) <= 200
    assert "\n" not in decision.evidence[0].text


def test_the_caller_can_report_a_late_answer_the_same_way() -> None:
    late = engine_failed("no answer within 20 seconds")
    assert late.trigger is Trigger.ENGINE_FAILURE
    assert "20 seconds" in late.evidence[0].text


def test_old_triggers_do_not_fire_again_after_a_person_handed_back() -> None:
    before = Transcript().then(Author.CONTACT, "I want to talk to a human").then(Author.MEMBER, "All solved!")
    back = replace(before, fresh_from=len(before.utterances), note="Solved by phone.")
    assert isinstance(decide(SETUP, back, SHOP), Silence)
    answer = decide(SETUP, back.then(Author.CONTACT, "when are you open?"), SHOP)
    assert isinstance(answer, Reply)
    assert answer.article == 1


def test_the_same_transcript_always_gets_the_same_decision() -> None:
    transcript = Transcript().then(Author.CONTACT, "how can i pay")
    assert decide(SETUP, transcript, SHOP) == decide(SETUP, transcript, SHOP)
