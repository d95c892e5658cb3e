"""Preflight says when a detection model is missing, in the words of the system check."""

from datetime import datetime
from pathlib import Path

import pytest

from bots import checks
from bots.detection.trained import FOLDER
from bots.models import Bot
from handover import preflight
from handover.preflight import Level


def test_a_missing_model_is_said_once_for_all_bots(
    bot: Bot, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [one for one in preflight.run([bot], now=now) if one.id == "models"]
    for name in checks.MODELS[1:]:
        (tmp_path / f"{name}.json").write_bytes((FOLDER / f"{name}.json").read_bytes())
    monkeypatch.setattr(checks, "FOLDER", tmp_path)
    (found,) = [one for one in preflight.run([bot], now=now) if one.id == "models"]
    assert (found.bot, found.level) == (None, Level.WARNING)
    assert f"{checks.MODELS[0]}.json" in found.message
    assert "train_detectors" in found.hint
