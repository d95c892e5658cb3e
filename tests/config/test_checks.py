"""The system checks: each combination that would lose work is refused by its id."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings


def ids(*, deploy: bool = False) -> set[str | None]:
    found = run_checks(include_deployment_checks=deploy)
    return {message.id for message in found if str(message.id).startswith("config.")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"DATABASE_URL": "postgres://x/y", "REDIS_URL": ""}, {"config.E001"}),
        ({"DATABASE_URL": "", "REDIS_URL": "redis://x"}, {"config.W001"}),
        ({"DATABASE_URL": "postgres://x/y", "REDIS_URL": "redis://x"}, set()),
        ({"ENGINE_TIMEOUT_SECONDS": 0.0}, {"config.E002"}),
        ({"ENGINE_TIMEOUT_SECONDS": -1.0}, {"config.E002"}),
        ({"ENGINE_TIMEOUT_SECONDS": 46.0}, {"config.E002"}),
        ({"ENGINE_TIMEOUT_SECONDS": 45.0}, set()),
        ({"HANDOVER_MAX_SCENARIOS_PER_BOT": 2}, {"config.E003"}),
        ({"ATTACHMENT_MAX_BYTES": 0}, {"config.E005"}),
        ({"ATTACHMENT_MAX_BYTES": 2**40}, {"config.E005"}),
        ({"ATTACHMENT_BYTES_PER_CONTACT_PER_DAY": 1024}, {"config.E006"}),
        ({"HANDOVER_MAX_SCENARIOS_PER_BOT": 3}, set()),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, {"config.E007"}),
        (dict.fromkeys(("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER"), "x"), set()),
        ({"BASE_URL": "chat.example.com"}, {"config.E004"}),
        ({"BASE_URL": "ftp://chat.example.com"}, {"config.E004"}),
        ({"BASE_URL": "https://chat.example.com/desk"}, {"config.E004"}),
        ({"BASE_URL": "https://chat.example.com"}, set()),
    ],
)
def test_a_setting_that_would_lose_work_is_refused_by_its_id(
    changes: dict[str, Any], expected: set[str], settings: Settings
) -> None:
    settings.DATABASE_URL = settings.REDIS_URL = ""
    for name, value in changes.items():
        setattr(settings, name, value)
    assert ids() == expected


def test_a_public_address_without_https_is_warned_of_when_deploying(settings: Settings) -> None:
    settings.BASE_URL = "http://chat.example.com"
    assert "config.W002" in ids(deploy=True)
    settings.BASE_URL = "https://chat.example.com"
    assert "config.W002" not in ids(deploy=True)


def test_a_key_that_others_can_read_is_warned_of(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    key = tmp_path / "secret_key"
    key.write_text("x")
    key.chmod(0o644)
    assert "config.W003" in ids()
    key.chmod(0o600)
    assert "config.W003" not in ids()
