"""Custom scenarios: an administrator's own phrases."""

import pytest

from bots.detection.base import Finding, ScenarioSetup, Trigger
from bots.detection.custom import said

CANCELLING = ScenarioSetup(
    id=4,
    name="Cancelling",
    trigger=Trigger.CUSTOM,
    example_phrases=("I want to cancel my subscription", "legal action", "Kündigung"),
    never_phrases=("cancel my subscription to the newsletter",),
)


def look(*messages: str) -> Finding:
    return said(messages, CANCELLING)


@pytest.mark.parametrize(
    "text",
    [
        "I want to cancel my subscription",
        "i want to CANCEL my subscription!!!",
        "I wnat to cancl my subscribtion",
        "Hello there, as I said last week I want to cancel my subscription and get my money back",
        "please cancel the subscription",
        "I will take legal action",
        "kündigung",
        "Betreff: Kundigung",
    ],
)
def test_a_phrase_is_heard_exactly_nearly_misspelt_or_inside_a_longer_message(text: str) -> None:
    finding = look(text)
    assert finding.fired
    assert finding.evidence[0].kind == "phrase"
    assert 0.8 <= finding.score <= 1.0


@pytest.mark.parametrize(
    "text", ["I want to buy a bicycle", "what does a subscription cost", "legal notice", "", "🙂", "cancel"]
)
def test_anything_else_is_not_heard(text: str) -> None:
    assert not look(text).fired


def test_a_phrase_that_never_matches_is_a_visible_veto() -> None:
    finding = look("I want to cancel my subscription to the newsletter")
    assert not finding.fired
    assert [one.kind for one in finding.evidence] == ["veto"]


def test_the_opposite_of_a_phrase_is_a_visible_veto() -> None:
    finding = look("I do not want to cancel my subscription")
    assert not finding.fired
    assert "opposite" in finding.evidence[0].text


def test_one_message_of_a_burst_is_enough() -> None:
    assert look("hello", "I want to cancel my subscription", "thanks").fired


def test_a_scenario_without_phrases_never_fires() -> None:
    assert not said(["anything"], ScenarioSetup(5, "Empty", Trigger.CUSTOM)).fired
