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
