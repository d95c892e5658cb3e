"""/healthz and /readyz."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.celery import app
from staff.models import Heartbeat


def test_healthz_answers_without_a_database(client: Client) -> None:
    response = client.get("/healthz")  # no database is allowed in this test
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_healthz_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_readyz_is_503_until_worker_and_beat_were_heard_of(client: Client) -> None:
    now = timezone.now()
    first = client.get("/readyz")
    assert first.status_code == 503
    assert set(first.json()) == {"database", "broker", "worker", "beat"}
    assert all(set(part) == {"ok", "detail"} for part in first.json().values())
    assert {name: part["ok"] for name, part in first.json().items()} == {
        "database": True,
        "broker": True,
        "worker": False,
        "beat": False,
    }
    Heartbeat.beat("worker", now)
    assert client.get("/readyz").status_code == 503
    Heartbeat.beat("beat", now)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["worker", "beat"])
def test_readyz_is_503_again_when_one_falls_silent(role: str, client: Client) -> None:
    now = timezone.now()
    for each in ("worker", "beat"):
        Heartbeat.beat(each, now)
    Heartbeat.beat(role, now - timedelta(minutes=5))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()[role]["ok"] is False


@pytest.mark.django_db
def test_readyz_says_that_the_broker_does_not_answer(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setitem(app.conf, "broker_url", settings.REDIS_URL)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["broker"]["ok"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_read(path: str, client: Client) -> None:
    assert client.post(path).status_code == 405
