"""The scenario editor as an administrator opens it: what is fetched of ours, how long it takes."""

import os
import time
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import httpx2
from playwright.sync_api import Page, Response, sync_playwright

from bench.figures import Table, percentile, percentiles, shown
from bench.ground import embedded
from tests.walks.running import Installation, installation

WARM_UPS = 10
OURS = ("/static/bots/", "/static/handover/", "/static/staff/", "/static/config/")
MOST_BYTES, MOST_MS = 150_000, 100


@dataclass(slots=True)
class Fetched:
    """Scripts and styles of one first load, as long as the files are. kinds: "script", "stylesheet"."""

    ours: dict[str, int] = field(default_factory=dict)
    frame: int = 0  # of Unfold, Alpine and htmx
    kinds: dict[str, int] = field(default_factory=dict)

    def note(self, response: Response) -> None:
        kind, path = response.request.resource_type, urlsplit(response.url).path
        if not path.endswith((".js", ".css")):
            return
        size = len(response.body())
        if path.startswith(OURS):
            self.ours[path] = size
            self.kinds[kind] = self.kinds.get(kind, 0) + size
        else:
            self.frame += size


def measured(samples: int) -> list[Table]:
    with embedded() as ground:
        services = {"DATABASE_URL": "", "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
        with installation(ground.folder, **services) as installed:
            demo = installed.json("demo")
            installed.start()
            installed.until_healthy()
            member = next(one for one in demo["members"] if one["role"] == "administrator")
            pages = [f"/bots/{demo['bot']}/scenarios/{number}/" for number in (1, 2, 3)]
            fetched = _first_load(installed, member, pages[0])
            times = _rendered(installed, member, pages, samples)
            return [_bytes(fetched), _times(times)]


def _first_load(installed: Installation, member: dict[str, str], page: str) -> Fetched:
    """With an empty cache, until nothing more is fetched."""
    fetched, arguments = Fetched(), ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        session = browser.new_context()
        _signed_in(session.new_page(), installed, member)
        fresh = browser.new_context(storage_state=session.storage_state()).new_page()
        responses: list[Response] = []
        fresh.on("response", lambda response: responses.append(response))
        fresh.goto(installed.url + page, wait_until="networkidle")
        fresh.wait_for_selector("form[data-autosave-on]", state="attached")
        for response in responses:
            fetched.note(response)
        browser.close()
    return fetched


def _signed_in(page: Page, installed: Installation, member: dict[str, str]) -> None:
    page.goto(f"{installed.url}/accounts/login/")
    page.fill("input[name=login]", member["email"])
    page.fill("input[name=password]", member["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{installed.url}/desk/**")


def _rendered(
    installed: Installation, member: dict[str, str], pages: list[str], samples: int
) -> dict[str, list[float]]:
    """Milliseconds from the request to the last byte, over one connection."""
    with httpx2.Client(base_url=installed.url, follow_redirects=True, timeout=20) as client:
        client.get("/accounts/login/")
        client.post(
            "/accounts/login/",
            data={
                "login": member["email"],
                "password": member["password"],
                "csrfmiddlewaretoken": client.cookies["csrftoken"],
            },
            headers={"referer": f"{installed.url}/accounts/login/"},
        )
        preview = [f"{page}preview/" for page in pages]
        return {
            "the editor": _timed(client, pages, samples, 'id="editor"'),
            "its previews, after each autosave": _timed(client, preview, samples, "preview-message"),
            "floor: an empty request to /healthz": _timed(client, ["/healthz"], samples, ""),
        }


def _timed(client: Any, pages: list[str], samples: int, holds: str) -> list[float]:
    ms = []
    for page, _ in zip(cycle(pages), range(WARM_UPS + samples), strict=False):
        start = time.perf_counter()
        response = client.get(page)
        ms.append(1000 * (time.perf_counter() - start))
        assert response.status_code == 200, f"{page}: {response.status_code}"
        assert holds in response.text, page
    return ms[WARM_UPS:]


def _bytes(fetched: Fetched) -> Table:
    total = sum(fetched.ours.values())
    rows = [
        ["our scripts", f"{fetched.kinds.get('script', 0):,}"],
        ["our styles", f"{fetched.kinds.get('stylesheet', 0):,}"],
        [f"**ours, {len(fetched.ours)} files**", f"**{total:,}**"],
        ["beside it, the frame's: Unfold, Alpine, htmx", f"{fetched.frame:,}"],
    ]
    note = (
        "Chromium with an empty cache opens a scenario of the demo. The aim is less than "
        f"{MOST_BYTES:,} bytes of our own, with Try it, autosave and the shell's live notices."
    )
    return Table("The scenario editor: first load", ["what", "bytes"], rows, [note])


def _times(times: dict[str, list[float]]) -> Table:
    rows = [[what, *percentiles(ms, 0.5, 0.95, 0.99)] for what, ms in times.items()]
    count, median = len(times["the editor"]), percentile(times["the editor"], 0.5)
    note = (
        f"After `make run`: one process, SQLite, the full demo, {count} requests in a row over one "
        "connection, the three prebuilt scenarios by turns; from the request to the last byte. The aim is "
        f"{MOST_MS} ms at the median; it is {shown(median)}."
    )
    return Table("The scenario editor: the page", ["request", "p50 ms", "p95 ms", "p99 ms"], rows, [note])
