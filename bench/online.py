"""Two hundred members with the desk open: real sockets of real sessions, and what each of them hears."""

import asyncio
import sys
import time
from typing import Any

import websockets
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from staff.models import MEMBER, Member

AT_A_TIME = 20


def hired(count: int) -> list[tuple[int, str]]:
    """New members as (id, the session they are signed in with)."""
    group = Group.objects.get(name=MEMBER)
    found = []
    for number in range(count):
        member = Member.objects.create_user(f"member-{number}@shop.example", name=f"Member {number}")
        member.groups.add(group)
        client = Client()
        client.force_login(member)
        found.append((member.pk, client.cookies[settings.SESSION_COOKIE_NAME].value))
    return found


def heard(url: str, sessions: list[tuple[int, str]]) -> list[tuple[int, float, str]]:
    """Says "ready" when all sockets are open, listens until a line comes: (member, seconds, what) each."""
    return asyncio.run(_heard(url, sessions))


async def _heard(url: str, sessions: list[tuple[int, str]]) -> list[tuple[int, float, str]]:
    heard: list[tuple[int, float, str]] = []
    gate, left = asyncio.Semaphore(AT_A_TIME), len(sessions)
    all_open = asyncio.Event()

    async def listen(member: int, session: str) -> None:
        nonlocal left
        async with gate:
            socket = await _open(url, session)
        left -= 1
        if not left:
            all_open.set()
        async for frame in socket:
            heard.append((member, time.time(), str(frame)))

    tasks = [asyncio.create_task(listen(*one)) for one in sessions]
    await all_open.wait()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for task in tasks:
        task.cancel()
    return heard


async def _open(url: str, session: str) -> Any:
    """The socket of a page at the desk."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
    address = f"{url.replace('http', 'ws', 1)}/ws/staff/"
    headers = {"Cookie": cookie, "Origin": url}
    socket = await websockets.connect(address, additional_headers=headers, ping_interval=None)
    await socket.send('{"watch": "desk"}')
    return socket
