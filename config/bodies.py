"""How much anybody may send: Django puts a whole body aside, on disk, before any view can refuse it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

BODY_LIMIT = 10 * 1024 * 1024  # bytes; above what any page of ours takes
TOO_LARGE = b"This is too large: at most 10 MB can be sent at once. Go back and choose something smaller.\n"

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class LimitedBodies:
    """The application behind it never sees more than the limit; the sender is told 413."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if _announced(scope) > BODY_LIMIT:
            await _refuse(send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken <= BODY_LIMIT:
                return message
            await _refuse(send)
            return {"type": "http.disconnect"}

        await self.app(scope, counted, send)


def _announced(scope: dict[str, Any]) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length[:20]) if length.isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})
