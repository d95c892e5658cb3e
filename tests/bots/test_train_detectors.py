"""`manage.py train_detectors`: the models that ship are built from texts kept here, always the same."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from bots import checks
from bots.detection import feedback, trained
from bots.detection.feedback import turned_down
from bots.detection.trained import FOLDER, DamagedModelError, Linear, read, written
from bots.engines import Answer, Entry, LocalEngine
from bots.engines.answerability import FEATURES
from bots.training import answerability, logistic
from bots.training.answerability import made_up
from bots.transcript import Transcript

PAY = Entry(1, "How do I pay?", "By card.", ("can I pay by card", "ways to pay", "which cards do you take"))


@pytest.fixture
def no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the models, empty."""
    for one in (trained, checks):
        monkeypatch.setattr(one, "FOLDER", tmp_path)
    feedback.dissatisfaction.cache_clear()
    yield tmp_path
    feedback.dissatisfaction.cache_clear()


@pytest.mark.parametrize(
    ("family", "name"),
    [("feedback", "dissatisfaction"), ("requests", "requests"), ("requests_world", "requests_world")],
)
def test_the_same_texts_give_the_same_bytes_that_ship(family: str, name: str, tmp_path: Path) -> None:
    call_command("train_detectors", "--only", family, "--into", str(tmp_path), stdout=StringIO())
    assert (tmp_path / f"{name}.json").read_bytes() == (FOLDER / f"{name}.json").read_bytes()


def test_the_order_in_which_python_hashes_words_changes_no_byte(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "manage.py",
        "train_detectors",
        "--only",
        "resemblance",
        "--into",
        str(tmp_path),
    ]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "1"}, capture_output=True)
    assert (tmp_path / "resemblance.json").read_bytes() == (FOLDER / "resemblance.json").read_bytes()


def test_the_same_made_up_bots_give_the_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answerability, "BOTS", 2)
    names = FEATURES
    first, second = (answerability.fit(made_up(("banking77",)), names) for _ in range(2))
    assert written(first) == written(second)


def test_training_tells_how_large_the_models_are(tmp_path: Path) -> None:
    out = StringIO()
    call_command("train_detectors", "--only", "feedback", "--into", str(tmp_path), "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "dissatisfaction": (tmp_path / "dissatisfaction.json").stat().st_size
    }


def test_every_model_that_ships_is_small_and_can_be_read() -> None:
    names = {path.stem for path in FOLDER.glob("*.json")}
    assert names == set(checks.MODELS)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_000_000
    assert checks.models_can_be_read() == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 2}', '{"format": 1, "bias": "x", "weights": {}}',
     '{"format": 1, "bias": 0, "weights": {"a": NaN}}', '{"format": 1, "bias": 0, "weights": [1]}'],
)  # fmt: skip
def test_a_damaged_model_is_named_and_not_used(text: str, tmp_path: Path) -> None:
    path = tmp_path / "dissatisfaction.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DamagedModelError, match=r"dissatisfaction\.json"):
        read(path)
    assert trained.load(path) is None


def test_a_missing_model_is_a_warning_with_a_remedy(no_models: Path) -> None:
    found = [one for one in run_checks() if one.id == "bots.W001"]
    assert len(found) == len(checks.MODELS)
    assert "train_detectors" in str(found[0].hint)


def test_without_models_the_rules_still_decide(no_models: Path) -> None:
    assert turned_down("no, that is wrong")
    assert not turned_down("my card isn't working")
    engine = LocalEngine((PAY, Entry(2, "When are you open?", "At nine.", ("opening hours",))))
    answer = engine.answer(Transcript(), "can i pay with a card")
    assert isinstance(answer, Answer)
    assert answer.article == 1
    assert not isinstance(engine.answer(Transcript(), "who won the football match"), Answer)


def test_a_model_is_written_and_read_without_loss_that_matters(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(written(Linear(0.123456, {"b": -1.0, "a": 2.00001})), encoding="utf-8")
    assert read(path) == Linear(0.1235, {"a": 2.0, "b": -1.0})


def test_logistic_regression_finds_what_tells_two_kinds_apart() -> None:
    rows = [{"good": 1.0}] * 20 + [{"bad": 1.0}] * 20
    found = logistic.fit_sparse(rows, [1.0] * 20 + [0.0] * 20, penalty=0.1)
    assert found.weights["good"] > 0.5 > -0.5 > found.weights["bad"]
