"""A body without an end is refused before it is put aside."""

from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from config import bodies
from config.asgi import application

pytestmark = pytest.mark.asyncio
communicator: Any = ApplicationCommunicator


def posting(*headers: tuple[bytes, bytes]) -> Any:
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/healthz",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    return communicator(application, scope)


async def status(call: Any) -> int:
    return int((await call.receive_output(5))["status"])


async def test_an_announced_one_is_refused_unread() -> None:
    call = posting((b"content-length", str(bodies.BODY_LIMIT + 1).encode()))
    assert await status(call) == 413


async def test_an_endless_one_is_refused_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_LIMIT", 1000)
    call = posting((b"transfer-encoding", b"chunked"))
    for _ in range(3):
        await call.send_input({"type": "http.request", "body": b"x" * 400, "more_body": True})
    assert await status(call) == 413
    await call.receive_output(5)
    await call.wait(5)
    assert await call.receive_nothing(), "nobody answers a second time"


async def test_one_of_the_limit_reaches_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_LIMIT", 1000)
    call = posting((b"content-length", b"1000"))
    await call.send_input({"type": "http.request", "body": b"x" * 1000, "more_body": False})
    assert await status(call) == 403, "of Django, for want of a cookie"


@pytest.mark.parametrize("path", ["/desk/7/reply/", "/files/to/7/", "/chat/Yp8U_d-K/send/"])
async def test_where_files_are_sent_a_whole_message_of_them_may_come(path: str) -> None:
    assert bodies.limit_of(path) > 5 * 10 * 1024 * 1024


@pytest.mark.parametrize(
    "path", ["/healthz", "/desk/7/note/", "/in/Yp8U/", "/chat/a/send/../../in/x/", "/x/chat/a/send/"]
)
async def test_everywhere_else_it_may_not(path: str) -> None:
    assert bodies.limit_of(path) == bodies.BODY_LIMIT


async def test_the_refusal_says_how_much_may_be_sent() -> None:
    call = posting((b"content-length", str(bodies.BODY_LIMIT + 1).encode()))
    await status(call)
    assert b"at most 10 MB" in (await call.receive_output(5))["body"]


async def test_one_that_stops_halfway_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.01)
    call = posting((b"content-length", b"1000"))
    await call.send_input({"type": "http.request", "body": b"x" * 10, "more_body": True})
    assert await status(call) == 408
    assert b"Try again" in (await call.receive_output(5))["body"]
    await call.wait(5)
    assert await call.receive_nothing(), "nobody answers a second time"
