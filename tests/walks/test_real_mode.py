"""PostgreSQL, Redis, and web, worker and beat as processes of their own, killed without mercy."""

import os
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from tests.services import answers, free_port, program
from tests.walks.running import Installation, Receiver, installation, wait_for

pytestmark = pytest.mark.processes

QUESTION = "When are you open?"


class OwnRedis:
    """A Redis that a test may kill."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        command = [program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        wait_for("redis", lambda: answers(self.port))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    own = OwnRedis()
    yield own
    own.kill()


@pytest.fixture
def database() -> Iterator[str]:
    server = os.environ["TEST_DATABASE_URL"]
    name = f"walk_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.rsplit("/", 1)[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def shop(tmp_path: Path, database: str, redis: OwnRedis, receiver: Receiver) -> Iterator[Installation]:
    settings = {"DATABASE_URL": database, "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"}
    with installation(tmp_path, DEMO_WEBHOOK_URL=receiver.url, **settings) as installed:
        installed.manage("migrate", "-v0")
        yield installed


@pytest.fixture
def webhook(shop: Installation) -> dict[str, str]:
    found: dict[str, str] = shop.json("demo", "--force")["channels"]["webhook"]
    return found


def test_web_worker_and_beat_answer_together(
    shop: Installation, webhook: dict[str, str], receiver: Receiver
) -> None:
    for part in ([], ["--worker"], ["--beat"]):
        shop.start(*part)
    shop.until_healthy()
    wait_for("readiness", lambda: httpx2.get(f"{shop.url}/readyz").status_code == 200, 40)
    shop.post(webhook, QUESTION, contact="dana")
    wait_for("the answer", lambda: receiver.requests)


def test_a_worker_killed_while_sending_loses_nothing_and_repeats_with_the_same_key(
    shop: Installation, webhook: dict[str, str], receiver: Receiver
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def answer(count: int) -> int:
        if count == 1:
            reached.set()
            go_on.wait(30)
        return 200

    receiver.answer = answer
    shop.start()
    shop.start("--beat")
    worker = shop.start("--worker")
    shop.until_healthy()
    conversation = shop.post(webhook, QUESTION, contact="dana")["conversation"]
    assert reached.wait(40), shop.log.read_text()
    shop.kill(worker)
    go_on.set()

    shop.start("--worker")
    wait_for("the repeat, when the dead worker's lease has ended", lambda: len(receiver.requests) == 2, 60)
    wait_for("its mark", lambda: shop.said(conversation)[0]["status"] == "delivered")
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 1
    assert len(shop.said(conversation)) == 1


def test_a_worker_killed_after_the_message_was_stored_leaves_it_to_the_next(
    shop: Installation, webhook: dict[str, str], receiver: Receiver
) -> None:
    shop.start()
    shop.start("--beat")
    shop.until_healthy()
    stored = [shop.post(webhook, QUESTION, contact=f"contact-{n}")["conversation"] for n in range(5)]
    shop.kill(shop.start("--worker"))
    shop.start("--worker")
    wait_for("every answer", lambda: len(receiver.requests) >= len(stored), 90)
    assert all(len(shop.said(conversation)) == 1 for conversation in stored)


def test_messages_are_taken_quickly_without_a_broker_and_answered_when_it_is_back(
    shop: Installation, webhook: dict[str, str], receiver: Receiver, redis: OwnRedis
) -> None:
    for part in ([], ["--worker"], ["--beat"]):
        shop.start(*part)
    shop.until_healthy()
    shop.post(webhook, QUESTION, contact="before")
    wait_for("the first answer", lambda: len(receiver.requests) == 1, 40)
    redis.kill()

    began = time.monotonic()
    for number in range(5):
        shop.post(webhook, QUESTION, contact=f"contact-{number}")
    assert time.monotonic() - began < 5, "a message waited for the broker"

    redis.start()
    wait_for("every answer", lambda: len(receiver.requests) == 6, 90)


def test_the_bot_comes_back_by_the_clock_though_beat_never_ran(
    shop: Installation, webhook: dict[str, str], receiver: Receiver, database: str
) -> None:
    shop.start()
    shop.start("--worker")
    shop.until_healthy()
    request: dict[str, Any] = shop.post(webhook, "I want to talk to a human", contact="dana")
    wait_for("the final message", lambda: len(receiver.requests) == 1, 40)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "UPDATE handover_conversation SET bot_resumes_at = now() - interval '3 days' WHERE id = %s",
            [request["conversation"]],
        )
    shop.post(webhook, QUESTION, contact="dana")
    wait_for("the bot's answer", lambda: len(receiver.requests) == 2)
    assert shop.json("conversation", request["conversation"])["owner"]["kind"] == "bot"
