"""nudges: a broker that is gone or frozen costs the caller nothing."""

import logging
import socket
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from time import monotonic

import pytest
from celery import Celery
from django.db import transaction

from staff import nudges
from staff.nudges import CAPACITY, Courier, nudge

Capture = Callable[..., AbstractContextManager[list[Callable[[], None]]]]
LIMIT_SECONDS = 2.0  # a call takes microseconds; a busy machine may stop us for a while in between


@pytest.fixture
def courier(monkeypatch: pytest.MonkeyPatch) -> Courier:
    """One of its own, so that what hangs here hangs nowhere else."""
    ours = Courier()
    monkeypatch.setattr(nudges, "_courier", ours)
    return ours


@pytest.fixture
def frozen() -> Iterator[str]:
    """The address of a broker that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_steps_run_in_the_order_they_were_posted(courier: Courier) -> None:
    done: list[int] = []

    def step(number: int) -> Callable[[AbstractEventLoop], None]:
        return lambda loop: done.append(number)

    for number in range(100):
        courier.post(step(number))
    courier.flush()
    assert done == list(range(100))


def test_a_step_that_hangs_blocks_nobody_and_the_queue_does_not_grow_for_ever(
    courier: Courier, caplog: pytest.LogCaptureFixture
) -> None:
    release, began = threading.Event(), threading.Event()

    def hang(loop: AbstractEventLoop) -> None:
        began.set()
        release.wait(20)

    courier.post(hang)
    assert began.wait(5)
    done: list[None] = []
    slowest = 0.0
    with caplog.at_level(logging.ERROR):
        for _ in range(CAPACITY + 50):
            start = monotonic()
            courier.post(lambda loop: done.append(None))
            slowest = max(slowest, monotonic() - start)
    assert slowest < LIMIT_SECONDS
    assert done == []
    release.set()
    courier.flush(10)
    assert len(done) == CAPACITY


def test_after_an_error_it_rests_instead_of_trying_what_fails(courier: Courier) -> None:
    tried: list[int] = []

    def fail(loop: AbstractEventLoop) -> None:
        tried.append(1)
        raise ConnectionError("the broker is gone")

    for _ in range(50):
        courier.post(fail)
    courier.flush()
    assert tried == [1]


def test_flushing_gives_up_on_a_step_that_hangs(courier: Courier) -> None:
    release = threading.Event()

    def hang(loop: AbstractEventLoop) -> None:
        release.wait(20)

    courier.post(hang)
    start = monotonic()
    courier.flush(0.05)
    assert monotonic() - start < 1
    release.set()


@pytest.mark.parametrize("broker", ["frozen", "absent"])
@pytest.mark.django_db
def test_a_commit_does_not_wait_for_a_broker_that_is_frozen_or_absent(
    broker: str,
    frozen: str,
    courier: Courier,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    app = Celery(
        "nobody", broker=frozen if broker == "frozen" else "redis://127.0.0.1:1/0", set_as_current=False
    )
    app.conf.broker_transport_options = {
        "socket_timeout": 0.2,
        "socket_connect_timeout": 0.2,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }

    @app.task(name=f"nothing.{broker}")
    def nothing(number: int) -> None:
        """Never runs."""

    start = monotonic()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for number in range(50):
            nudge(nothing, number)
    assert monotonic() - start < LIMIT_SECONDS * 2
    courier.flush(5)


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_told(
    courier: Courier, django_capture_on_commit_callbacks: Capture
) -> None:
    def tell_and_fail() -> None:
        with transaction.atomic():
            nudges.push("desk", {"type": "announcement", "changed": "desk"})
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert callbacks == []
