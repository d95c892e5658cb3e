"""The desk's list and its search over many conversations, as a member's browser asks for them."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import history
from bench.words import EMAIL
from handover.models import Conversation, Message
from staff.models import Member

LONG_THREAD = 1000
SHARES = {"bot": 0.85, "nobody": 0.01, "member": 0.04, "resolved": 0.1}
"""Of the conversations: who has them. A tenth of the members' are of the one who looks."""
VARIED = """
UPDATE handover_message SET
    text = text || ' ' || md5(id::text) || CASE WHEN id % 20011 = 0 THEN ' the tandem broke' ELSE '' END
"""
SPREAD = """
UPDATE handover_conversation SET
    last_message_at = now() - (id * 7919 %% 1000000) * interval '1 second',
    waiting_since = CASE WHEN owner_kind <> 'bot' AND status = 'open' AND id %% 3 = 0
        THEN now() - (id * 7919 %% 1000000) * interval '1 second' END
  WHERE id >= %s
"""
NEWEST_IN_SQL = (
    "SELECT c.id, c.last_message_at, p.name FROM handover_conversation c "
    "JOIN handover_contact p ON p.id = c.contact_id WHERE c.status = 'open' "
    "ORDER BY c.last_message_at DESC, c.id DESC LIMIT 31"
)
SEARCH_IN_SQL = (
    "SELECT DISTINCT conversation_id FROM handover_message WHERE UPPER(text) LIKE UPPER('%tandem%') LIMIT 31"
)
FIGURE = "the list, Unassigned"
SEARCH = "search: a rare word, “tandem”"


def measured(conversations: int, samples: int) -> dict[str, Any]:
    """Milliseconds and queries of each request; the floors; how much there is."""
    longest = _stocked(conversations)
    client = Client(SERVER_NAME="localhost")
    client.force_login(Member.objects.get(email=EMAIL))
    pages = _pages(client, longest)
    return {
        "ms": {what: _ms(lambda path=path: _get(client, path), samples) for what, path in pages.items()},  # type: ignore[misc]
        "queries": {what: _queries(client, path) for what, path in pages.items()},
        "floors": {
            "floor: an empty request to /healthz": _ms(lambda: _get(client, "/healthz"), samples),
            "floor: the newest 31 with names, plain SQL": _ms(lambda: _sql(NEWEST_IN_SQL), samples),
            "floor: “tandem” in messages, plain SQL": _ms(lambda: _sql(SEARCH_IN_SQL), samples),
        },
        "conversations": Conversation.objects.count(),
        "messages": Message.objects.count(),
        "indexed": _uses_index(),
    }


def _stocked(conversations: int) -> int:
    """Returns the conversation with the long thread."""
    now = timezone.now() - timedelta(hours=1)
    first = 0
    bea = Member.objects.get(email=EMAIL)
    other = Member.objects.create_user("other@bench.example", name="Other Member")
    for who, share in SHARES.items():
        fields: dict[str, Any] = {"owner_kind": who, "waiting_since": None}
        if who == "resolved":
            fields = {"owner_kind": "bot", "status": "resolved", "resolved_at": now}
        count = int(conversations * share)
        for member, part in ((other, 0.9), (bea, 0.1)) if who == "member" else ((None, 1),):
            template = history.conversation(
                ["Where is my order?", "It is on its way.", "Thanks"], now, **fields
            )
            Conversation.objects.filter(pk=template.pk).update(assignee=member)
            template.refresh_from_db()
            made = history.copies(template, int(count * part))
            first = first or made["first"]
    longest = history.conversation(["Hello"] * LONG_THREAD, now)
    with connection.cursor() as cursor:
        cursor.execute(VARIED)
        cursor.execute(SPREAD, [first])
        cursor.execute("VACUUM ANALYZE")
    return longest.pk


def _pages(client: Client, longest: int) -> dict[str, str]:
    deep = "/desk/?queue=all"
    for _ in range(20):
        deep = _older(client, deep)
    return {
        FIGURE: "/desk/?queue=unassigned",
        "the list, Unassigned, longest wait first": "/desk/?queue=unassigned&sort=longest",
        "the list, All": "/desk/?queue=all",
        "the list, All, the 21st page": deep,
        "the list, Bot": "/desk/?queue=bot",
        "its live part, after each change": "/desk/?queue=unassigned&live=1",
        f"a conversation of {LONG_THREAD:,} messages, its list beside it": f"/desk/{longest}/?queue=all",
        SEARCH: "/desk/?q=tandem",
        "search: a word in every conversation, “order”": "/desk/?q=order",
        "search: a name, “Contact 4711”": "/desk/?q=Contact+4711",
        "search: nowhere, “zeppelin”": "/desk/?q=zeppelin",
        "search: two letters, “zq”": "/desk/?q=zq",
        "the sidebar's count": "/desk/badge/",
    }


def _older(client: Client, path: str) -> str:
    found = re.search(r'id="rows-older"><a[^>]* href="([^"]+)"', client.get(path).content.decode())
    assert found
    return unescape(found[1])


def _get(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        _get(client, path)
    return len(seen)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def _ms(ask: Callable[[], object], samples: int) -> list[float]:
    ms = []
    for number in range(samples + 3):
        start = time.perf_counter()
        ask()
        if number >= 3:
            ms.append(1000 * (time.perf_counter() - start))
    return ms


def _uses_index() -> bool:
    plan = Message.objects.filter(text__icontains="tandem").order_by().explain()
    return "message_text_trigrams" in plan
