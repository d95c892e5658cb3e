"""Two members and a contact at one conversation: who looks, who writes, what is read; and finding it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

REQUEST = "Can I talk to someone, please?"


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


@pytest.fixture
def contact(site: Site) -> Page:
    """On the web chat; a person was asked for."""
    page = site.context().new_page()
    page.goto(site.installation.url + site.webchat)
    page.locator("#text").fill(REQUEST)
    page.locator("#text").press("Enter")
    expect(page.locator(".msg--bot").nth(1)).to_be_visible(timeout=SOON)
    return page


def opened(site: Site, page: Page) -> str:
    """The newest conversation's page."""
    page.goto(site.installation.url + "/desk/?queue=all")
    page.locator("[data-row] a").first.click()
    expect(page.locator("#desk-thread")).to_contain_text(REQUEST, timeout=SOON)
    return page.url


def test_everyone_sees_who_is_at_it(site: Site, contact: Page) -> None:
    bea, carl = site.sign_in("bea"), site.sign_in("carl")
    address = opened(site, bea)
    if bea.locator("#act-claim").is_visible():
        bea.locator("#act-claim").click()
    expect(bea.locator("#top-state")).to_contain_text("You have it", timeout=SOON)

    carl.goto(address)
    expect(bea.locator("#desk-here")).to_contain_text("Carl", timeout=SOON)
    expect(bea.locator("#desk-here")).to_contain_text("looking at this", timeout=SOON)
    expect(bea.locator("[data-row][class] .desk-face").first).to_be_visible(timeout=SOON)

    contact.locator("#text").press_sequentially("One more thing", delay=30)
    expect(bea.locator("#desk-here")).to_contain_text("is writing…", timeout=SOON)
    contact.locator("#text").press("Enter")
    expect(bea.locator("#desk-thread")).to_contain_text("One more thing", timeout=SOON)

    bea.locator("#desk-text").press_sequentially("I will look", delay=30)
    expect(contact.locator("[data-typing]")).to_contain_text("is writing…", timeout=SOON)
    expect(carl.locator("#desk-here .desk-writes")).to_contain_text("writing", timeout=SOON)
    expect(contact.locator("[data-typing]")).to_have_count(0, timeout=2 * SOON)

    carl.goto("about:blank")
    expect(bea.locator("#desk-here")).not_to_contain_text("Carl", timeout=SOON)


def test_what_was_not_read_is_counted_until_it_is_opened(site: Site, contact: Page) -> None:
    bea = site.sign_in("bea")
    address = opened(site, bea)
    if bea.locator("#act-claim").is_visible():
        bea.locator("#act-claim").click()
    expect(bea.locator("#top-state")).to_contain_text("You have it", timeout=SOON)
    bea.locator("#act-unread").click()
    expect(bea).to_have_title(re.compile(r"^\(\d"), timeout=SOON)
    number = re.search(r"/desk/(\d+)/", address)
    assert number
    row = bea.locator(f"#row-{number[1]}")
    expect(row).to_have_class(re.compile("is-unread"), timeout=SOON)

    bea.locator("#desk-search").fill("talk someone")
    bea.locator("#desk-search").press("Enter")
    expect(row.locator("mark").first).to_be_visible(timeout=SOON)
    row.locator("a").click()
    expect(bea.locator("#desk-thread")).to_contain_text(REQUEST, timeout=SOON)
    expect(bea.locator(f"#row-{number[1]}")).not_to_have_class(re.compile("is-unread"), timeout=SOON)
    bea.locator("#rows-found .desk-clear").click()
    expect(bea.locator("#rows-found")).to_have_count(0, timeout=SOON)
