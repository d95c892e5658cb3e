"""The channel layer of the single process, where sockets live in one event loop and jobs in other threads."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from channels.layers import InMemoryChannelLayer


class ThreadedInMemoryChannelLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """The in-memory layer's queues belong to the loop that receives: every send is carried there."""

    loop: ClassVar[asyncio.AbstractEventLoop | None] = None

    async def _at_home(self, send: Callable[..., Awaitable[None]], *args: Any) -> None:
        home = type(self).loop
        if home is None or home is asyncio.get_running_loop() or home.is_closed():
            await send(*args)
            return

        async def run() -> None:
            await send(*args)

        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(run(), home))

    async def receive(self, channel: str) -> Any:
        home = type(self).loop
        if home is None or home.is_closed():
            type(self).loop = asyncio.get_running_loop()
        return await super().receive(channel)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        await self._at_home(super().send, channel, message)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await self._at_home(super().group_send, group, message)
