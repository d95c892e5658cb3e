"""The operators' commands: JSON as the interface says, and exit codes 0, 1 and 2."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bots.models import Bot, Mode
from handover.models import Contact, Conversation, Handover, Message, Task
from staff.models import Heartbeat, Member, Notification, NotificationPreference
from tests.commands import Run
from tests.conftest import Say

ROOT = Path(__file__).parents[2]
ASK = {"decision", "text", "scenario", "trigger", "because", "evidence", "score"}
HANDOVER = {
    "id", "conversation", "contact", "bot", "scenario", "trigger", "because", "owner", "task", "tags",
    "paused_until", "final_message", "created_at", "actions",
}  # fmt: skip
CONVERSATION = {"id", "owner", "version", "status", "paused", "bot_resumes_at", "messages", "handovers"} | {
    "waiting_since",
    "deadline",
    "contact_held_at",
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def test_ask_plays_a_conversation_and_stores_nothing(bot: Bot, run: Run) -> None:
    ran = run("ask", "pedal", "When are you open?", "I want to talk to a human", "Hello?", "--json")
    reply, escalate, silence = ran.json
    assert ran.code == 0
    assert all(set(row) == ASK for row in ran.json)
    assert (reply["decision"], reply["trigger"]) == ("reply", None)
    assert reply["text"] == "We are open from Monday to Saturday, 9 to 18."
    assert (escalate["decision"], escalate["text"]) == ("escalate", None)
    assert (escalate["scenario"], escalate["trigger"]) == ("Human Requested", "human_requested")
    assert escalate["evidence"]
    assert (silence["decision"], silence["score"]) == ("silence", None)
    assert not any(model._default_manager.exists() for model in (Message, Conversation, Contact, Handover))


def test_ask_with_a_broken_engine_escalates(bot: Bot, run: Run) -> None:
    Bot.objects.update(engine="gone")
    (row,) = run("ask", "pedal", "When are you open?", "--json").json
    assert (row["decision"], row["trigger"], row["scenario"]) == ("escalate", "engine_failure", None)


def test_say_is_a_real_message_and_waits_for_the_turn(bot: Bot, run: Run) -> None:
    ran = run("say", "pedal", "When are you open?", "--json")
    assert ran.code == 0
    assert set(ran.json) == {"conversation", "message", "decision", "handover"}
    assert (ran.json["decision"], ran.json["handover"]) == ("reply", None)
    handed = run("say", "pedal", "I want to talk to a human", "--json").json
    assert handed["conversation"] == ran.json["conversation"], "the same contact"
    assert (handed["decision"], handed["handover"]) == ("escalate", str(Handover.objects.get().pk))
    assert run("say", "pedal", "Hello?", "--json").json["decision"] == "silence"
    other = run("say", "pedal", "When are you open?", "--contact", "zoe", "--json").json
    assert other["conversation"] != ran.json["conversation"]
    assert not Message.objects.filter(status="pending").exists()


def test_say_to_a_silent_bot_says_silence(bot: Bot, run: Run) -> None:
    Bot.objects.update(mode=Mode.OFF)
    assert run("say", "pedal", "When are you open?", "--json").json["decision"] == "silence"


def test_handovers_lists_what_happened(handed_over: Conversation, bea: Member, run: Run) -> None:
    handover = Handover.objects.get()
    (row,) = run("handovers", "--json").json
    assert set(row) == HANDOVER
    assert (row["id"], row["conversation"]) == (str(handover.pk), str(handed_over.pk))
    assert (row["contact"], row["bot"], row["owner"]) == ("Dana Petrov", "pedal", bea.email)
    assert (row["scenario"], row["trigger"]) == ("Human Requested", "human_requested")
    assert (row["task"], row["tags"]) == (str(Task.objects.get().pk), ["human_handover"])
    assert row["paused_until"] == handover.paused_until.isoformat() if handover.paused_until else False
    assert datetime.fromisoformat(row["created_at"]).utcoffset() == timedelta(0)
    assert row["final_message"] == Message.objects.get(is_final=True).text
    assert all(set(action) == {"action", "result", "detail"} for action in row["actions"])


def test_handovers_can_be_narrowed(handed_over: Conversation, run: Run, now: datetime) -> None:
    assert len(run("handovers", "--scenario", "human requested", "--json").json) == 1
    assert len(run("handovers", "--scenario", "human_requested", "--json").json) == 1
    assert run("handovers", "--scenario", "custom", "--json").json == []
    Handover.objects.update(created_at=now - timedelta(days=8))
    assert run("handovers", "--json").json == []
    for since in ("9d", "2w", "200h", "99999w"):
        assert len(run("handovers", "--since", since, "--json").json) == 1
    assert run("handovers").out == "No handovers.\n"


def test_conversation_shows_one(handed_over: Conversation, bea: Member, run: Run) -> None:
    fact = run("conversation", str(handed_over.pk), "--json").json
    assert set(fact) == CONVERSATION
    assert fact["owner"] == {"kind": "member", "email": bea.email}
    assert (fact["version"], fact["status"], fact["paused"]) == (2, "open", True)
    assert datetime.fromisoformat(fact["bot_resumes_at"]) == handed_over.bot_resumes_at
    shape = {"id", "direction", "author", "text", "status", "created_at", "attachments"}
    assert shape == set(fact["messages"][0])
    assert [m["author"] for m in fact["messages"]] == ["contact", "bot", "system"]
    assert set(fact["handovers"][0]) == HANDOVER


def test_conversation_of_the_bots_says_so(say: Say, run: Run) -> None:
    fact = run("conversation", str(say("When are you open?").pk), "--json").json
    assert fact["owner"] == {"kind": "bot", "email": None}
    assert (fact["paused"], fact["bot_resumes_at"], fact["handovers"]) == (False, None, [])


def test_resumebots_gives_back_what_is_due(handed_over: Conversation, run: Run, now: datetime) -> None:
    assert run("resumebots", "--json").json == {"resumed": 0}
    Conversation.objects.update(bot_resumes_at=now - timedelta(days=1))
    assert run("resumebots", "--json").json == {"resumed": 1}
    assert run("resumebots").out == "Resumed: 0.\n"


def test_preflight_is_well_with_everything_set_up_and_running(
    bot: Bot, webchat: object, run: Run, now: datetime
) -> None:
    for role in ("worker", "beat"):
        Heartbeat.beat(role, now)
    ran = run("preflight", "pedal", "--json")
    assert (ran.code, ran.json["ok"]) == (0, True), ran.out
    assert set(ran.json) == {"ok", "checks"}
    keys = {"bot", "id", "level", "message", "hint", "url", "scenario"}
    assert all(set(check) == keys for check in ran.json["checks"])
    assert {check["level"] for check in ran.json["checks"]} <= {"ok", "warning", "error"}


def test_preflight_finds_what_stops_a_handover(bot: Bot, bea: Member, run: Run, now: datetime) -> None:
    Bot.objects.update(mode=Mode.OFF, handover_enabled=False)
    Member.objects.update(is_active=False)
    ran = run("preflight", "--json")
    errors = {check["id"] for check in ran.json["checks"] if check["level"] == "error"}
    assert ran.code == 1
    assert ran.json["ok"] is False
    assert errors == {"mode", "master_switch", "assignee", "members", "worker", "beat"}


def test_preflight_finds_what_is_stuck_and_who_is_not_told(
    bot: Bot, bea: Member, say: Say, run: Run, now: datetime
) -> None:
    say("When are you open?", at=now - timedelta(hours=1), work=False)
    NotificationPreference.objects.create(
        member=bea, event="task_assigned", transport="in_app", enabled=False
    )
    checks = run("preflight", "--json").json["checks"]
    assert {"stuck_turns", "notifications"} <= {check["id"] for check in checks}


def test_testnotification_says_what_came_of_it(bea: Member, run: Run) -> None:
    ran = run("testnotification", "BEA@shop.example", "--transport", "in_app", "--json")
    assert (ran.code, ran.json) == (0, [{"transport": "in_app", "status": "delivered", "error": ""}])
    assert Notification.objects.get().member == bea


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "nobody", "Hi"),
        ("ask", "pedal"),
        ("say", "nobody", "Hi"),
        ("say", "pedal", " "),
        ("say", "pedal", "x" * 8001),
        ("say", "pedal", "Hi", "--contact", " "),
        ("handovers", "--since", "yesterday"),
        ("handovers", "--since", "999999w"),
        ("conversation", "none"),
        ("conversation", "4711"),
        ("preflight", "nobody"),
        ("testnotification", "nobody@shop.example"),
        ("testnotification", "bea@shop.example", "--transport", "pigeon"),
        ("resumebots", "--now"),
    ],
)
def test_wrong_use_exits_with_2_and_leaves_standard_output_empty(
    arguments: tuple[str, ...], bot: Bot, run: Run
) -> None:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    "name", ["ask", "say", "handovers", "conversation", "resumebots", "preflight", "testnotification"]
)
def test_every_command_has_help(name: str, run: Run) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert "--json" in ran.out


@pytest.mark.processes
def test_a_real_process_exits_as_promised_and_writes_one_json_value(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    environment = {**kept, "DATA_DIR": str(tmp_path)}

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)

    assert manage("migrate", "-v", "0").returncode == 0
    assert manage("preflight", "--json").returncode == 1
    wrong = manage("ask", "nobody", "Hi", "--json")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    listed = manage("handovers", "--json")
    assert (listed.returncode, json.loads(listed.stdout)) == (0, [])
