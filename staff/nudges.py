"""Telling the broker and the browsers that rows have changed, without ever waiting for either.

A nudge is a hint: the row is the truth, and a sweep finds what a lost nudge would have started. So a
nudge is put into a bounded queue on commit, and one daemon thread, which keeps an event loop of its own,
hands it on. A frozen Redis blocks that thread and nobody else.
"""

import asyncio
import atexit
import logging
import queue
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

from celery import Task
from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)

CAPACITY = 10_000
REST_AFTER_ERROR_SECONDS = 5.0

Step = Callable[[asyncio.AbstractEventLoop], None]


class Courier:
    """Runs steps one after another in its own thread; drops them when they pile up or just failed."""

    def __init__(self) -> None:
        self._steps: queue.Queue[Step] = queue.Queue(CAPACITY)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._rest_until = 0.0

    def post(self, step: Step) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="nudges", daemon=True)
                self._thread.start()
        try:
            self._steps.put_nowait(step)
        except queue.Full:
            log.warning("nudge dropped: %s are waiting; the sweep will find the row", CAPACITY)

    def flush(self, timeout: float = 2.0) -> None:
        """A command that ends at once still hands its nudges on first; never longer than timeout seconds."""
        deadline = time.monotonic() + timeout
        while self._steps.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.005)

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        while True:
            step = self._steps.get()
            try:
                if time.monotonic() >= self._rest_until:
                    step(loop)
            except Exception as error:
                self._rest_until = time.monotonic() + REST_AFTER_ERROR_SECONDS
                log.warning("nudge lost (%s); the sweep will find the row", error)
            finally:
                self._steps.task_done()


_courier = Courier()
flush = _courier.flush
atexit.register(flush)


def nudge(job: "Task[Any, Any]", *args: int | str, countdown: float = 0) -> None:
    """On commit, ask a worker to run job(*args), in `countdown` seconds at most a few."""

    def step(_: asyncio.AbstractEventLoop) -> None:
        job.apply_async(args, retry=False, countdown=countdown)

    transaction.on_commit(lambda: _courier.post(step), robust=True)


def push(group: str, message: dict[str, Any]) -> None:
    """On commit, send a small message to the sockets of a group."""

    def step(loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(_send(group, message))

    transaction.on_commit(lambda: _courier.post(step), robust=True)


def _send(group: str, message: dict[str, Any]) -> Coroutine[Any, Any, None]:
    layer = get_channel_layer()
    sending: Coroutine[Any, Any, None] = layer.group_send(group, message)
    return sending
