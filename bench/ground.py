"""A database, a Redis prefix, a data directory and processes of the bench's own, all gone afterwards."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
OURS = (
    "BASE_URL",
    "DEBUG",
    "EMAIL_URL",
    "ALLOWED_HOSTS",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "DATABASE_POOL_SIZE",
)
STOP_SECONDS = 15


@dataclass(slots=True)
class Ground:
    """environment: what every process of the bench runs under."""

    environment: dict[str, str]
    folder: Path
    running: list["subprocess.Popen[str]"] = field(default_factory=list)

    @property
    def database_url(self) -> str:
        return self.environment["DATABASE_URL"]

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """A Python process with pipes for its standard input and output."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**self.environment, **environment},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def child(self, module: str, function: str, **arguments: Any) -> "subprocess.Popen[str]":
        """A function of a measurement in a process of its own, see bench/child.py."""
        return self.start("-m", "bench.child", module, function, json.dumps(arguments))

    def call(self, module: str, function: str, **arguments: Any) -> Any:
        """What the function returned, as JSON values. Errors: RuntimeError when it failed."""
        return self.result(self.child(module, function, **arguments))

    def result(self, process: "subprocess.Popen[str]") -> Any:
        output, _ = process.communicate()
        self.running.remove(process)
        if process.returncode:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        return json.loads(output.splitlines()[-1])

    def stop(self, process: "subprocess.Popen[str]") -> None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.running.remove(process)


@contextmanager
def prepared() -> Iterator[Ground]:
    """PostgreSQL and Redis, migrated and empty. Needs TEST_DATABASE_URL and TEST_REDIS_URL."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="handover-bench-"))
        server, redis_url = os.environ["TEST_DATABASE_URL"], os.environ["TEST_REDIS_URL"]
        prefix = f"bench-{os.getpid()}"
        database = f"handover_bench_{os.getpid()}"
        _create(server, database)
        stack.callback(_drop, server, database)
        stack.callback(_forget, redis_url, prefix)
        environment = {
            "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{database}")),
            "REDIS_URL": redis_url,
            "REDIS_PREFIX": prefix,
        }
        yield from _ground(stack, Path(folder), environment)


@contextmanager
def embedded() -> Iterator[Ground]:
    """SQLite and nothing else, as after `make run`."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="handover-bench-"))
        yield from _ground(stack, Path(folder), {"DATABASE_URL": "", "REDIS_URL": ""})


def _ground(stack: ExitStack, folder: Path, services: dict[str, str]) -> Iterator[Ground]:
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    environment = {
        **inherited,
        **services,
        "DATA_DIR": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
    }
    ground = Ground(environment, folder)
    stack.callback(_stop_all, ground)
    ground.manage("migrate", "-v", "0")
    yield ground


def _stop_all(ground: Ground) -> None:
    for process in list(reversed(ground.running)):
        ground.stop(process)


def _create(server: str, database: str) -> None:
    _drop(server, database)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def _drop(server: str, database: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )


def _forget(redis_url: str, prefix: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        if keys := list(client.scan_iter(f"*{prefix}*", count=1000)):
            client.delete(*keys)
