"""The shipped commands as real processes: a whole installation in a temporary folder, driven from outside."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import httpx2
from standardwebhooks import Webhook

from tests.services import answers, free_port, program

ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T | None], seconds: float = 30) -> T:
    """The first true answer of look(). Errors: AssertionError naming what did not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come within {seconds:g} seconds")


class Installation:
    """An installation under `folder`. environment: what selects the mode, such as DATABASE_URL."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "BASE_URL": self.url,
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = folder / "log"

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.manage(*arguments, "--json"))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A `serve` process in a group of its own, its output in the log."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def until_healthy(self) -> None:
        wait_for("the web server", self._healthy)

    def _healthy(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx2.HTTPError:
            return False

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 of the process and its children, without a chance to tidy up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        self.processes.remove(process)

    def kill_all(self) -> None:
        """How a walk ends: nothing of it is kept, and a clean stop has walks of its own."""
        for process in list(self.processes):
            if process.poll() is None:
                self.kill(process)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        self.processes.clear()

    def post(
        self, channel: dict[str, str], text: str, *, contact: str, message_id: str = ""
    ) -> dict[str, Any]:
        """A signed inbound message; the body of the 202."""
        body = json.dumps(
            {"message_id": message_id or str(uuid.uuid4()), "contact": {"id": contact}, "text": text}
        )
        key, at = f"msg_{uuid.uuid4()}", datetime.now(tz=UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(channel["secret"]).sign(key, at, body),
        }
        answer = httpx2.post(f"{self.url}{channel['path']}", content=body, headers=headers, timeout=10)
        assert answer.status_code == 202, answer.text
        stored: dict[str, Any] = answer.json()
        return stored

    def said(self, conversation: str) -> list[dict[str, Any]]:
        """Outbound messages of the conversation."""
        messages = self.json("conversation", conversation)["messages"]
        return [message for message in messages if message["direction"] == "outbound"]


@contextmanager
def installation(folder: Path, **environment: str) -> Iterator[Installation]:
    installed = Installation(folder, **environment)
    try:
        yield installed
    finally:
        installed.kill_all()


class OwnRedis:
    """A Redis that a test may kill."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        command = [program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        wait_for("redis", lambda: answers(self.port))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


class Receiver:
    """The other side of an outbound webhook. Each request is noted; `answer` says what it gets."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.answer: Callable[[int], int] = lambda count: 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.requests.append((headers, json.loads(body)))
                self.send_response(receiver.answer(len(receiver.requests)))
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def texts(self) -> list[str]:
        return [body["data"]["message"]["text"] for _, body in self.requests]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
