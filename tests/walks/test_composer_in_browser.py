"""Writing and reading at the desk: notes, canned replies, drafts, shortcuts, a long thread; axe as well."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.axe import violations
from tests.walks.running import installation

pytestmark = pytest.mark.browser

COPIED = """
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 330)
    INSERT INTO handover_message (direction, author, text, status, version, because, evidence, is_final,
        created_at, occurred_at, attempts, last_error, channel_id, conversation_id)
    SELECT direction, author, 'number ' || n, status, version, '', '[]', 0, created_at,
        datetime(occurred_at, (n / 3 - 600) || ' seconds'), 0, '', channel_id, conversation_id
    FROM number, handover_message WHERE handover_message.id = ?
"""
"""Three to each second, from ten minutes ago on, like a message of the contact."""


@pytest.fixture
def site(fresh_demo: Path, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    shutil.copytree(fresh_demo, tmp_path / "data")
    with installation(tmp_path, DATABASE_URL="", REDIS_URL="") as embedded:
        made = Site(embedded, browser)
        yield made
        made.close()


@pytest.fixture
def conversation(site: Site) -> str:
    """In the hands of the bot."""
    return str(site.installation.json("say", "pip", "Can you ship a tandem to Iceland?")["conversation"])


def at(site: Site, page: Page, conversation: str, query: str = "") -> None:
    page.goto(f"{site.installation.url}/desk/{conversation}/{query}")


def test_a_note_with_a_mention_reaches_the_colleague_and_nobody_else(site: Site, conversation: str) -> None:
    bea, carl = site.sign_in("bea"), site.sign_in("carl")
    at(site, bea, conversation)
    bea.keyboard.press("n")
    field = bea.locator("#desk-text")
    expect(field).to_be_focused()
    expect(bea.locator("#send-reply")).to_be_hidden()
    bea.keyboard.type("Ask @ca")
    expect(bea.get_by_role("option", name="Carl Mensah")).to_have_attribute(
        "aria-selected", "true", timeout=SOON
    )
    assert violations(bea) == []
    bea.keyboard.press("Enter")
    expect(field).to_have_value("Ask @Carl Mensah ")
    bea.keyboard.type("first")
    bea.keyboard.press("Control+Enter")
    expect(bea.locator(".msg.is-note .msg-mention")).to_have_text("@Carl Mensah", timeout=SOON)
    expect(field).to_have_value("")
    expect(bea.locator("#mode-note")).to_be_checked()
    expect(bea.locator("#top-state")).to_contain_text("Pip answers")

    toast = carl.locator(".toasts [data-toast]", has_text="mentioned you")
    expect(toast).to_be_visible(timeout=SOON)
    at(site, carl, conversation)
    expect(carl.locator(".msg.is-note")).to_contain_text("Ask @Carl Mensah first")
    assert not [one for one in site.installation.said(conversation) if "Carl Mensah" in one["text"]]


def test_a_canned_reply_by_keyboard_and_a_draft_that_comes_back(site: Site, conversation: str) -> None:
    bea = site.sign_in("bea")
    at(site, bea, conversation)
    bea.keyboard.press("r")
    bea.keyboard.type("/hel")
    option = bea.get_by_role("option", name="/hello")
    expect(option).to_be_visible(timeout=SOON)
    expect(bea.locator("#desk-offers [role=option]:visible")).to_have_count(1)
    bea.keyboard.press("Enter")
    field = bea.locator("#desk-text")
    expect(field).to_have_value("Hello there, this is Bea Lindqvist from Tumbleway. How can I help?")
    bea.keyboard.type(" Yes")
    expect(bea.locator("#desk-kept")).to_have_text("Draft kept", timeout=SOON)

    elsewhere = site.sign_in("bea")
    at(site, elsewhere, conversation)
    expect(elsewhere.locator("#desk-text")).to_have_value(
        "Hello there, this is Bea Lindqvist from Tumbleway. How can I help? Yes"
    )
    elsewhere.locator("#desk-text").fill("Yes, we do ship tandems.")
    elsewhere.keyboard.press("Control+Enter")
    expect(elsewhere.locator(".msg.is-member")).to_contain_text("Yes, we do ship tandems.", timeout=SOON)
    expect(elsewhere.locator("#desk-text")).to_have_value("")
    bea.reload()
    expect(bea.locator("#desk-text")).to_have_value("")


def test_what_is_typed_without_a_connection_is_kept_once_it_is_back(site: Site, conversation: str) -> None:
    bea = site.sign_in("bea")
    at(site, bea, conversation)
    bea.context.set_offline(True)
    bea.locator("#desk-text").fill("Written in a tunnel")
    expect(bea.locator("#desk-kept")).to_have_text("Not kept yet", timeout=SOON)
    bea.context.set_offline(False)
    expect(bea.locator("#desk-kept")).to_have_text("Draft kept", timeout=SOON)
    bea.reload()
    expect(bea.locator("#desk-text")).to_have_value("Written in a tunnel")


def test_shortcuts_have_a_sheet_and_can_be_switched_off(site: Site, conversation: str) -> None:
    bea = site.sign_in("bea")
    at(site, bea, conversation, "?queue=unassigned")
    bea.keyboard.press("?")
    sheet = bea.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    assert violations(bea) == []
    bea.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    bea.keyboard.press("j")
    expect(bea.locator("#desk-rows a:focus")).to_have_count(1)
    bea.keyboard.press("c")
    expect(bea.locator("#top-state")).to_contain_text("You have it", timeout=SOON)
    bea.locator("#desk-text").fill("")
    bea.locator("#desk-text").press_sequentially("e?")
    expect(bea.locator("#desk-text")).to_have_value("e?")
    expect(bea.locator("#top-state")).to_contain_text("You have it")

    bea.get_by_role("button", name="Keyboard shortcuts").click()
    bea.get_by_label("Use single keys as shortcuts").uncheck()
    bea.keyboard.press("Escape")
    bea.reload()
    bea.keyboard.press("e")
    bea.keyboard.press("?")
    expect(sheet).to_be_hidden()
    expect(bea.locator("#top-state")).to_contain_text("You have it")

    bea.get_by_role("button", name="Keyboard shortcuts").click()
    bea.get_by_label("Use single keys as shortcuts").check()
    bea.keyboard.press("Escape")
    bea.keyboard.press("g")
    bea.keyboard.press("a")
    bea.wait_for_url("**queue=all")


def test_a_long_thread_is_read_both_ways_without_gap_or_repetition(site: Site, conversation: str) -> None:
    with closing(sqlite3.connect(site.installation.folder / "data" / "db.sqlite3")) as database, database:
        (first,) = database.execute(
            "SELECT min(id) FROM handover_message WHERE conversation_id = ?", [conversation]
        ).fetchone()
        database.execute(COPIED, [first])
        ids = [
            f"message-{row[0]}"
            for row in database.execute(
                "SELECT id FROM handover_message WHERE conversation_id = ? ORDER BY occurred_at, id",
                [conversation],
            )
        ]
    bea = site.sign_in("bea")
    at(site, bea, conversation, f"?around={ids[120].split('-')[1]}")
    expect(bea.locator(".is-found")).to_be_in_viewport()
    messages = bea.locator("#desk-thread > [id^=message-]")

    def shown() -> list[str]:
        listed: list[str] = messages.evaluate_all("nodes => nodes.map((node) => node.id)")
        return listed

    assert shown() == ids[70:170]
    site.installation.json("say", "pip", "Anybody?", "--contact", f"nobody-{conversation}")
    bea.evaluate("document.body.dispatchEvent(new CustomEvent('live-refresh'))")
    bea.locator("#show-newer").click()
    expect(messages).to_have_count(200, timeout=SOON)
    bea.locator("#show-earlier").click()
    expect(messages).to_have_count(270, timeout=SOON)
    expect(bea.locator("#thread-earlier")).to_have_text("Beginning of the conversation")
    bea.locator("#show-newer").click()
    expect(bea.locator("#thread-newer")).to_have_count(0, timeout=SOON)
    assert shown() == ids

    at(site, bea, conversation, f"?around={ids[120].split('-')[1]}")
    bea.locator("#desk-text").fill("Here I am")
    bea.keyboard.press("Control+Enter")
    expect(messages.last).to_contain_text("Here I am", timeout=SOON)
    expect(bea.locator("#thread-newer")).to_have_count(0)
    assert shown()[:-1] == ids[-99:]
