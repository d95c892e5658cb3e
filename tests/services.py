"""PostgreSQL, Redis and Chromium for the tests: those that answer, else private ones, else a clear word.

Prints shell assignments: TEST_DATABASE_URL, TEST_REDIS_URL, CHROMIUM and, for servers started here,
SERVICES_STOP.
"""

import glob
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "chromium": "chromium"}


def main() -> None:
    stops: list[str] = []
    values = {
        "TEST_DATABASE_URL": postgres(stops),
        "TEST_REDIS_URL": redis(stops),
        "CHROMIUM": program("chromium"),
    }
    if stops:
        values["SERVICES_STOP"] = "; ".join(stops)
    for name, value in values.items():
        print(f"export {name}={shlex.quote(value)}")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def program(name: str) -> str:
    """The path of a program, installed by apt when we may."""
    if found := _find(name):
        return found
    package = PACKAGES[name]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {name}. Install it: sudo apt-get install {package}")
    print(f"installing {package} …", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        subprocess.run(command, check=True, stdout=sys.stderr, env=environment)
    return _find(name) or sys.exit(f"{package} was installed, but {name} was not found.")


def _find(name: str) -> str | None:
    if name == "postgres":
        return max(glob.glob("/usr/lib/postgresql/*/bin/postgres"), default=None) or shutil.which(name)
    return shutil.which(name)


def postgres(stops: list[str]) -> str:
    if answers(5432) and _may_create_databases():
        return "postgres://postgres@127.0.0.1:5432/postgres"
    folder = Path(program("postgres")).parent
    data, port = tempfile.mkdtemp(prefix="pg-"), free_port()
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(data, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    init = [folder / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off"
    start = [folder / "pg_ctl", "-D", data, "-w", "-l", f"{data}/log", "-o", options, "start"]
    for command in (init, start):
        subprocess.run([*as_user, *map(str, command)], check=True, stdout=sys.stderr, cwd="/")
    stop = [*as_user, str(folder / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
    stops.append(f"{shlex.join(stop)} >/dev/null; rm -rf {shlex.quote(data)}")
    return f"postgres://postgres@127.0.0.1:{port}/postgres"


def _may_create_databases() -> bool:
    try:
        with psycopg.connect("postgres://postgres@127.0.0.1:5432/postgres", connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def redis(stops: list[str]) -> str:
    if answers(6379) and _redis_takes_commands():
        return "redis://127.0.0.1:6379/9"
    port = free_port()
    server = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(server, stdout=sys.stderr, start_new_session=True, cwd=tempfile.gettempdir())
    stops.append(f"kill {process.pid}")
    for _ in range(100):
        if answers(port):
            return f"redis://127.0.0.1:{port}/9"
        time.sleep(0.1)
    sys.exit("redis-server did not start.")


def _redis_takes_commands() -> bool:
    with socket.create_connection(("127.0.0.1", 6379), 1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")


if __name__ == "__main__":
    main()
