"""From a signed webhook to the toast in the assignee's browser: the real processes, a real Chromium."""

import http.client
import json
import os
import random
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from playwright.sync_api import Page
from standardwebhooks import Webhook

from bench.figures import Table, percentile, percentiles, shown
from bench.floors_live import http_ms, redis_ms
from bench.ground import Ground
from bench.live_page import Commits, signed_in
from tests.walks.running import Installation, Receiver, installation, wait_for

WARM_UPS = 5
TIMEOUT_MS = 20_000
SERVICES = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "LOG_LEVEL")
STEPS = {
    "answered": "webhook answered with 202",
    "begun": "a worker has taken up the turn (the handover's `created_at`)",
    "committed": "handover committed",
    "frame": "the notice's frame is in the browser",
    "toast": "**the toast is on the screen**",
}


@dataclass(slots=True)
class Sample:
    """Moments in seconds since the epoch; all processes share the machine's clock."""

    conversation: int
    sent: float
    moments: dict[str, float] = field(default_factory=dict)


def measured(ground: Ground, shop: dict[str, Any], samples: int) -> Table:
    with ExitStack() as stack:
        receiver = Receiver()
        stack.callback(receiver.close)
        with psycopg.connect(ground.database_url) as connection:
            connection.execute(
                "UPDATE bots_channel SET config = config || jsonb_build_object('url', %s::text) "
                "WHERE id = %s",
                [receiver.url, shop["webhook"]],
            )
        commits = stack.enter_context(Commits(ground.database_url))
        services = {name: ground.environment[name] for name in SERVICES}
        installed = stack.enter_context(installation(ground.folder, **services))
        for part in (["--workers", "1"], ["--worker"], ["--beat"]):
            installed.start(*part)
        installed.until_healthy()
        wait_for("a worker", lambda: worker_is_up(ground))
        page = stack.enter_context(signed_in(installed.url, os.environ["CHROMIUM"]))
        taken = [sampled(installed, shop, page) for _ in range(WARM_UPS + samples)][WARM_UPS:]
        add_moments(taken, commits, ground)
        floors = [
            ["floor: an empty request to /healthz", *percentiles(http_ms(installed.port))],
            ["floor: a bare Redis publish, received by another process", *percentiles(redis_ms(ground))],
        ]
    return _table(taken, floors)


def worker_is_up(ground: Ground) -> bool:
    with psycopg.connect(ground.database_url) as connection:
        found = connection.execute("SELECT 1 FROM staff_heartbeat WHERE role = 'worker'").fetchone()
    return found is not None


def sampled(installed: Installation, shop: dict[str, Any], page: Page) -> Sample:
    """A contact nobody knows asks for a person; returns when the toast with their name is there."""
    time.sleep(random.uniform(0.2, 0.6))  # not in step with anything periodic
    name = f"Visitor {uuid.uuid4().hex[:8]}"
    text = "I would like to talk to a human, please"
    body = json.dumps({"message_id": str(uuid.uuid4()), "contact": {"id": name, "name": name}, "text": text})
    key, at = f"msg_{uuid.uuid4()}", datetime.now(tz=UTC)
    headers = {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(shop["secret"]).sign(key, at, body),
    }
    connection = http.client.HTTPConnection("127.0.0.1", installed.port, timeout=10)
    sent = time.time()
    connection.request("POST", f"/in/{shop['token']}/", body.encode(), headers)
    response = connection.getresponse()
    answer = json.loads(response.read())
    answered = time.time()
    assert response.status == 202, answer
    connection.close()
    shown_at = page.wait_for_function(
        "name => (window.bench.toasts.find(([, text]) => text.includes(name)) || [0])[0]",
        arg=name,
        polling=50,
        timeout=TIMEOUT_MS,
    ).json_value()
    frames = page.evaluate("since => window.bench.frames.filter(([at]) => at >= since)", 1000 * sent)
    notices = [at for at, data in frames if json.loads(data)["changed"].startswith("notification")]
    moments = {"answered": answered, "frame": notices[0] / 1000, "toast": shown_at / 1000}
    return Sample(int(answer["conversation"]), sent, moments)


def add_moments(taken: list[Sample], commits: Commits, ground: Ground) -> None:
    with psycopg.connect(ground.database_url) as connection:
        rows = connection.execute("SELECT conversation_id, created_at FROM handover_handover").fetchall()
    begun = {conversation: at.timestamp() for conversation, at in rows}
    for sample in taken:
        sample.moments["begun"] = begun[sample.conversation]
        sample.moments["committed"] = commits.at[sample.conversation]


def _table(taken: list[Sample], floors: list[list[str]]) -> Table:
    since = {step: [1000 * (sample.moments[step] - sample.sent) for sample in taken] for step in STEPS}
    rows = [[STEPS[step], *percentiles(since[step])] for step in STEPS]
    page = [1000 * (sample.moments["toast"] - sample.moments["frame"]) for sample in taken]
    work = percentile(since["frame"], 0.5)
    notes = [
        f"{len(taken)} samples after {WARM_UPS} warm-ups: `serve --workers 1`, `serve --worker` and "
        "`serve --beat` as processes of their own, Chromium at the desk, a new contact each time, the bot's "
        "waiting time 0. Milliseconds since the webhook was sent; “on the screen” is the next frame the "
        "browser paints after the toast was put into the page.",
        f"Up to the browser it takes {shown(work)} ms at the median; from the frame to the toast another "
        f"{shown(percentile(page, 0.5))} ms, most of it the page's deliberate wait for further changes "
        "before it asks what is new, so that many changes make one request. The floors show that "
        "neither Redis nor HTTP is what takes the time: it is our code, in three processes that share the "
        "cores with Chromium.",
    ]
    return Table("Webhook in, toast in the browser", ["step", "p50 ms", "p99 ms"], rows + floors, notes)
