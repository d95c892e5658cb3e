"""Two witnesses with the machine's clock: a page at the desk, and a listener on the database."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from playwright.sync_api import Page, sync_playwright

from bench.words import EMAIL, PASSWORD

WATCH = """
window.bench = { toasts: [], frames: [] };
window.WebSocket = class extends window.WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", (event) => window.bench.frames.push([Date.now(), event.data]));
  }
};
new MutationObserver((records) => {
  for (const record of records) for (const node of record.addedNodes) {
    if (node.nodeType !== Node.ELEMENT_NODE || !node.matches("[data-toast]")) continue;
    const text = node.textContent;
    requestAnimationFrame(() => window.bench.toasts.push([Date.now(), text]));
  }
}).observe(document, { childList: true, subtree: true });
"""


@contextmanager
def signed_in(url: str, chromium: str) -> Iterator[Page]:
    """The desk in front of its member, its socket open."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{url}/accounts/login/")
        page.fill("input[name=login]", EMAIL)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{url}/desk/**")
        page.goto(f"{url}/desk/")
        page.wait_for_timeout(1500)
        yield page
        browser.close()


class Commits:
    """When each handover was committed: PostgreSQL sends notifications at the moment of the commit."""

    def __init__(self, database_url: str) -> None:
        self.at: dict[int, float] = {}
        self._url = database_url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> "Commits":
        with psycopg.connect(self._url) as connection:
            connection.execute(
                "CREATE OR REPLACE FUNCTION bench_handed_over() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN PERFORM pg_notify('bench', NEW.conversation_id::text); RETURN NULL; END $$"
            )
            connection.execute(
                "CREATE TRIGGER bench_handed_over AFTER INSERT ON handover_handover "
                "FOR EACH ROW EXECUTE FUNCTION bench_handed_over()"
            )
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join()
        with psycopg.connect(self._url) as connection:
            connection.execute("DROP TRIGGER bench_handed_over ON handover_handover")

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("LISTEN bench")
            while not self._stop.is_set():
                for notice in connection.notifies(timeout=0.2):
                    self.at[int(notice.payload)] = time.time()
