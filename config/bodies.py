"""How much anybody may send: Django puts a whole body aside, on disk, before any view can refuse it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from handover.acceptance import AT_MOST, byte_limit, in_words

BODY_LIMIT = 10 * 1024 * 1024  # bytes; above what any page of ours takes that takes no files
TAKES_FILES = re.compile(r"/(?:desk/\d+/reply|files/to/\d+|chat/[-\w]+/send)/")
BESIDE_FILES = 256 * 1024  # bytes: the message and what stands between the files
TOO_LARGE = "This is too large: at most {} can be sent at once. Go back and choose something smaller.\n"

PATIENCE_SECONDS = 60.0  # between two pieces of a body
TOO_SLOW = "Nothing more has come for a minute. Try again when the connection is better.\n"

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class LimitedBodies:
    """The application behind it never sees more than the limit; the sender is told 413.

    Who stops halfway and says nothing for long is told 408: their connection would be held for ever.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        limit = limit_of(scope["path"])
        if _announced(scope) > limit:
            await _refuse(send, limit)
            return
        taken, whole = 0, False

        async def counted() -> Message:
            nonlocal taken, whole
            try:
                message = await (receive() if whole else asyncio.wait_for(receive(), PATIENCE_SECONDS))
            except TimeoutError:
                await _answer(send, 408, TOO_SLOW)
                return {"type": "http.disconnect"}
            taken += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if taken <= limit:
                return message
            await _refuse(send, limit)
            return {"type": "http.disconnect"}

        await self.app(scope, counted, send)


def limit_of(path: str) -> int:
    """Bytes. One message's files may come together where files may come at all."""
    if TAKES_FILES.fullmatch(path):
        return max(BODY_LIMIT, AT_MOST * byte_limit() + BESIDE_FILES)
    return BODY_LIMIT


def _announced(scope: dict[str, Any]) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length[:20]) if length.isdigit() else 0


async def _refuse(send: Send, limit: int) -> None:
    await _answer(send, 413, TOO_LARGE.format(in_words(limit)))


async def _answer(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
