"""How soon a handover is seen: from its commit to the toast, and to the mail, with 200 members online."""

import json
import os
import time
from contextlib import ExitStack
from functools import partial
from typing import Any

import psycopg
from playwright.sync_api import Page

from bench.figures import Table, percentile, percentiles, shown
from bench.floors_live import http_ms, redis_ms
from bench.ground import Ground
from bench.latency import SERVICES, Sample, add_moments, sampled, worker_is_up
from bench.live_page import Commits, signed_in
from bench.mail import Postbox, bare_ms, postbox
from tests.walks.running import Installation, installation, wait_for

ONLINE = 200
WARM_UPS = 3
Heard = list[tuple[int, float, str]]


def measured(ground: Ground, shop: dict[str, Any], samples: int) -> Table:
    with ExitStack() as stack:
        commits = stack.enter_context(Commits(ground.database_url))
        box, port = stack.enter_context(postbox())
        services = {name: ground.environment[name] for name in SERVICES}
        services |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "NOTIFICATION_EMAIL_HOLD_SECONDS": "0"}
        installed = stack.enter_context(installation(ground.folder, **services))
        for part in (["--workers", "1"], ["--worker"], ["--beat"]):
            installed.start(*part)
        installed.until_healthy()
        wait_for("a worker", lambda: worker_is_up(ground))
        sessions = ground.call("online", "hired", count=ONLINE)
        listeners = ground.child("online", "heard", url=installed.url, sessions=sessions)
        assert listeners.stdout
        assert listeners.stdin
        assert listeners.stdout.readline() == "ready\n"
        page = stack.enter_context(signed_in(installed.url, os.environ["CHROMIUM"]))
        _to_nobody(ground, False)
        to_one = _taken(installed, shop, page, box, samples)
        _to_nobody(ground, True)
        to_all = _taken(installed, shop, page, box, max(3, samples // 6))
        listeners.stdin.write("\n")
        listeners.stdin.flush()
        heard: Heard = [(member, at, frame) for member, at, frame in ground.result(listeners)]
        add_moments(to_one + to_all, commits, ground)
        floors = [
            ["floor: a bare Redis publish, received by another process", *percentiles(redis_ms(ground))],
            ["floor: an empty request to /healthz, 200 sockets open", *percentiles(http_ms(installed.port))],
            ["floor: a bare mail to the same server", *percentiles(bare_ms(port))],
        ]
    return _table(to_one, to_all, heard, floors)


def _to_nobody(ground: Ground, nobody: bool) -> None:
    """Whom the scenarios name: nobody, so that everyone who may claim is told; or Bea."""
    named = "NULL" if nobody else "(SELECT min(id) FROM staff_member)"
    with psycopg.connect(ground.database_url) as connection:
        connection.execute(f"UPDATE bots_scenario SET assign_to_id = {named}")


def _taken(
    installed: Installation, shop: dict[str, Any], page: Page, box: Postbox, samples: int
) -> list[Sample]:
    taken = []
    for _ in range(WARM_UPS + samples):
        sample = sampled(installed, shop, page)
        path = f"/desk/{sample.conversation}/"
        sample.moments["mail"] = wait_for("the mail", partial(box.about, path), 60)
        _until_quiet(box)
        taken.append(sample)
    return taken[WARM_UPS:]


def _until_quiet(box: Postbox) -> None:
    """Until all mails of this handover are out, so that the next does not queue behind them."""
    before = -1
    while before != len(box.mails):
        before = len(box.mails)
        time.sleep(0.7)


def _since_commit(taken: list[Sample], step: str) -> list[float]:
    return [1000 * (sample.moments[step] - sample.moments["committed"]) for sample in taken]


def _frames(taken: list[Sample], heard: Heard) -> list[float]:
    """For each handover and each member online: until their own notice's frame was there."""
    ms = []
    for sample in taken:
        since, first = sample.moments["committed"], dict[int, float]()
        for member, at, frame in heard:
            if since <= at < since + 20 and json.loads(frame)["changed"].startswith("notification"):
                first.setdefault(member, at)
        ms += [1000 * (at - since) for at in first.values()]
    return ms


def _table(to_one: list[Sample], to_all: list[Sample], heard: Heard, floors: list[list[str]]) -> Table:
    frames = _frames(to_all, heard)
    rows = [
        ["to one member: the notice's frame is in the browser", *percentiles(_since_commit(to_one, "frame"))],
        ["to one member: **the toast is on the screen**", *percentiles(_since_commit(to_one, "toast"))],
        ["to one member: **the mail is with the mail server**", *percentiles(_since_commit(to_one, "mail"))],
        ["to everyone: the notice's frame is at each of them", *percentiles(frames)],
        ["to everyone: the toast is on the screen of one", *percentiles(_since_commit(to_all, "toast"))],
    ]
    toast = percentile(_since_commit(to_one, "toast"), 0.99)
    notes = [
        f"Milliseconds since the handover's commit, as PostgreSQL announces it. {len(to_one)} handovers to "
        f"one member and {len(to_all)} to nobody in particular, of which all {ONLINE + 1} members are told, "
        f"after {WARM_UPS} warm-ups each; {ONLINE} more members have the desk open over sockets of their own "
        "sessions, and one has it open in Chromium. One web process, one worker, one beat. Mails are not "
        "held back here (`NOTIFICATION_EMAIL_HOLD_SECONDS=0`; it is 60 by default, so that who sees the "
        "toast gets none).",
        f"The aim is a toast within a second at p99; it is {shown(toast)} ms. {len(frames):,} frames were "
        f"heard of {len(to_all) * ONLINE:,} that had to come.",
    ]
    return Table(
        f"A handover seen, {ONLINE} members online", ["step", "p50 ms", "p99 ms"], rows + floors, notes
    )
