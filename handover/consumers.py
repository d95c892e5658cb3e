"""The contact's socket: it says that the thread changed, and the page fetches it."""

import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from handover import visitors
from handover.announcements import visitor_group

NO_VISITOR = 4401
TOO_BIG = 1009
PING = '{"ping":true}'
LIMIT = 256  # characters; a page of ours sends nothing but pings
REST_SECONDS = 1.0  # between answers to pings


class VisitorConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """In: {"ping":true}. Out: {"changed": "thread"}, and {"changed": ""} to a ping."""

    group = ""
    answered_at = 0.0

    async def connect(self) -> None:
        group = await self._group()
        if group is None:
            await self.close(NO_VISITOR)
            return
        self.group = group
        await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _group(self) -> str | None:
        channel = visitors.channel_of(self.scope["url_route"]["kwargs"]["token"])
        if channel is None:
            return None
        visitor = visitors.known(channel, self.scope["cookies"].get(visitors.LIVE_COOKIE))
        return visitor_group(channel.pk, visitor) if visitor else None

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        if len(text_data or bytes_data or "") > LIMIT:
            await self.close(TOO_BIG)
        elif text_data == PING and time.monotonic() - self.answered_at > REST_SECONDS:
            self.answered_at = time.monotonic()
            await self.send_json({"changed": ""})

    async def announcement(self, message: dict[str, Any]) -> None:
        await self.send_json({"changed": message["changed"]})

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)
