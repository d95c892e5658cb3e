"""Our own code under load, in one process: says "ready", waits for a line, works, returns its times."""

import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

from django.utils import timezone

from bench.words import ANSWERS, ASKED
from bots.channels.base import Inbound
from bots.decisions import Escalate
from bots.detection.base import Evidence
from bots.models import Channel, Scenario
from bots.setup import plain
from handover import escalation, intake, turns
from handover.models import Conversation

WARM_UPS = 15


def handovers(first: int, count: int, seconds: float) -> dict[str, Any]:
    """escalation.hand_over() on conversations that were read before."""
    decision = asked_for_a_person()
    wanted = list(range(first, first + count))
    rows = list(Conversation.objects.for_lists().select_related("last_inbound").filter(pk__in=wanted))

    def one(conversation: Conversation) -> None:
        message = conversation.last_inbound
        done = escalation.hand_over(conversation, decision, message=message, now=timezone.now())
        assert done is not None

    return timed(one, iter(rows), seconds)


def asked_for_a_person() -> Escalate:
    scenario = Scenario.objects.get(trigger=Scenario.Kind.HUMAN_REQUESTED)
    because = "The contact asked for a person."
    evidence = (Evidence("phrase", f'"{ASKED}" is like "talk to a human"', 0.97),)
    return Escalate(plain(scenario).trigger, plain(scenario), because, evidence, 0.97)


def answers(first: int, count: int, seconds: float) -> dict[str, Any]:
    """intake.receive() of a question, then turns.take_turn() with the local engine."""
    channel = Channel.objects.select_related("bot").get(kind="internal")
    questions = cycle(ANSWERS)

    def one(number: int) -> None:
        text = next(questions)
        inbound = Inbound(message_id=str(uuid4()), contact_id=f"bench-{number}", text=text)
        received = intake.receive(channel, inbound, now=timezone.now())
        outcome = turns.take_turn(received.message.conversation_id, now=timezone.now())
        assert outcome == turns.Outcome.REPLIED, outcome

    return timed(one, iter(range(first, first + count)), seconds)


def timed(one: Callable[[Any], None], work: Iterator[Any], seconds: float) -> dict[str, Any]:
    for item in islice(work, WARM_UPS):  # what is built once: connection, index, URLs, statements
        one(item)
    print("ready", flush=True)
    sys.stdin.readline()
    ms: list[float] = []
    start = time.perf_counter()
    for item in work:
        before = time.perf_counter()
        one(item)
        after = time.perf_counter()
        ms.append(1000 * (after - before))
        if after - start >= seconds:
            break
    return {"per_second": len(ms) / (time.perf_counter() - start), "ms": ms}
