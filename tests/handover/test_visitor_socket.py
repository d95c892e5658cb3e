"""The contact's socket: who may open it, and that it says nothing but that something changed."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.test import Client
from django.utils import timezone

from bots.channels.base import Inbound
from bots.models import Bot, Channel
from config.asgi import application
from handover import intake
from handover.announcements import visitor_group
from staff.nudges import flush

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


COMMUNICATOR: Any = ApplicationCommunicator  # untyped
OURS = "http://127.0.0.1:8000"


def cookie_of(channel: Channel) -> str:
    client = Client()
    client.get(f"/chat/{channel.token}/")
    return str(client.cookies["visitor_live"].value)


class Line:
    """A browser's end of the socket."""

    def __init__(self, channel: Channel, cookie: str, origin: str = OURS) -> None:
        headers = [(b"host", b"127.0.0.1:8000"), (b"origin", origin.encode())]
        if cookie:
            headers.append((b"cookie", f"visitor_live={cookie}".encode()))
        path = f"/ws/chat/{channel.token}/"
        scope = {"type": "websocket", "path": path, "headers": headers, "subprotocols": []}
        self.end = COMMUNICATOR(application, scope)

    async def connect(self) -> tuple[bool, int | None]:
        await self.end.send_input({"type": "websocket.connect"})
        answer = await self.end.receive_output()
        return answer["type"] == "websocket.accept", answer.get("code")

    async def say(self, **payload: str | bytes) -> None:
        await self.end.send_input({"type": "websocket.receive", **payload})

    async def heard(self) -> Any:
        return json.loads((await self.end.receive_output())["text"])

    async def leave(self) -> None:
        await self.end.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.end.wait()


async def opened(channel: Channel, cookie: str, origin: str = OURS) -> tuple[bool, int | None]:
    line = Line(channel, cookie, origin)
    answer = await line.connect()
    await line.leave()
    return answer


async def test_it_says_that_the_thread_changed(webchat: Channel) -> None:
    cookie = await sync_to_async(cookie_of)(webchat)
    line = Line(webchat, cookie)
    assert (await line.connect())[0]
    inbound = Inbound("1", cookie.split(":")[0], "Hello")
    await sync_to_async(intake.receive)(webchat, inbound, now=timezone.now())
    await sync_to_async(flush)()
    assert await line.heard() == {"changed": "thread"}
    await line.leave()


async def test_it_says_nothing_of_others(webchat: Channel) -> None:
    line = Line(webchat, await sync_to_async(cookie_of)(webchat))
    await line.connect()
    inbound = Inbound("1", "somebody else", "Hello")
    await sync_to_async(intake.receive)(webchat, inbound, now=timezone.now())
    await sync_to_async(flush)()
    assert await line.end.receive_nothing()
    await line.leave()


async def test_without_a_visitor_it_stays_shut(webchat: Channel) -> None:
    assert await opened(webchat, "") == (False, 4401)
    assert await opened(webchat, "someone:1abc:forged") == (False, 4401)


async def test_another_chats_visitor_stays_outside(webchat: Channel, bot: Bot) -> None:
    other = await Channel.objects.acreate(bot=bot, kind="webchat", name="Other")
    assert await opened(webchat, await sync_to_async(cookie_of)(other)) == (False, 4401)


async def test_a_chat_that_is_off_stays_shut(webchat: Channel) -> None:
    cookie = await sync_to_async(cookie_of)(webchat)
    await Channel.objects.filter(pk=webchat.pk).aupdate(enabled=False)
    assert await opened(webchat, cookie) == (False, 4401)


async def test_a_foreign_page_is_refused(webchat: Channel) -> None:
    cookie = await sync_to_async(cookie_of)(webchat)
    assert not (await opened(webchat, cookie, origin="https://evil.example"))[0]
    assert (await opened(webchat, cookie))[0]


async def test_it_answers_pings_and_ignores_the_rest(webchat: Channel) -> None:
    line = Line(webchat, await sync_to_async(cookie_of)(webchat))
    await line.connect()
    for noise in ("", "no json", "[]", '{"watch":"desk"}', '{"changed":"thread"}'):
        await line.say(text=noise)
    await line.say(bytes=b"\x00\xff")
    await line.say(text='{"ping":true}')
    await line.say(text='{"ping":true}')
    assert await line.heard() == {"changed": ""}
    assert await line.end.receive_nothing(), "a flood of pings is not answered one by one"
    await line.leave()


async def test_a_large_message_closes_it(webchat: Channel) -> None:
    line = Line(webchat, await sync_to_async(cookie_of)(webchat))
    await line.connect()
    await line.say(text="x" * 300)
    assert (await line.end.receive_output())["code"] == 1009


async def test_group_names_fit_any_visitor() -> None:
    assert visitor_group(1, "Ü" * 200).isascii()
    assert len(visitor_group(1, "Ü" * 200)) < 100
