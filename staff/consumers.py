"""One socket for each page a member has open. It says that something changed, never what."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from staff.live import DESK, member_group
from staff.models import Member

SIGN_IN_AGAIN = 4401
WATCHED = "handover.view_conversation"


class StaffConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """In: {"watch": "desk"} or {"watch": "conversation.12"}. Out: {"changed": name}."""

    groups_joined: frozenset[str] = frozenset()

    async def connect(self) -> None:
        self.member: Member = self.scope["user"]
        if not self.member.is_authenticated or not self.member.is_active:
            await self.close(SIGN_IN_AGAIN)
            return
        await self.accept()
        await self._join(member_group(self.member.pk))

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        name = content.get("watch") if isinstance(content, dict) else None
        if name == "ping" or not isinstance(name, str):
            await self.send_json({"changed": ""})
        elif self._known(name) and await self._may_watch():
            await self._join(name)

    @staticmethod
    def _known(name: str) -> bool:
        kind, _, number = name.partition(".")
        return name == DESK or (kind == "conversation" and number.isascii() and number.isdecimal())

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _may_watch(self) -> bool:
        member = Member.objects.filter(pk=self.member.pk, is_active=True).first()
        return member is not None and member.has_perm(WATCHED)

    async def _join(self, group: str) -> None:
        if len(self.groups_joined) < 10:
            self.groups_joined = self.groups_joined | {group}
            await self.channel_layer.group_add(group, self.channel_name)

    async def announcement(self, message: dict[str, Any]) -> None:
        await self.send_json({"changed": message["changed"]})

    async def farewell(self, message: dict[str, Any]) -> None:
        """The member was signed out or deactivated."""
        await self.close(SIGN_IN_AGAIN)

    async def disconnect(self, code: int) -> None:
        for group in self.groups_joined:
            await self.channel_layer.group_discard(group, self.channel_name)
