"""PostgreSQL, Redis, and web, worker and beat as processes of their own, killed without mercy."""

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from tests.walks.running import Installation, OwnRedis, Receiver, wait_for

pytestmark = pytest.mark.processes

QUESTION = "When are you open?"


@pytest.fixture
def webhook(for_real: Installation) -> dict[str, str]:
    found: dict[str, str] = for_real.json("demo", "--force")["channels"]["webhook"]
    return found


def test_web_worker_and_beat_answer_together(
    for_real: Installation, webhook: dict[str, str], receiver: Receiver
) -> None:
    for part in ([], ["--worker"], ["--beat"]):
        for_real.start(*part)
    for_real.until_healthy()
    wait_for("readiness", lambda: httpx2.get(f"{for_real.url}/readyz").status_code == 200, 40)
    for_real.post(webhook, QUESTION, contact="dana")
    wait_for("the answer", lambda: receiver.requests)


def test_a_worker_killed_while_sending_loses_nothing_and_repeats_with_the_same_key(
    for_real: Installation, webhook: dict[str, str], receiver: Receiver
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def answer(count: int) -> int:
        if count == 1:
            reached.set()
            go_on.wait(30)
        return 200

    receiver.answer = answer
    for_real.start()
    for_real.start("--beat")
    worker = for_real.start("--worker")
    for_real.until_healthy()
    conversation = for_real.post(webhook, QUESTION, contact="dana")["conversation"]
    assert reached.wait(40), for_real.log.read_text()
    for_real.kill(worker)
    go_on.set()

    for_real.start("--worker")
    wait_for("the repeat, when the dead worker's lease has ended", lambda: len(receiver.requests) == 2, 60)
    wait_for("its mark", lambda: for_real.said(conversation)[0]["status"] == "delivered")
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 1
    assert len(for_real.said(conversation)) == 1


def test_a_worker_killed_after_the_message_was_stored_leaves_it_to_the_next(
    for_real: Installation, webhook: dict[str, str], receiver: Receiver
) -> None:
    for_real.start()
    for_real.start("--beat")
    for_real.until_healthy()
    stored = [for_real.post(webhook, QUESTION, contact=f"contact-{n}")["conversation"] for n in range(5)]
    for_real.kill(for_real.start("--worker"))
    for_real.start("--worker")
    wait_for("every answer", lambda: len(receiver.requests) >= len(stored), 90)
    assert all(len(for_real.said(conversation)) == 1 for conversation in stored)


def test_messages_are_taken_quickly_without_a_broker_and_answered_when_it_is_back(
    for_real: Installation, webhook: dict[str, str], receiver: Receiver, redis: OwnRedis
) -> None:
    for part in ([], ["--worker"], ["--beat"]):
        for_real.start(*part)
    for_real.until_healthy()
    for_real.post(webhook, QUESTION, contact="before")
    wait_for("the first answer", lambda: len(receiver.requests) == 1, 40)
    redis.kill()

    began = time.monotonic()
    for number in range(5):
        for_real.post(webhook, QUESTION, contact=f"contact-{number}")
    assert time.monotonic() - began < 5, "a message waited for the broker"

    redis.start()
    wait_for("every answer", lambda: len(receiver.requests) == 6, 90)


def test_the_bot_comes_back_by_the_clock_though_beat_never_ran(
    for_real: Installation, webhook: dict[str, str], receiver: Receiver, database: str
) -> None:
    for_real.start()
    for_real.start("--worker")
    for_real.until_healthy()
    request: dict[str, Any] = for_real.post(webhook, "I want to talk to a human", contact="dana")
    wait_for("the final message", lambda: len(receiver.requests) == 1, 40)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "UPDATE handover_conversation SET bot_resumes_at = now() - interval '3 days' WHERE id = %s",
            [request["conversation"]],
        )
    for_real.post(webhook, QUESTION, contact="dana")
    wait_for("the bot's answer", lambda: len(receiver.requests) == 2)
    assert for_real.json("conversation", request["conversation"])["owner"]["kind"] == "bot"


def test_a_worker_that_ends_by_itself_is_started_again_and_one_told_to_stop_stops(
    for_real: Installation, webhook: dict[str, str], receiver: Receiver
) -> None:
    for_real.start()
    worker = for_real.start("--worker")
    for_real.until_healthy()
    for_real.post(webhook, QUESTION, contact="before")
    wait_for("the first answer", lambda: len(receiver.requests) == 1, 40)
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    for_real.post(webhook, QUESTION, contact="after")
    wait_for("the second answer", lambda: len(receiver.requests) == 2, 40)

    worker.terminate()
    assert worker.wait(30) == 0
