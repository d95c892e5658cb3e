"""How many SQL statements each step costs: the figure that a slow network multiplies."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.words import ANSWERS, ASKED
from bots.channels.base import Inbound
from bots.models import Channel
from handover import intake, outbox, turns
from handover.models import Conversation
from staff import notifications

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
QUESTION = next(iter(ANSWERS))


def counted() -> dict[str, Any]:
    """{"rows": the table's lines, "writing": statements inside the handover's transaction}."""
    _write("warm", QUESTION)  # the engine builds its index once
    _turn(_conversation("warm"))
    rows = [_line("message in, from a new contact", lambda: _write("new", QUESTION))]
    answered = _conversation("new")
    rows.append(_line("turn that answers", lambda: _turn(answered)))
    rows.append(_line("answer delivered", lambda: _deliver(answered)))
    rows.append(_line("message in, from a known contact", lambda: _write("new", QUESTION)))
    _write("wants", ASKED)
    handed = _conversation("wants")
    rows.append(_line("turn that hands over", lambda: _turn(handed)))
    rows.append(_line("final message delivered", lambda: _deliver(handed)))
    rows.append(_line("two notices delivered in the app", lambda: _tell(handed)))
    return {"rows": rows, "writing": int(rows[4][3])}


def _write(contact: str, text: str) -> None:
    channel = Channel.objects.select_related("bot").get(kind="internal")
    inbound = Inbound(message_id=str(uuid4()), contact_id=contact, text=text)
    intake.receive(channel, inbound, now=timezone.now())


def _conversation(contact: str) -> int:
    return Conversation.objects.get(address__external_id=contact).pk


def _turn(conversation: int) -> None:
    turns.take_turn(conversation, now=timezone.now())


def _deliver(conversation: int) -> None:
    assert outbox.deliver(conversation, now=timezone.now()) == 1


def _tell(conversation: int) -> None:
    notifications.deliver(f"conversation:{conversation}:handover:1", now=timezone.now())


def _line(what: str, work: Callable[[], None]) -> list[str]:
    """What, statements in all, those outside and those inside transactions."""
    with CaptureQueriesContext(connection) as captured:
        work()
    inside, counts = False, [0, 0]
    for query in captured.captured_queries:
        if query["sql"].startswith(FRAME):
            inside = query["sql"].startswith("BEGIN") or (inside and not query["sql"].startswith("COMMIT"))
        else:
            counts[inside] += 1
    return [what, str(sum(counts)), str(counts[0]), str(counts[1])]
