"""Who is there, as colleagues see it; being away, by keyboard; one's own hours; axe on each page."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.axe import violations
from tests.walks.running import installation

pytestmark = pytest.mark.browser
STAFF = "/admin/staff/member/"


@pytest.fixture
def site(fresh_demo: Path, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    shutil.copytree(fresh_demo, tmp_path / "data")
    with installation(tmp_path, DATABASE_URL="", REDIS_URL="") as embedded:
        made = Site(embedded, browser)
        yield made
        made.close()


def shows(site: Site, page: Page, presence: str) -> None:
    """In Bea's row of My Staff."""
    page.goto(site.installation.url + STAFF)
    expect(page.locator("tr", has_text="Bea Lindqvist")).to_contain_text(presence, ignore_case=True)


def test_a_handover_while_one_is_away_goes_past_them_and_the_desk_says_so(site: Site) -> None:
    ana, bea = site.sign_in("ana"), site.sign_in("bea")
    expect(bea.locator("[data-bell-count]")).to_be_visible(timeout=SOON)
    shows(site, ana, "Online")

    bea.locator(".presence summary").focus()
    bea.keyboard.press("Enter")
    bea.keyboard.press("Tab")
    expect(bea.get_by_role("button", name="Away until I am back")).to_be_focused()
    bea.keyboard.press("Enter")
    expect(bea.locator(".presence-text")).to_have_text("Away", timeout=SOON)
    shows(site, ana, "Away")

    said = site.installation.json("say", "pip", "I want to talk to a human")
    bea.goto(f"{site.installation.url}/desk/{said['conversation']}/")
    bea.locator("[data-briefing] summary").click()
    expect(bea.locator("#desk-briefing")).to_contain_text("Bea Lindqvist is away")

    bea.locator(".presence summary").click()
    bea.get_by_role("button", name="I am back").click()
    expect(bea.locator(".presence-text")).to_have_text("Available", timeout=SOON)
    assert bea.url.endswith(f"/desk/{said['conversation']}/")


def test_the_menu_closes_with_escape_and_by_clicking_elsewhere(site: Site) -> None:
    page = site.sign_in("bea")
    menu = page.locator("details.presence")
    page.locator(".presence summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    page.locator(".presence summary").click()
    expect(menu).to_have_attribute("open", "")
    page.locator("h1, h2").first.click()
    expect(menu).not_to_have_attribute("open", "")


def test_hours_are_written_and_a_mistake_is_said_beside_its_day(site: Site) -> None:
    page = site.sign_in("bea")
    page.goto(f"{site.installation.url}/staff/hours/")
    page.get_by_label("Monday").fill("9-17")
    page.get_by_label("Tuesday").fill("morning")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_tuesday_error")).to_contain_text("Write it like 9:00–17:00")
    expect(page.get_by_label("Tuesday")).to_have_value("morning")
    page.get_by_label("Tuesday").fill("22-6")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".hours-present")).to_have_text("At present: Mon 9:00–17:00, Tue 22:00–6:00")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(site: Site, scheme: str, width: int) -> None:
    page = site.sign_in("ana", color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in ("/staff/hours/", STAFF, "/admin/staff/team/", "/admin/staff/team/1/change/"):
        page.goto(site.installation.url + path)
        page.locator(".presence summary").click()
        found = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert found == [], path
