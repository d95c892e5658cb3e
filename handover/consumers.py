"""The contact's socket: it says that the thread changed, and hears that the contact writes."""

import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import timezone

from handover import visitors, visits
from handover.announcements import visitor_group

NO_VISITOR = 4401
TOO_BIG = 1009
PING = '{"ping":true}'
TYPING = '{"typing":true}'
LIMIT = 256  # characters; a page of ours sends nothing but these
REST_SECONDS = 1.0  # between answers to pings
TYPING_SECONDS = visits.TYPED_EVERY.total_seconds()


class VisitorConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """In: {"ping":true} and {"typing":true}. Out: {"changed": "thread"}, and {"changed": ""} to a ping."""

    group = ""
    channel_id = 0
    visitor = ""
    answered_at = float("-inf")
    typed_at = float("-inf")

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
        if visitor is None:
            return None
        self.channel_id, self.visitor = channel.pk, visitor
        return visitor_group(channel.pk, visitor)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        if len(text_data or bytes_data or "") > LIMIT:
            await self.close(TOO_BIG)
        elif text_data == PING and time.monotonic() - self.answered_at > REST_SECONDS:
            self.answered_at = time.monotonic()
            await self.send_json({"changed": ""})
        elif text_data == TYPING and time.monotonic() - self.typed_at > TYPING_SECONDS:
            self.typed_at = time.monotonic()
            typed = database_sync_to_async(visits.contact_types)
            await typed(self.channel_id, self.visitor, now=timezone.now())

    async def announcement(self, message: dict[str, Any]) -> None:
        await self.send_json({"changed": message["changed"]})

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)
