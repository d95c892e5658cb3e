"""The contact's socket: it says that the thread changed, and the page fetches it."""

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer


class VisitorConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        await self.close()

    async def announcement(self, message: dict[str, Any]) -> None:
        await self.send_json({"changed": message["changed"]})
