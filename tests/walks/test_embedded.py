"""One process, SQLite: the mode a newcomer meets."""

import subprocess
import sys
import time
from typing import Any

import httpx2
import pytest

from tests.walks.running import ROOT, Installation, Receiver, wait_for

pytestmark = pytest.mark.processes

QUESTION = "When are you open?"
REQUEST = "I want to talk to a human"


@pytest.fixture
def demo(embedded: Installation) -> dict[str, Any]:
    loaded: dict[str, Any] = embedded.json("demo")
    return loaded


def test_a_contact_is_answered_then_handed_over_and_the_bot_falls_silent(
    embedded: Installation, demo: dict[str, Any], receiver: Receiver
) -> None:
    embedded.start()
    embedded.until_healthy()
    webhook = demo["channels"]["webhook"]
    conversation = embedded.post(webhook, QUESTION, contact="dana")["conversation"]
    wait_for("the answer", lambda: len(receiver.requests) == 1)
    embedded.post(webhook, REQUEST, contact="dana")
    wait_for("the final message", lambda: len(receiver.requests) == 2)
    embedded.post(webhook, QUESTION, contact="dana")

    fact = embedded.json("conversation", conversation)
    assert fact["owner"]["kind"] == "member"
    assert fact["paused"]
    assert [action["action"] for action in fact["handovers"][0]["actions"]] == [
        *("assign", "final_message", "pause", "task", "tags", "notify"),
    ]
    time.sleep(2.5)  # longer than the bot waits for more messages
    assert len(receiver.requests) == 2, "the bot spoke after the final message"


def test_readiness_needs_worker_and_beat(embedded: Installation) -> None:
    embedded.start()
    embedded.until_healthy()
    wait_for("readiness", lambda: httpx2.get(f"{embedded.url}/readyz").status_code == 200)


def test_it_stops_cleanly_when_asked(embedded: Installation) -> None:
    process = embedded.start()
    embedded.until_healthy()
    process.terminate()
    assert process.wait(20) == 0, embedded.log.read_text()


def test_a_second_process_on_the_same_data_is_refused(embedded: Installation) -> None:
    embedded.start()
    embedded.until_healthy()
    command = [sys.executable, "manage.py", "serve"]
    second = subprocess.run(
        command, cwd=ROOT, env=embedded.environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert second.returncode == 1
    assert "already serves" in second.stderr


def test_killed_at_once_after_taking_messages_it_answers_each_exactly_once(
    embedded: Installation, demo: dict[str, Any], receiver: Receiver
) -> None:
    process = embedded.start()
    embedded.until_healthy()
    contacts = [f"contact-{number}" for number in range(8)]
    for contact in contacts:
        embedded.post(demo["channels"]["webhook"], QUESTION, contact=contact)
    embedded.kill(process)

    embedded.start()
    wait_for("every answer", lambda: len(receiver.requests) >= len(contacts))
    time.sleep(1)
    answered = [body["data"]["contact"]["id"] for _, body in receiver.requests]
    assert sorted(set(answered)) == contacts
    keys = {headers["webhook-id"] for headers, _ in receiver.requests}
    assert len(keys) == len(contacts), "one message for each, whatever was repeated"


def test_a_broken_other_side_is_tried_again_with_the_same_key(
    embedded: Installation, demo: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answer = lambda count: 500 if count == 1 else 200
    embedded.start()
    embedded.until_healthy()
    conversation = embedded.post(demo["channels"]["webhook"], QUESTION, contact="dana")["conversation"]
    wait_for("the second try", lambda: len(receiver.requests) == 2)
    assert receiver.requests[0][0]["webhook-id"] == receiver.requests[1][0]["webhook-id"]
    wait_for("its mark", lambda: embedded.said(conversation)[0]["status"] == "delivered")
