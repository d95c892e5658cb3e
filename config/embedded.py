"""One process for a small firm: web server, worker and beat. No room may ask whether this mode is on."""

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from celery import signals
from celery.beat import EmbeddedService
from celery.worker import WorkController
from celery.worker import state as worker_state

from config.celery import app

log = logging.getLogger(__name__)

CONCURRENCY = 4
START_SECONDS = 15
STOP_SECONDS = 15
WATCH_SECONDS = 2


class AlreadyRunning(Exception):
    """Another process serves this data directory: two would run two beats."""


@contextmanager
def lock(data_dir: Path) -> Iterator[None]:
    """Errors: AlreadyRunning."""
    with open(data_dir / "serve.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise AlreadyRunning(f"Process {file.read().strip()} already serves {data_dir}.") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


class _Worker(WorkController):
    """Not celery.apps.worker.Worker: that one installs signal handlers, which only a main thread may."""

    ready: threading.Event

    def on_consumer_ready(self, consumer: Any) -> None:
        self.ready.set()


class Background:
    """The worker's and beat's threads."""

    def __init__(self) -> None:
        self._worker = _Worker(
            app=app,
            pool="threads",
            concurrency=CONCURRENCY,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        )
        self._worker.ready = threading.Event()
        self._beat: Any = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)
        self._thread = threading.Thread(target=self._worker.start, name="worker", daemon=True)
        self._stopping = threading.Event()

    def start(self) -> None:
        signals.worker_init.send(sender=self._worker)  # Celery's Django fix-up then closes connections
        self._thread.start()
        if not self._worker.ready.wait(START_SECONDS):
            raise RuntimeError(f"The worker did not start within {START_SECONDS} seconds.")
        self._beat.start()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _watch(self) -> None:
        """A process that answers pages but runs no jobs would lose people's answers: better none at all."""
        while not self._stopping.wait(WATCH_SECONDS):
            if not (self._thread.is_alive() and self._beat.is_alive()):
                log.critical("the worker or beat has died; leaving, so that a supervisor can start again")
                os._exit(70)

    def stop(self) -> None:
        self._stopping.set()
        self._beat.stop()
        worker_state.should_stop = 0  # type: ignore[assignment]
        self._thread.join(STOP_SECONDS)
        worker_state.should_stop = None


def serve(data_dir: Path, host: str, port: int) -> None:
    """Blocks until SIGTERM or Ctrl-C; ends what is running first."""
    with lock(data_dir):
        for number in (signal.SIGTERM, signal.SIGINT):
            # uvicorn gives the signal again to whoever handled it before; without this we would die of it.
            signal.signal(number, lambda *_: None)
        background = Background()
        background.start()
        server = uvicorn.Server(server_config(host, port))
        try:
            server.run()
        finally:
            background.stop()
    if not server.started:
        sys.exit(1)


def server_config(host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        "config.asgi:application",
        host=host,
        port=port,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=5,
        proxy_headers=True,
        ws_max_size=64 * 1024,
    )
