"""Bots that wake: many conversations paused, some of them due."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench import history
from bench.words import ASKED, EMAIL
from handover import pauses
from handover.models import Conversation
from staff.models import Member

CHUNK = 500
DUE = 1000
LOOKS = 200
DUE_IN_SQL = """
    SELECT id FROM handover_conversation
     WHERE status = 'open' AND bot_resumes_at <= now()
       AND bot_id IN (SELECT id FROM bots_bot WHERE mode = 'auto_pilot')
       AND (waiting_since IS NULL OR waiting_since >= bot_resumes_at
            OR bot_id IN (SELECT id FROM bots_bot WHERE resume_while_waiting))
     ORDER BY bot_resumes_at LIMIT 500 FOR UPDATE SKIP LOCKED
"""
CHUNK_IN_SQL = f"""
WITH due AS ({DUE_IN_SQL}),
back AS (
    UPDATE handover_conversation c
       SET owner_kind = 'bot', version = version + 1, bot_since = bot_resumes_at, bot_resumes_at = NULL,
           pause_for = NULL, hand_back_note = '', snoozed_until = NULL, snoozed_by_id = NULL,
           deadline_at = NULL, deadline_step = ''
      FROM due WHERE c.id = due.id
    RETURNING c.id, c.version, c.assignee_id),
closed AS (
    UPDATE handover_handover h SET closed_at = now(), outcome = 'resumed'
      FROM back WHERE h.conversation_id = back.id AND h.closed_at IS NULL),
line AS (
    INSERT INTO handover_message
        (conversation_id, direction, author, text, status, version, because, evidence, is_final, created_at,
         occurred_at, attempts, last_error)
    SELECT id, 'line', 'system', 'The pause has ended: the bot answers again.', 'noted', 0, '', '[]', FALSE,
           now(), now(), 0, '' FROM back)
INSERT INTO staff_notification (member_id, event, cause, title, body, url, transports, in_app, created_at)
SELECT assignee_id, 'bot_resumed', 'conversation:' || id || ':resumed:' || version,
       'The bot answers Contact ' || id || ' again', 'The pause you were given has ended.',
       '/desk/' || id || '/', '["in_app"]', TRUE, now() FROM back
"""


def measured(rows: int) -> dict[str, Any]:
    """Seconds for DUE conversations, milliseconds for a look at nothing, ours and in plain SQL; the plan."""
    later, due = timezone.now() + timedelta(days=1), timezone.now() - timedelta(minutes=1)
    _paused(max(rows - 2 * DUE, 0), later)
    idle = _ms(lambda: pauses.resume_due(now=timezone.now()))
    idle_sql = _ms(_look_in_sql)
    _paused(DUE, due)
    sql = _seconds(_chunk_in_sql)
    _paused(DUE, due)
    now = timezone.now()
    waiting = Conversation.objects.bot_due_back(now).for_lists().select_for_update(of=("self",))
    with transaction.atomic():
        plan = waiting.order_by("bot_resumes_at")[:CHUNK].explain()
    ours = _seconds(lambda: pauses.resume_due(now=now))
    return {"ours": ours, "sql": sql, "idle": idle, "idle_sql": idle_sql, "plan": _scan(plan)}


def _paused(count: int, until: datetime) -> None:
    if not count:
        return
    now, bea = timezone.now(), Member.objects.get(email=EMAIL)
    hours = timedelta(hours=4)
    template = history.conversation(
        [ASKED], now, owner_kind="member", assignee=bea, assigned_at=now, pause_for=hours
    )
    handed_over = template.handovers.create(
        bot=template.bot, trigger="human_requested", because="Asked.", message=template.last_inbound,
        assignee=bea, paused_until=until, created_at=now,
    )  # fmt: skip
    Conversation.objects.filter(pk=template.pk).update(bot_resumes_at=until)
    template.refresh_from_db()
    history.copies(template, count, handed_over)
    Conversation.objects.filter(pk=template.pk).update(bot_resumes_at=None, owner_kind="bot")


def _chunk_in_sql() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHUNK_IN_SQL)
        return int(cursor.rowcount)


def _look_in_sql() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DUE_IN_SQL)


def _seconds(chunk: Callable[[], int]) -> float:
    """Until everything that is due was given back."""
    start, done = time.perf_counter(), 0
    while given := chunk():
        done += given
    assert done == DUE, done
    return time.perf_counter() - start


def _ms(look: Callable[[], object]) -> list[float]:
    ms = []
    for _ in range(LOOKS):
        start = time.perf_counter()
        look()
        ms.append(1000 * (time.perf_counter() - start))
    return ms


def _scan(plan: str) -> str:
    """The plan's line that finds what is due."""
    lines = [
        line.strip(" ->")
        for line in plan.splitlines()
        if "bot_due_back" in line or "Seq Scan on handover_conv" in line
    ]
    return lines[0] if lines else plan.splitlines()[0]
