"""One socket for each page a member has open. It says that something changed, never what."""

import asyncio
import json
import logging
import random
import time
from collections.abc import Coroutine
from importlib import import_module
from typing import Any

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import DatabaseError
from django.dispatch import receiver
from django.utils import timezone

from staff import presence
from staff.live import DESK, farewell, member_group
from staff.models import Member

log = logging.getLogger(__name__)

SIGN_IN_AGAIN = 4401
WATCHED = "handover.view_conversation"
WATCH_AT_MOST = 10
SIGNED_OUT_AFTER_SECONDS = 1.0  # Django says that somebody signs out just before it ends the session


class StaffConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """In: {"watch": "desk"}, {"watch": "conversation.12"} or {"watch": "ping"}. Out: {"changed": name}.

    All sockets of a process share one thread for the database, and what a socket is told waits until what
    it was told before is dealt with: so nothing here waits for the database between two announcements,
    unless the page asked for something."""

    recheck_seconds = 60.0
    joined: frozenset[str] = frozenset()
    member_id: int | None = None
    noted = float("-inf")
    aside: "set[asyncio.Task[None]]"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aside = set()

    async def connect(self) -> None:
        # Accepted in any case: only an open socket can tell the page why it is closed.
        await self.accept()
        member: Member = self.scope["user"]
        if not member.is_authenticated or not member.is_active:
            await self.close(SIGN_IN_AGAIN)
            return
        self.member_id = member.pk
        self.own_group = member_group(member.pk)
        await self._join(self.own_group)
        self._aside(self._keep_checking())
        self._aside(self._note_presence())

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        try:
            return json.loads(text_data)
        except ValueError:
            return None

    async def receive(self, text_data: str | None = None, **kwargs: Any) -> None:
        if text_data:
            await super().receive(text_data=text_data)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        name = content.get("watch") if isinstance(content, dict) else None
        if name == "ping":
            await self.send_json({"changed": ""})
            self._aside(self._note_presence())
        elif isinstance(name, str) and self._known(name) and await self._may_watch():
            await self._join(name)

    @staticmethod
    def _known(name: str) -> bool:
        kind, _, number = name.partition(".")
        return name == DESK or (
            kind == "conversation" and number.isascii() and number.isdecimal() and len(number) < 20
        )

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Until it is done or the socket closes."""
        task = asyncio.create_task(work)
        self.aside.add(task)
        task.add_done_callback(self.aside.discard)

    async def _may_watch(self) -> bool:
        member = await self._member()
        return member is not None and await _may(member)

    async def _member(self) -> Member | None:
        """Whoever the session belongs to now; nobody once they signed out or were deactivated."""
        sessions = import_module(settings.SESSION_ENGINE)
        member = await get_user({"session": sessions.SessionStore(self.scope["session"].session_key)})
        return member if isinstance(member, Member) and member.is_active else None

    async def _join(self, group: str) -> None:
        if group not in self.joined and len(self.joined) < WATCH_AT_MOST:
            self.joined |= {group}
            await self.channel_layer.group_add(group, self.channel_name)

    async def _leave(self, groups: frozenset[str]) -> None:
        self.joined -= groups
        for group in groups:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def _keep_checking(self) -> None:
        """Not all sockets at once that were opened at once, as after a restart."""
        await asyncio.sleep(random.uniform(0, self.recheck_seconds))  # noqa: S311 - nothing secret
        while True:
            try:
                await self._check()
            except DatabaseError as error:  # gone for a moment: the next look is as good
                log.warning("a socket's member was not looked at (%s)", error)
            await asyncio.sleep(self.recheck_seconds)

    async def _check(self) -> None:
        member = await self._member()
        if member is None:
            await self.close(SIGN_IN_AGAIN)
            return
        await self._note_presence()
        if not await _may(member):
            await self._leave(self.joined - {self.own_group})

    async def _note_presence(self) -> None:
        """Asked of the database at most every so often by one page, and written so by all of a member's."""
        moment = time.monotonic()
        if self.member_id and moment - self.noted >= presence.HEARD_EVERY.total_seconds():
            self.noted = moment
            try:
                await database_sync_to_async(presence.heard)(self.member_id, timezone.now())
            except DatabaseError as error:
                log.warning("presence was not noted (%s)", error)

    async def announcement(self, message: dict[str, Any]) -> None:
        await self.send_json({"changed": message["changed"]})

    async def farewell(self, message: dict[str, Any]) -> None:
        """The member signed out somewhere or was deactivated: does this socket's session still hold?"""
        self._aside(self._check_soon())

    async def _check_soon(self) -> None:
        await asyncio.sleep(SIGNED_OUT_AFTER_SECONDS)
        await self._check()

    async def disconnect(self, code: int) -> None:
        for task in self.aside:
            task.cancel()
        await self._leave(self.joined)


async def _may(member: Member) -> bool:
    return bool(await database_sync_to_async(member.has_perm)(WATCHED))


@receiver(user_logged_out)
def say_farewell(user: Member | None, **kwargs: Any) -> None:
    if user:
        farewell(user.pk)
