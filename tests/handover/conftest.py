"""A conversation in which Dana has just asked for a person, and the handover of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from bots.channels.base import Inbound
from bots.decisions import Escalate, Evidence, Trigger
from bots.models import Channel, Scenario
from bots.setup import plain
from handover import intake
from handover.escalation import hand_over
from handover.models import Conversation, Handover
from tests.conftest import Receiver, Say


@pytest.fixture
def conversation(say: Say, now: datetime) -> Conversation:
    """Dana has just written; nothing was done about it yet."""
    return say("A person please! It is {first_name} & <b>urgent</b>", at=now, work=False)


Hand = Callable[..., Handover]


@pytest.fixture
def hand(conversation: Conversation, scenario: Scenario, now: datetime) -> Hand:
    """Hands over by the scenario, changed as given."""

    def write(**changes: Any) -> Handover:
        for name, value in changes.items():
            setattr(scenario, name, value)
        scenario.save()
        latest = Conversation.objects.for_lists().get(pk=conversation.pk)
        evidence = (Evidence("phrase", "“A person please”", 0.9),)
        decision = Escalate(Trigger.HUMAN_REQUESTED, plain(scenario), "They asked.", evidence, 0.9)
        handover = hand_over(latest, decision, message=latest.last_inbound, now=now)
        assert handover
        return Handover.objects.select_related("conversation", "final_message", "task", "message").get(
            pk=handover.pk
        )

    return write


def action(handover: Handover, name: str) -> dict[str, str]:
    (found,) = [row for row in handover.actions if row["action"] == name]
    return {key: found[key] for key in ("result", "detail")}


def final_text(handover: Handover) -> str:
    assert handover.final_message is not None
    return handover.final_message.text


@pytest.fixture
def hooked(channel: Channel, receiver: Receiver, now: datetime) -> Conversation:
    """A conversation on the webhook whose other end is a real server; nothing waits in it."""
    channel.config["url"] = receiver.url
    channel.save()
    received = intake.receive(channel, Inbound("in-1", "shopper", "Hello"), now=now)
    conversation = Conversation.objects.for_lists().get(pk=received.message.conversation_id)
    Conversation.objects.filter(pk=conversation.pk).update(turn_due_at=None, waiting_since=None)
    return conversation
