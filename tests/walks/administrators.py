"""Two administrators of the demo, each in a browser of their own, at the pages that set a bot up."""

import json
import re
import sqlite3
from contextlib import closing
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.walks.running import Installation

SOON = 10_000  # milliseconds
CARL_AS_ADMINISTRATOR = """
    INSERT INTO staff_member_groups (member_id, group_id)
    SELECT staff_member.id, auth_group.id FROM staff_member, auth_group
    WHERE staff_member.email = 'carl@tumbleway.example' AND auth_group.name = 'administrator'
"""


class Site:
    """A running installation with the demo, in which Carl is an administrator as well as Ana."""

    def __init__(self, installation: Installation, browser: Browser) -> None:
        self.installation, self.browser = installation, browser
        self.contexts: list[BrowserContext] = []
        data = installation.folder / "data"
        loaded: dict[str, Any] = json.loads((data / "demo.json").read_text())
        with closing(sqlite3.connect(data / "db.sqlite3")) as database, database:
            database.execute(CARL_AS_ADMINISTRATOR)
        self.members = {one["email"].split("@")[0]: one for one in loaded["members"]}
        self.bot = f"{installation.url}/bots/{loaded['bot']}/"
        self.webchat: str = loaded["channels"]["webchat"]["path"]
        self.start()

    def start(self) -> None:
        self.installation.start()
        self.installation.until_healthy()

    def context(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        self.contexts.append(context)
        return context

    def sign_in(self, name: str, **options: Any) -> Page:
        """In a browser of their own."""
        page = self.context(**options).new_page()
        page.goto(self.installation.url + "/accounts/login/")
        self.fill_in(page, name)
        page.wait_for_url(re.compile("/desk/"))
        return page

    def fill_in(self, page: Page, name: str) -> None:
        page.locator("[name=login]").fill(self.members[name]["email"])
        page.locator("[name=password]").fill(self.members[name]["password"])
        page.locator("[name=password]").press("Enter")

    def at(self, name: str, address: str = "", **options: Any) -> Page:
        """Signed in, on the bot's settings or another of its pages."""
        page = self.sign_in(name, **options)
        self.go(page, address)
        return page

    def go(self, page: Page, address: str = "") -> None:
        """To a page of the bot; with scripts, until it listens."""
        page.goto(self.bot + address)
        if page.evaluate("matchMedia('(scripting: enabled)').matches"):
            page.wait_for_selector("form[data-autosave-on]", state="attached")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def says(page: Page, text: str | re.Pattern[str]) -> None:
    """Waits until the line of autosave says it."""
    expect(page.locator("[data-autosave-state]")).to_contain_text(text, timeout=SOON)


def saved(page: Page) -> None:
    says(page, re.compile(r"Saved \d"))
