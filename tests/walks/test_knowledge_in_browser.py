"""The knowledge in a real browser: writing an article, importing a file, answering what nobody answered."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site, saved
from tests.walks.axe import violations
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

UNKNOWN = "Which tyre pressure suits my granddad's unicycle on Mars?"
ANSWER = "Between 2 and 4 bar; it is printed on the side of the tyre."
FILE = """question,answer,wordings
When are you open?,Every day from 8 to 20.,Opening hours?
Do you sell helmets?,"Yes, from 39 euros.",Helmets?
No answer?,,
"""


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


@pytest.fixture
def page(site: Site) -> Page:
    """Ana at the knowledge."""
    return opened(site)


def opened(site: Site, below: str = "") -> Page:
    page = site.sign_in("ana")
    page.goto(f"{site.bot}knowledge/{below}")
    return page


def decisions(site: Site, question: str) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = site.installation.json("ask", "pip", question)
    return asked


def box(page: Page, name: str) -> Any:
    return page.get_by_role("textbox", name=name, exact=True)


def test_an_article_is_written_left_and_found_again(site: Site, page: Page) -> None:
    page.get_by_role("button", name="Add article").click()
    expect(page.get_by_role("heading", name="New article", exact=True)).to_be_visible()
    box(page, "Question").fill("When are you open on Mondays?")
    expect(page.locator("#article-near")).to_contain_text("Close to “When are you open?”", timeout=SOON)
    box(page, "Question").fill(UNKNOWN)
    expect(page.locator("#article-near")).to_be_empty(timeout=SOON)
    box(page, "More wordings").fill("How hard should a unicycle tyre be?")
    page.keyboard.press("Enter")
    saved(page)
    assert violations(page) == []
    page.goto(site.bot + "knowledge/")
    expect(page.locator(".article-row", has_text=UNKNOWN)).to_contain_text("Draft")
    page.get_by_role("link", name=UNKNOWN).click()
    expect(box(page, "Question")).to_have_value(UNKNOWN)
    expect(page.locator(".chip-text")).to_have_text(["How hard should a unicycle tyre be?"])
    assert decisions(site, UNKNOWN)[0]["decision"] == "escalate"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-problems]")).to_contain_text("Write the answer")
    expect(box(page, "Answer")).to_be_focused()
    box(page, "Answer").fill(ANSWER)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is saved and live")).to_be_visible()
    assert decisions(site, UNKNOWN)[0]["text"] == ANSWER


def test_a_click_switches_an_article_and_undo_takes_it_back(page: Page) -> None:
    switch = page.get_by_role("switch", name="When are you open?")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(page.locator("#said")).to_contain_text("“When are you open?” is off.")
    page.get_by_role("button", name="Undo").click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()


def test_many_are_switched_by_keyboard(page: Page) -> None:
    off = page.get_by_role("button", name="Switch off")
    expect(off).to_be_disabled()
    every = page.get_by_role("checkbox", name="All on this page")
    every.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-chosen]")).to_have_text(re.compile(r"^\d+ chosen:$"))
    off.press("Enter")
    expect(page.locator("#said")).to_contain_text("articles are off.")
    expect(page.get_by_role("switch", checked=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("switch", checked=False)).to_have_count(0)


def test_a_file_is_looked_at_before_it_is_taken(site: Site, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    file.write_text(FILE)
    page.get_by_role("link", name="Import").click()
    page.get_by_label("A CSV or Markdown file").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.locator(".import-rows li").first).to_contain_text("Row 4")
    assert violations(page) == []
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was imported")
    page.get_by_label("Leave this one out").check()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: 1 new, 1 changed.")).to_be_visible()
    assert decisions(site, "Do you sell helmets?")[0]["text"] == "Yes, from 39 euros."


def test_a_huge_file_is_refused_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as handle:
        handle.truncate(50 * 1024 * 1024)
    page.get_by_role("link", name="Import").click()
    page.get_by_label("A CSV or Markdown file").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("has 50.0 MB; at most 5 MB")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_label("A CSV or Markdown file")).to_be_focused()
    assert "POST" not in sent


def test_an_unanswered_question_becomes_an_article_that_the_bot_answers_with(site: Site, page: Page) -> None:
    site.installation.manage("say", "pip", UNKNOWN)
    page.get_by_role("link", name="Unanswered questions").click()
    row = page.locator(".asked-row", has_text=UNKNOWN)
    row.get_by_role("button", name="Write the article").click()
    expect(box(page, "Question")).to_have_value(UNKNOWN)
    box(page, "Answer").fill(ANSWER)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is saved and live")).to_be_visible()
    assert decisions(site, UNKNOWN)[0]["text"] == ANSWER
    page.goto(site.bot + "knowledge/unanswered/")
    expect(page.locator(".asked-row").first).to_be_visible()
    expect(page.locator(".asked-row", has_text=UNKNOWN)).to_have_count(0)


def test_a_question_is_dismissed_and_brought_back(site: Site) -> None:
    page = opened(site, "unanswered/")
    first = page.locator(".asked-row h2").first.inner_text()
    page.locator(".asked-row").first.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#said")).to_contain_text("1 question is dismissed.")
    expect(page.get_by_role("heading", name=first, exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name=first, exact=True)).to_be_visible()


def test_it_all_works_without_scripts(site: Site, tmp_path: Path) -> None:
    page = site.sign_in("ana", java_script_enabled=False)
    page.goto(site.bot + "knowledge/")
    page.get_by_role("switch", name="When are you open?").click()
    expect(page.locator("#said")).to_contain_text("“When are you open?” is off.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("switch", name="When are you open?")).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name="Add article").click()
    box(page, "Question").fill(UNKNOWN)
    box(page, "Answer").fill(ANSWER)
    box(page, "More wordings").fill("one\ntwo")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is saved and live")).to_be_visible()
    file = tmp_path / "shop.md"
    file.write_text("# Do you sell helmets?\n\nYes, from **39** euros.\n")
    page.goto(site.bot + "knowledge/import/")
    page.get_by_label("A CSV or Markdown file").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: 1 new, 0 changed.")).to_be_visible()
