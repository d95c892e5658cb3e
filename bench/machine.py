"""What the figures were measured on."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import django
import psycopg
import redis

SETTINGS = ("server_version", "fsync", "synchronous_commit", "shared_buffers")


def described(database_url: str, redis_url: str) -> list[str]:
    """One line for each fact."""
    with psycopg.connect(database_url) as connection:
        settings = {name: _setting(connection, name) for name in SETTINGS}
    changed = _git("status", "--porcelain", "--", ".", ":!bench")
    commit = f"{_git('rev-parse', '--short', 'HEAD')}{' with changes' if changed else ''}"
    load = os.getloadavg()[0]
    shared = (
        f"Load before the run: {load:.1f} on {os.cpu_count()} cores: the machine was shared, expect noise."
    )
    return [
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}.",
        f"{_cpu()}, {os.cpu_count()} cores, {_memory():.0f} GiB, {platform.system()} {platform.release()}.",
        f"PostgreSQL {settings.pop('server_version').split()[0]} "
        f"({', '.join(f'{name} {value}' for name, value in settings.items())}), "
        f"Redis {_redis_version(redis_url)}, Python {platform.python_version()}, "
        f"Django {django.get_version()}, psycopg {psycopg.__version__}.",
        shared if load > 0.5 else f"Load before the run: {load:.1f}, a quiet machine.",
        "Rates are those of the best round, ours and the floor's by turns; percentiles are of that round.",
        "Everything over TCP loopback; the load generator, the databases and the browser share the cores.",
    ]


def _setting(connection: "psycopg.Connection[tuple[str]]", name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return row[0] if row else "?"


def _redis_version(url: str) -> str:
    with redis.Redis.from_url(url) as client:
        return str(client.info("server")["redis_version"])


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "CPU ?")


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _git(*arguments: str) -> str:
    found = subprocess.run(
        ["git", "--no-optional-locks", *arguments], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()
