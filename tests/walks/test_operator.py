"""The operator works from the command line, through the same verbs as the pages."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from bots.models import Bot
from handover.models import Conversation
from staff.models import Member

Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> Any:
        capsys.readouterr()
        call_command(*arguments, "--json")
        return json.loads(capsys.readouterr().out)

    return command


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_from_a_question_to_the_bots_return(run: Run, bot: Bot, bea: Member) -> None:
    asked = run("ask", "pedal", "When are you open?", "I want to talk to a human", "hello?")
    assert [row["decision"] for row in asked] == ["reply", "escalate", "silence"]
    assert not Conversation.objects.exists()

    assert run("say", "pedal", "When are you open?", "--contact", "dana")["decision"] == "reply"
    said = run("say", "pedal", "I want to talk to a human", "--contact", "dana")
    assert said["decision"] == "escalate"
    listed = run("handovers", "--since", "1h")
    assert [(row["id"], row["owner"]) for row in listed] == [(said["handover"], bea.email)]

    fact = run("conversation", said["conversation"])
    assert fact["paused"]
    assert fact["messages"][-2]["status"] == "delivered"

    assert run("resumebots") == {"resumed": 0}
    Conversation.objects.update(bot_resumes_at=timezone.now() - timedelta(seconds=1), waiting_since=None)
    assert run("resumebots") == {"resumed": 1}
    assert run("conversation", said["conversation"])["owner"]["kind"] == "bot"
