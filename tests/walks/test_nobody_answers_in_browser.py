"""Nobody answers, and the bot is about to come back: what a member sees, and does in one click."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.walks.administrators import Site
from tests.walks.axe import violations
from tests.walks.running import installation

pytestmark = pytest.mark.browser
SWEPT = 60_000  # milliseconds: the schedule looks every 15 seconds, on a machine that may be busy


@pytest.fixture
def site(fresh_demo: Path, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    shutil.copytree(fresh_demo, tmp_path / "data")
    with installation(tmp_path, DATABASE_URL="", REDIS_URL="") as embedded:
        made = Site(embedded, browser)
        yield made
        made.close()


def change(site: Site, conversation: str, columns: str, **values: object) -> None:
    """In the database, as if time had passed."""
    path = site.installation.folder / "data" / "db.sqlite3"
    with closing(sqlite3.connect(path, timeout=30)) as database, database:
        sql = f"UPDATE handover_conversation SET {columns} WHERE id = :pk"
        database.execute(sql, {"pk": int(conversation), **values})


def moment(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")


def test_a_contact_who_waits_too_long_and_a_pause_extended_from_its_notice(site: Site) -> None:
    said = site.installation.json("say", "pip", "I want to talk to a human")
    conversation = said["conversation"]
    bea = site.sign_in("bea")
    expect(bea.locator("[data-bell-count]")).to_be_visible(timeout=SWEPT)
    bea.goto(f"{site.installation.url}/desk/{conversation}/")
    expect(bea.locator("#top-state")).to_contain_text("Reminder")

    change(site, conversation, "deadline_at = :at", at=moment(-1))
    thread = bea.locator("#desk-thread")
    expect(thread).to_contain_text("Bea Lindqvist was reminded", timeout=SWEPT)
    expect(thread).to_contain_text("Your message has not been forgotten")
    expect(bea.locator("#top-state")).to_contain_text(re.compile("Goes to|Everyone is told"))

    answered = "waiting_since = NULL, deadline_at = NULL, deadline_step = '', bot_resumes_at = :end"
    change(site, conversation, answered, end=moment(8))
    toast = bea.locator("[data-toast]", has_text="Pip will answer")
    expect(toast).to_be_visible(timeout=SWEPT)
    toast.get_by_role("button", name="Extend by").focus()
    bea.keyboard.press("Enter")
    expect(toast.locator(".notice-said")).to_contain_text("Extended: the bot stays silent for", timeout=SWEPT)
    expect(thread).to_contain_text("Bea Lindqvist extended the pause", timeout=SWEPT)
    assert violations(bea) == []

    toast.get_by_role("button", name="Close this notice").click()
    bea.locator("#act-extend").click()
    expect(thread.get_by_text("Bea Lindqvist extended the pause")).to_have_count(2, timeout=SWEPT)


def test_the_link_in_a_mail_asks_once_also_on_a_phone_without_scripts(site: Site) -> None:
    said = site.installation.json("say", "pip", "I want to talk to a human")
    phone = site.sign_in("bea", viewport={"width": 360, "height": 740}, java_script_enabled=False)
    phone.goto(f"{site.installation.url}/desk/{said['conversation']}/extend/")
    phone.get_by_role("button", name="Keep it silent for").click()
    expect(phone.locator("#desk-thread")).to_contain_text("Bea Lindqvist extended the pause")
