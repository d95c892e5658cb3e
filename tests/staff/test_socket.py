"""The staff's socket: who may open it, what it says, and when it closes."""

import json
from datetime import datetime
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from config.asgi import application
from staff import live
from staff.audience import Notice
from staff.consumers import SIGN_IN_AGAIN, StaffConsumer
from staff.models import Delivery, Event, Member
from staff.notifications import notify
from staff.nudges import flush

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

OURS = "http://127.0.0.1:8000"


COMMUNICATOR: Any = ApplicationCommunicator  # untyped


class Page:
    """The browser's end of the socket: a member's, or a stranger's when there is no member."""

    def __init__(self, member: Member | None, origin: str | None = OURS) -> None:
        self.browser = Client()
        headers = [(b"host", b"127.0.0.1:8000")]
        if origin:
            headers.append((b"origin", origin.encode()))
        if member:
            self.browser.force_login(member)
            cookie = self.browser.cookies[settings.SESSION_COOKIE_NAME].value
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
        scope = {"type": "websocket", "path": "/ws/staff/", "headers": headers, "subprotocols": []}
        self.end = COMMUNICATOR(application, scope)

    async def connects(self) -> bool:
        await self.end.send_input({"type": "websocket.connect"})
        return str((await self.end.receive_output())["type"]) == "websocket.accept"

    async def says(self, **payload: str | bytes) -> None:
        await self.end.send_input({"type": "websocket.receive", **payload})

    async def watches(self, name: str) -> None:
        await self.says(text=json.dumps({"watch": name}))
        await self.says(text=json.dumps({"watch": "ping"}))
        assert await self.hears() == ""

    async def hears(self) -> str:
        return str(json.loads((await self.end.receive_output())["text"])["changed"])

    async def closed_with(self) -> int:
        answer = await self.end.receive_output(timeout=3)
        assert answer["type"] == "websocket.close"
        return int(answer["code"])

    async def leave(self) -> None:
        await self.end.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.end.wait()


async def page_of(member: Member | None) -> Page:
    page = await sync_to_async(Page)(member)
    assert await page.connects()
    return page


async def announce(group: str, changed: str) -> None:
    await sync_to_async(live.announce)(group, changed)
    await sync_to_async(flush)()


@pytest.mark.parametrize("origin", ["https://evil.example", None])
async def test_a_foreign_page_is_refused(bea: Member, origin: str | None) -> None:
    page = await sync_to_async(Page)(bea, origin)
    assert not await page.connects()


async def test_a_stranger_is_told_to_sign_in() -> None:
    assert await (await page_of(None)).closed_with() == SIGN_IN_AGAIN


async def test_a_member_hears_what_is_for_them(bea: Member, ana: Member) -> None:
    page = await page_of(bea)
    await announce(live.member_group(ana.pk), "notification.1")
    await announce(live.member_group(bea.pk), "notification.2")
    assert await page.hears() == "notification.2"
    await page.leave()


async def test_a_notice_reaches_an_open_page_with_its_commit_though_no_worker_runs(
    bea: Member, now: datetime
) -> None:
    page = await page_of(bea)
    await sync_to_async(notify)(Notice(Event.NEW_MESSAGE, "message:1", "Dana writes"), [bea], now=now)
    await sync_to_async(flush)()
    assert await page.hears() == "notifications"
    assert not await Delivery.objects.aexists()
    await page.leave()


async def test_what_takes_its_time_keeps_no_announcement_waiting(bea: Member, monkeypatch: Any) -> None:
    monkeypatch.setattr("staff.consumers.SIGNED_OUT_AFTER_SECONDS", 60)
    page = await page_of(bea)
    await sync_to_async(live.farewell)(bea.pk)
    await announce(live.member_group(bea.pk), "notification.1")
    assert await page.hears() == "notification.1"
    await page.leave()


@pytest.mark.parametrize("name", ["desk", "conversation.12"])
async def test_a_page_hears_what_it_watches(bea: Member, name: str) -> None:
    page = await page_of(bea)
    await page.watches(name)
    await announce(name, "conversation.12")
    assert await page.hears() == "conversation.12"
    await page.leave()


async def test_who_may_not_read_conversations_cannot_watch_them() -> None:
    eve = await sync_to_async(Member.objects.create_user)("eve@shop.example", "correct horse", name="Eve")
    page = await page_of(eve)
    await page.watches("desk")
    await announce(live.DESK, "conversation.12")
    assert await page.end.receive_nothing()
    await page.leave()


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", '{"watch": 7}', '{"watch": "member.1"}', '{"watch": "x.²"}']
)
async def test_nonsense_is_ignored(bea: Member, text: str) -> None:
    page = await page_of(bea)
    await page.says(text=text)
    await page.says(bytes=b"\x00")
    await page.watches("desk")
    await page.leave()


async def test_signing_out_closes_every_page_of_the_session(bea: Member, monkeypatch: Any) -> None:
    monkeypatch.setattr("staff.consumers.SIGNED_OUT_AFTER_SECONDS", 0.2)
    page, elsewhere = await page_of(bea), await page_of(bea)
    await sync_to_async(page.browser.logout)()
    await sync_to_async(flush)()
    assert await page.closed_with() == SIGN_IN_AGAIN
    await elsewhere.watches("desk")
    await elsewhere.leave()


async def test_who_is_deactivated_is_noticed_without_a_word(bea: Member, monkeypatch: Any) -> None:
    monkeypatch.setattr(StaffConsumer, "recheck_seconds", 0.1)
    page = await page_of(bea)
    await Member.objects.filter(pk=bea.pk).aupdate(is_active=False)
    assert await page.closed_with() == SIGN_IN_AGAIN
