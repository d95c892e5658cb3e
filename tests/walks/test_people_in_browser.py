"""Tasks and contacts in a real browser: completing and taking it back, merging two who are one person."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.axe import violations
from tests.walks.running import Installation

pytestmark = pytest.mark.browser


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


def opened(site: Site, address: str, **options: object) -> Page:
    page = site.sign_in("ana", **options)
    page.goto(site.installation.url + address)
    return page


def add_task(page: Page, site: Site, title: str) -> None:
    page.goto(site.installation.url + "/tasks/new/")
    page.get_by_role("link", name="Tea Marić", exact=True).click()
    page.get_by_label("What is to be done").fill(title)
    page.get_by_role("button", name="Add task").click()
    expect(page.locator("#said")).to_contain_text(f"“{title}” is added.", timeout=SOON)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_task_is_completed_and_taken_back(site: Site, scripts: bool) -> None:
    page = opened(site, "/tasks/", java_script_enabled=scripts)
    add_task(page, site, "Ring the workshop")
    page.goto(site.installation.url + "/tasks/")
    row = page.locator(".task-row", has_text="Ring the workshop")
    if scripts:
        assert violations(page) == []
        page.keyboard.press("j")
        expect(row.get_by_role("link", name="Ring the workshop")).to_be_focused()
        page.keyboard.press("c")
    else:
        row.get_by_role("button", name="Complete Ring the workshop").click()
    expect(page.locator("#said")).to_contain_text("“Ring the workshop” is done.", timeout=SOON)
    expect(row).to_have_count(0)
    if scripts:
        expect(page.get_by_role("button", name="Undo")).to_be_focused()
        page.keyboard.press("Control+z")
    else:
        page.get_by_role("button", name="Undo").click()
    expect(page.locator("#said")).to_contain_text("is to be done again.", timeout=SOON)
    expect(row).to_have_count(1)
    if scripts:
        expect(row.get_by_role("link", name="Ring the workshop")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_two_contacts_are_merged_after_a_look(site: Site, width: int, scheme: str) -> None:
    size = {"width": width, "height": 800}
    page = opened(site, "/contacts/?q=Tea", viewport=size, color_scheme=scheme)
    page.get_by_role("link", name="Tea Marić", exact=True).click()
    expect(page.get_by_role("heading", name="Tea Marić", exact=True)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Merge", exact=True).click()
    page.get_by_label("Search the others").fill("Leila")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Leila Haddou", exact=True).click()
    expect(
        page.get_by_role("heading", name=re.compile("Merge “Leila Haddou” into “Tea Marić”"))
    ).to_be_visible()
    assert violations(page) == []
    page.get_by_role("radio", name="Leila Haddou").check()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", name="Leila Haddou", exact=True)).to_be_visible(timeout=SOON)
    expect(page.locator("#addresses")).to_contain_text("merged “Leila Haddou” into this contact")
    expect(page.locator("#conversations .person-row")).to_have_count(2)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
