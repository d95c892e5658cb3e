"""Bot Goals by mouse, by keyboard and without scripts; the way there; the channels tab."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.axe import violations
from tests.walks.running import installation

pytestmark = pytest.mark.browser

HUMAN, FAILED, LACK = "Human Requested", "Failed to Resolve Issue", "Lack of Information"
IN_ORDER = [HUMAN, FAILED, LACK]
SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""
AS_BEFORE = (
    "UPDATE bots_scenario SET enabled = 1, deleted_at = NULL WHERE bot_id = 1 AND trigger <> 'custom'",
    "DELETE FROM bots_scenariorevision WHERE scenario_id IN "
    "(SELECT id FROM bots_scenario WHERE trigger = 'custom' OR bot_id <> 1)",
    "DELETE FROM bots_scenario WHERE trigger = 'custom' OR bot_id <> 1",
    "UPDATE bots_scenario SET priority = CASE trigger WHEN 'human_requested' THEN 10 "
    "WHEN 'failed_to_resolve' THEN 20 ELSE 30 END",
    "UPDATE bots_bot SET handover_enabled = 1",
    "UPDATE bots_channel SET enabled = 1",
)


@pytest.fixture(scope="module")
def shared(fresh_demo: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """One installation for all of these tests."""
    folder = tmp_path_factory.mktemp("goals")
    shutil.copytree(fresh_demo, folder / "data")
    with installation(folder, DATABASE_URL="", REDIS_URL="") as embedded:
        yield Site(embedded, browser)


@pytest.fixture
def site(shared: Site) -> Iterator[Site]:
    """As the demo is, and nobody signed in."""
    yield shared
    shared.close()
    shared.contexts.clear()
    query(shared, *AS_BEFORE)


def query(site: Site, *statements: str) -> list[Any]:
    found: list[Any] = []
    path = site.installation.folder / "data" / "db.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database, database:
        for statement in statements:
            found = database.execute(statement).fetchall()
    return found


@pytest.fixture
def goals(site: Site) -> Page:
    return opened(site)


def opened(site: Site, **options: Any) -> Page:
    """Ana, on Bot Goals."""
    page = site.sign_in("ana", **options)
    page.add_init_script(SHIFTS)
    page.goto(site.bot + "goals/")
    return page


def names(page: Page) -> list[str]:
    return page.locator(".card h4").all_inner_texts()


def card(page: Page, name: str) -> Locator:
    return page.locator(f'.card[data-name="{name}"]')


def switch(page: Page, name: str) -> Locator:
    return page.get_by_role("switch", name=f"Enable Scenario: {name}")


def says(page: Page, text: str) -> None:
    expect(page.locator("#said-text")).to_contain_text(text, timeout=SOON)


def in_force(site: Site, name: str) -> bool:
    return bool(query(site, f"SELECT enabled FROM bots_scenario WHERE name = '{name}' AND bot_id = 1")[0][0])


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()


def test_the_whole_way_in_as_the_articles_tell_it(site: Site) -> None:
    page = site.sign_in("ana")
    page.get_by_role("link", name="Conversation AI").click()
    page.get_by_role("link", name="Pip", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Settings", exact=True)).to_be_visible()
    page.get_by_role("navigation", name="Pip").get_by_role("link", name="Bot Goals").click()
    expect(page.get_by_role("heading", name="Set Up Your Actions")).to_be_visible()
    page.get_by_role("link", name="Human Handover").click()
    expect(page.get_by_role("heading", name="Scenarios")).to_be_focused()
    expect(switch(page, HUMAN)).to_be_visible()
    card(page, HUMAN).get_by_role("link", name="Edit").click()
    expect(page.get_by_role("heading", level=1, name=re.compile(f"^{HUMAN}"))).to_be_visible()


def test_the_other_way_in_by_the_three_dots_and_the_keyboard(site: Site) -> None:
    page = site.sign_in("ana")
    page.goto(site.installation.url + "/admin/bots/bot/")
    page.get_by_role("button", name="More actions for Pip").press("Enter")
    expect(page.get_by_role("link", name="Try it")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Edit")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Settings", exact=True)).to_be_visible()


def test_a_switch_and_undo_by_mouse(site: Site, goals: Page) -> None:
    switch(goals, FAILED).click()
    says(goals, f"{FAILED} is off.")
    expect(switch(goals, FAILED)).to_have_attribute("aria-checked", "false")
    assert not in_force(site, FAILED)
    undo(goals)
    says(goals, f"{FAILED} is on.")
    assert in_force(site, FAILED)


def test_a_switch_and_undo_by_keyboard_keep_the_focus(site: Site, goals: Page) -> None:
    switch(goals, HUMAN).press("Space")
    says(goals, f"{HUMAN} is off.")
    expect(switch(goals, HUMAN)).to_be_focused()
    goals.keyboard.press("Control+z")
    says(goals, f"{HUMAN} is on.")
    expect(switch(goals, HUMAN)).to_be_focused()
    assert in_force(site, HUMAN)


def test_switching_moves_nothing_on_the_page(goals: Page) -> None:
    goals.wait_for_load_state("networkidle")
    goals.evaluate("window.shifted = 0")
    for name, off in (("Human Handover", "Handover is off"), (f"Enable Scenario: {LACK}", f"{LACK} is off")):
        before = [box(one) for one in goals.locator(".card").all()]
        goals.get_by_role("switch", name=name, exact=True).click()
        says(goals, off)
        assert [box(one) for one in goals.locator(".card").all()] == before
    assert goals.evaluate("window.shifted") < 0.01


def box(one: Locator) -> dict[str, float]:
    found = one.bounding_box()
    assert found
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def test_the_master_switch_says_what_it_means_while_it_is_off(goals: Page) -> None:
    master = goals.get_by_role("switch", name="Human Handover", exact=True)
    master.click()
    says(goals, "Pip hands nothing over by itself")
    expect(goals.locator("#master-says")).to_contain_text("No scenario below hands over")
    expect(goals.locator(".card").get_by_text("On hold")).to_have_count(3)
    undo(goals)
    expect(goals.locator(".card").get_by_text("Live")).to_have_count(3)


def test_a_card_is_dragged_and_the_order_is_saved(site: Site, goals: Page) -> None:
    drag(goals, HUMAN, LACK)
    says(goals, f"{HUMAN} is now number 3 of 3.")
    assert names(goals) == [FAILED, LACK, HUMAN]
    goals.reload()
    assert names(goals) == [FAILED, LACK, HUMAN]
    drag(goals, HUMAN, FAILED)
    says(goals, f"{HUMAN} is now number 1 of 3.")
    undo(goals)
    expect(goals.locator(".card h4").first).to_have_text(FAILED)
    assert names(goals) == [FAILED, LACK, HUMAN]


def drag(page: Page, name: str, onto: str) -> None:
    grip, there = box(card(page, name).locator(".grip")), box(card(page, onto))
    down = there["y"] > grip["y"]
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, there["y"] + (there["height"] * 0.9 if down else 5), steps=12)
    page.mouse.up()


def test_escape_puts_a_dragged_card_back(site: Site, goals: Page) -> None:
    grip, last = box(card(goals, HUMAN).locator(".grip")), box(card(goals, LACK))
    goals.mouse.move(grip["x"] + 10, grip["y"] + 10)
    goals.mouse.down()
    goals.mouse.move(grip["x"] + 10, last["y"] + last["height"] * 0.9, steps=12)
    assert names(goals) == [FAILED, LACK, HUMAN]
    goals.keyboard.press("Escape")
    goals.mouse.up()
    assert names(goals) == IN_ORDER
    goals.reload()
    assert names(goals) == IN_ORDER


def test_arrow_keys_move_a_card_and_say_where_it_is(site: Site, goals: Page) -> None:
    grip = card(goals, LACK).locator(".grip")
    grip.press("ArrowUp")
    expect(goals.locator("#order-said")).to_have_text(f"{LACK}: number 2 of 3")
    goals.keyboard.press("ArrowUp")
    expect(goals.locator("#order-said")).to_have_text(f"{LACK}: number 1 of 3")
    says(goals, f"{LACK} is now number 1 of 3.")
    expect(grip).to_be_focused()
    assert names(goals) == [LACK, HUMAN, FAILED]
    goals.keyboard.press("Control+z")
    expect(goals.locator(".card h4").first).to_have_text(HUMAN)
    assert names(goals) == IN_ORDER
    expect(grip).to_be_focused()


def test_an_order_moved_to_and_left_at_once_is_saved_all_the_same(site: Site, goals: Page) -> None:
    card(goals, LACK).locator(".grip").press("ArrowUp")
    goals.goto(site.bot + "channels/")
    goals.goto(site.bot + "goals/")
    assert names(goals) == [HUMAN, LACK, FAILED]


def test_the_menu_deletes_and_undo_brings_it_back_with_the_focus(site: Site, goals: Page) -> None:
    card(goals, FAILED).locator("summary").press("Enter")
    card(goals, FAILED).get_by_role("button", name="Delete").press("Enter")
    says(goals, f"{FAILED} is deleted.")
    expect(card(goals, FAILED)).to_have_count(0)
    expect(goals.get_by_role("button", name="Undo")).to_be_focused()
    goals.keyboard.press("Enter")
    expect(card(goals, FAILED)).to_be_visible()
    assert in_force(site, FAILED)
    assert names(goals) == IN_ORDER


def test_add_duplicate_and_the_limit(site: Site, goals: Page) -> None:
    for count in (4, 5, 6):
        card(goals, HUMAN).locator("summary").click()
        card(goals, HUMAN).get_by_role("button", name="Duplicate").click()
        expect(goals.get_by_text(f"This bot has {count} of 6.")).to_be_visible(timeout=SOON)
    expect(goals.get_by_role("button", name="Custom scenario")).to_have_count(0)
    expect(goals.get_by_text("Delete one to add another.")).to_be_visible()


def test_what_is_opened_stays_open_when_the_checklist_looks_again(goals: Page) -> None:
    goals.locator("#ready-well summary").click()
    with goals.expect_response(re.compile("goals/$")):
        goals.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    goals.wait_for_timeout(200)
    expect(goals.locator("#ready-well")).to_have_attribute("open", "")


def test_without_a_network_nothing_is_pretended(site: Site, goals: Page) -> None:
    goals.context.set_offline(True)
    switch(goals, HUMAN).click()
    expect(goals.locator("#said")).to_contain_text("nothing was changed", timeout=SOON)
    expect(switch(goals, HUMAN)).to_have_attribute("aria-checked", "true")
    card(goals, LACK).locator(".grip").press("ArrowUp")
    expect(goals.locator(".card h4").last).to_have_text(LACK, timeout=SOON)
    goals.context.set_offline(False)
    goals.reload()
    assert names(goals) == IN_ORDER


def test_signed_out_meanwhile_it_says_so_and_loses_the_page_to_nothing(goals: Page) -> None:
    goals.context.clear_cookies(name="sessionid")
    switch(goals, HUMAN).click()
    expect(goals.locator("#said")).to_contain_text("signed out", timeout=SOON)
    expect(card(goals, HUMAN)).to_be_visible()


def test_without_scripts_every_button_works(site: Site) -> None:
    page = opened(site, java_script_enabled=False)
    expect(page.locator(".grip").first).to_be_hidden()
    card(page, LACK).locator("summary").click()
    card(page, LACK).get_by_role("button", name="Move up").click()
    says(page, f"{LACK} is now number 2 of 3.")
    assert names(page) == [HUMAN, LACK, FAILED]
    undo(page)
    assert names(page) == IN_ORDER
    switch(page, HUMAN).click()
    says(page, f"{HUMAN} is off.")
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#said-text")).to_have_count(0)
    assert not in_force(site, HUMAN)


def test_without_scripts_the_way_in_is_the_same(site: Site) -> None:
    page = site.sign_in("ana", java_script_enabled=False)
    heading = page.get_by_role("heading", level=1)
    page.get_by_role("link", name="Conversation AI").click()
    page.get_by_role("link", name="Pip", exact=True).click()
    page.get_by_role("navigation", name="Pip").get_by_role("link", name="Bot Goals").click()
    expect(heading).to_have_text("Bot Goals")
    page.get_by_role("link", name="My Staff").click()
    page.get_by_role("link", name="Edit Bea Lindqvist").click()
    expect(heading).to_have_text("Bea Lindqvist")
    expect(page.get_by_role("checkbox", name="Conversation assigned to me").first).to_be_visible()


def test_on_a_phone_every_tab_is_in_sight(site: Site) -> None:
    page = opened(site, viewport={"width": 360, "height": 740})
    tabs = page.get_by_role("navigation", name="Pip").get_by_role("link")
    expect(tabs).to_have_count(5)
    for tab in tabs.all():
        expect(tab).to_be_in_viewport(ratio=1)


def test_a_channel_is_switched_off_and_on_again(site: Site) -> None:
    page = site.sign_in("ana")
    page.goto(site.bot + "channels/")
    chat = page.get_by_role("switch", name="Website chat")
    chat.press("Enter")
    says(page, "Website chat is off: nobody can write there.")
    expect(chat).to_be_focused()
    undo(page)
    says(page, "Website chat is on.")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").first.click()
    assert "http://127.0.0.1" in page.evaluate("navigator.clipboard.readText()")


def bare(site: Site) -> str:
    """Another bot without a scenario; the address of its goals."""
    site.installation.manage(
        "shell", "-c", "from bots.models import Bot; Bot.objects.get_or_create(slug='bare', name='Bare')"
    )
    return site.installation.url + "/bots/bare/goals/"


def test_an_empty_bot_begins_with_one_click(site: Site) -> None:
    page = site.sign_in("ana")
    page.goto(bare(site))
    page.get_by_role("button", name="Add the prebuilt scenarios").click()
    expect(page.locator(".card")).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_barrier_and_nothing_wider_than_the_screen(site: Site, scheme: Any, width: int) -> None:
    size: Any = {"width": width, "height": 800}
    page = opened(site, viewport=size, color_scheme=scheme)
    empty = bare(site)
    assert violations(page) == []
    fits(page, width)
    card(page, HUMAN).locator("summary").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("switch", name="Human Handover", exact=True).click()
    says(page, "is off")
    assert violations(page) == []
    fits(page, width)
    for address in (empty, site.bot + "channels/"):
        page.goto(address)
        assert violations(page) == []
        fits(page, width)


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
