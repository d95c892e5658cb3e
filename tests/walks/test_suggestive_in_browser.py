"""A bot in Suggestive mode and two members: what it suggests is accepted, sent, put aside and taken back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

REQUEST = "Can I talk to someone, please?"
KNOWN = "What does a service cost?"


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    with closing(sqlite3.connect(embedded.folder / "data" / "db.sqlite3")) as database, database:
        database.execute("UPDATE bots_bot SET mode = 'suggestive', gather_seconds = 0")
    made = Site(embedded, browser)
    yield made
    made.close()


def writes(site: Site, text: str) -> Page:
    """A new contact, on the hosted web chat."""
    path = site.installation.json("demo")["channels"]["webchat"]["path"]
    page = site.context().new_page()
    page.goto(site.installation.url + path)
    page.get_by_role("textbox").fill(text)
    page.get_by_role("button", name="Send").click()
    return page


def opens(site: Site, page: Page, what: str) -> None:
    """The conversation whose row says what the bot suggests."""
    page.goto(site.installation.url + "/desk/?queue=unassigned")
    row = page.locator(".desk-row").filter(has_text=what).first
    expect(row).to_be_visible(timeout=SOON)
    row.locator("a").first.click()


def test_the_suggested_handover_is_accepted_by_keyboard_and_the_contact_hears_of_it(site: Site) -> None:
    carl = site.sign_in("carl")
    contact = writes(site, REQUEST)
    opens(site, carl, "suggests a handover")
    card = carl.locator(".desk-offer")
    expect(card).to_contain_text("would hand over")
    expect(card).to_contain_text("Bea")
    told = card.locator("dd").filter(has_text="“").first.inner_text().strip("“”")
    accept = card.get_by_role("button", name="Hand over")
    accept.focus()
    carl.keyboard.press("Enter")
    expect(carl.locator("#top-state")).to_contain_text("Bea", timeout=SOON)
    expect(card).to_have_count(0)
    expect(carl.locator("#desk-thread")).to_contain_text("handed over, as suggested")
    expect(contact.get_by_text(told)).to_be_visible(timeout=SOON)


def test_without_scripts_an_answer_is_sent_and_a_colleague_who_is_late_is_told(site: Site) -> None:
    contact = writes(site, KNOWN)
    waiting = site.sign_in("carl")
    opens(site, waiting, "suggests an answer")
    expect(waiting.locator(".is-suggestion")).to_be_visible(timeout=SOON)
    address = waiting.url
    bea = site.sign_in("bea", java_script_enabled=False)
    bea.goto(address)
    suggested = bea.locator(".is-suggestion .msg-text").inner_text()
    bea.locator(".msg-offer").get_by_role("button", name="Send").click()
    expect(bea.locator("#top-state")).to_contain_text("You have it")
    expect(contact.get_by_text(suggested[:40])).to_be_visible(timeout=SOON)
    expect(waiting.locator(".msg-offer")).to_have_count(0, timeout=SOON)


def test_putting_aside_and_resolving_are_taken_back_with_one_key_or_click(site: Site) -> None:
    writes(site, KNOWN)
    bea = site.sign_in("bea")
    opens(site, bea, "suggests an answer")
    bea.locator("#act-claim").click()
    expect(bea.locator("#top-state")).to_contain_text("You have it", timeout=SOON)
    bea.locator("#top-state").focus()
    bea.keyboard.press("z")
    bea.get_by_role("button", name="For 1 hour").click()
    back = bea.get_by_role("button", name="Bring back now")
    expect(back).to_be_visible(timeout=SOON)
    back.click()
    expect(back).to_have_count(0, timeout=SOON)
    bea.locator("#act-resolve").click()
    bea.locator("#flash-undo").click()
    expect(bea.locator("#top-state")).to_contain_text("You have it", timeout=SOON)


def test_on_a_phone_what_has_no_room_is_behind_more(site: Site) -> None:
    writes(site, KNOWN)
    size: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
    bea = site.sign_in("bea", **size)
    opens(site, bea, "suggests an answer")
    assign = bea.locator("#act-assign")
    expect(bea.locator("#act-claim")).to_be_visible(timeout=SOON)
    expect(assign).to_be_hidden()
    bea.get_by_role("button", name="More", exact=True).click()
    assign.click()
    panel = bea.locator(".desk-takers")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
    assert bea.evaluate("document.documentElement.scrollWidth") <= 360
