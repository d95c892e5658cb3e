"""Installations to walk through, and a browser to walk with."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.services import program
from tests.walks.running import Installation, OwnRedis, Receiver, installation

CHROMIUM_SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def fresh_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the demo in it, to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    made = Installation(folder, DATABASE_URL="", REDIS_URL="")
    made.manage("migrate", "-v0")
    (folder / "data" / "demo.json").write_text(made.manage("demo", "--json"))
    return folder / "data"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def embedded(tmp_path: Path, fresh_demo: Path, receiver: Receiver) -> Iterator[Installation]:
    """One process on SQLite with the demo, not started yet."""
    shutil.copytree(fresh_demo, tmp_path / "data")
    with installation(tmp_path, DEMO_WEBHOOK_URL=receiver.url, DATABASE_URL="", REDIS_URL="") as made:
        yield made


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    own = OwnRedis()
    yield own
    own.kill()


@pytest.fixture
def database() -> Iterator[str]:
    server = os.environ["TEST_DATABASE_URL"]
    name = f"walk_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.rsplit("/", 1)[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def for_real(tmp_path: Path, database: str, redis: OwnRedis, receiver: Receiver) -> Iterator[Installation]:
    """PostgreSQL and a Redis of its own, migrated; no process started yet."""
    settings = {"DATABASE_URL": database, "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"}
    with installation(tmp_path, DEMO_WEBHOOK_URL=receiver.url, **settings) as made:
        made.manage("migrate", "-v0")
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=CHROMIUM_SWITCHES)
        yield browser
        browser.close()
