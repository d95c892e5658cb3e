"""Asking for a person in words that no rule was written for, by the fitted models."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.detection import abroad, asking, feedback, trained
from bots.detection.base import ScenarioSetup, Trigger
from bots.detection.requested import by_rules, requested
from bots.training.texts import rows

SAMPLES = Path(__file__).parent / "samples"

IN_NO_RULE = (
    "Right, wake one of your lot up, I'm not doing this with software",
    "I'm done typing at a machine, one of your people will have to ring me about the boiler",
    "this thing is hopeless, go and tell your boss to come on here",
)


def setup(sensitivity: int = 3) -> ScenarioSetup:
    return ScenarioSetup(1, "", Trigger.HUMAN_REQUESTED, sensitivity=sensitivity)


@pytest.fixture
def no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(trained, "FOLDER", tmp_path)
    caches = (asking.hear, abroad.hear, feedback.dissatisfaction)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


@pytest.mark.parametrize("text", IN_NO_RULE)
def test_a_wish_that_no_rule_knows_is_heard_and_its_clause_shown(text: str) -> None:
    assert not by_rules(text).fired
    found = requested((text,), setup())
    assert found.fired
    assert found.score >= 0.5
    assert found.evidence[0].kind == "wording"
    assert "sounds like asking for a person" in found.evidence[0].text


@pytest.mark.parametrize(
    "text",
    [
        "no need to wake anybody up for this, just show me the form",
        "your colleague was lovely yesterday, thank her from me",
        "can a person of 90 still open an account",
        "get me a large coffee please",
    ],
)
def test_near_misses_are_left_to_the_bot(text: str) -> None:
    assert not requested((text,), setup()).fired


def test_what_turns_a_person_down_is_not_weighed_at_all() -> None:
    assert asking.heeded("I do not want to talk to an agent") == ()
    assert asking.hear("I do not want to talk to an agent") is None


def test_more_sensitive_hears_more() -> None:
    lines = [json.loads(line)["text"] for line in (SAMPLES / "unseen.jsonl").read_text().splitlines()[:300]]
    heard = [sum(requested((text,), setup(step)).fired for text in lines) for step in range(1, 6)]
    assert heard == sorted(heard)
    assert heard[0] < heard[2] < heard[4]


def test_without_the_models_rules_and_word_lists_decide(no_models: None) -> None:
    assert requested(("I want to speak to a human",), setup()).fired
    assert requested(("Ich möchte mit einem Mitarbeiter sprechen",), setup()).fired
    assert not requested((IN_NO_RULE[0],), setup()).fired


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("¿me puede atender una persona de carne y hueso por favor?", True),
        ("passatemi qualcuno del servizio clienti, questo bot non capisce niente", True),
        ("请帮我转人工客服", True),
        ("соедините меня с живым оператором", True),
        ("¿dónde está mi pedido?", False),
        ("vorrei cambiare la data della prenotazione", False),
        ("我的快递到哪里了", False),
    ],
)
def test_other_languages_have_a_model_too(text: str, asks: bool) -> None:
    assert requested((text,), setup()).fired is asks


@pytest.mark.parametrize("name", ["unseen", "world", "remarks"])
def test_no_model_was_fitted_to_a_sample(name: str) -> None:
    learnt = {row["text"].strip().casefold() for source in ("requests", "requests_world", "feedback")
              for row in rows(source)}  # fmt: skip
    lines = (SAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    labelled = [json.loads(line) for line in lines]
    assert [
        one["text"] for one in labelled if one["text"].strip().casefold() in learnt and one["label"] in (0, 1)
    ] == []


def test_the_longest_message_is_weighed_within_bounds() -> None:
    """The parts that are looked at are bounded, whatever is repeated."""
    text = "put me through to your lot " * 2000
    assert len(asking.features(asking.heeded(text), text)) < 2000
