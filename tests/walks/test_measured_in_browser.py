"""A scenario's quality in a browser: what its phrases fire besides, what it misses, what a step would do."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site, saved
from tests.walks.axe import violations
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

LATER = 30_000  # milliseconds, for what a worker does


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


def opened(site: Site, name: str, **options: object) -> Page:
    """Ana at the editor of the scenario."""
    page = site.sign_in("ana", **options)
    page.goto(f"{site.bot}goals/")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_selector("#measured")
    return page


def test_what_is_typed_is_measured_and_one_click_takes_a_sentence_up(site: Site) -> None:
    page = opened(site, "Human Requested")
    measured = page.locator("#measured-sentences")
    expect(measured).to_contain_text("real requests for a person", timeout=SOON)
    page.locator("#measured-requests > summary").click()
    missed = measured.locator("#measured-requests .measured-wrong")
    before = missed.count()
    sentence = missed.first.locator("bdi").inner_text()
    missed.first.get_by_role("button").click()
    expect(page.locator(".chip-text", has_text=sentence)).to_be_visible(timeout=SOON)
    saved(page)
    expect(measured.locator("#measured-requests .measured-wrong", has_text=sentence)).to_have_count(
        0, timeout=SOON
    )
    assert measured.locator("#measured-requests .measured-wrong").count() < before
    expect(page.locator("#measured-requests")).to_have_attribute("open", "")
    assert violations(page) == []


def test_the_slider_says_what_its_step_would_have_done_to_past_conversations(site: Site) -> None:
    page = opened(site, "Human Requested")
    expect(page.locator("#effects")).to_contain_text("See what each step", timeout=SOON)
    page.get_by_role("button", name="Measure", exact=True).click()
    expect(page.locator("#effects [data-step]")).to_have_count(5, timeout=LATER)
    said = page.locator("[data-effect]")
    expect(said).to_contain_text(
        re.compile(r"At this setting: \d+ of your last \d+ conversations"), timeout=SOON
    )
    slider = page.get_by_role("slider", name="Sensitivity")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-step-name]")).to_have_text("More readily")
    expect(page.locator("#effects .is-chosen")).to_have_attribute("data-step", "4")
    saved(page)
    page.reload()
    expect(page.get_by_role("slider", name="Sensitivity")).to_have_value("4")
    expect(page.locator("#effects .is-chosen")).to_have_attribute("data-step", "4", timeout=SOON)
    page.locator("#effects .is-chosen a").first.click()
    expect(page.get_by_role("heading", name="Human Requested: more readily")).to_be_visible(timeout=SOON)
    expect(page.locator(".result a").first).to_be_visible()


def test_a_phrase_that_fires_another_scenario_is_said_while_it_is_typed(site: Site) -> None:
    page = site.sign_in("ana")
    page.goto(f"{site.bot}goals/")
    page.get_by_role("button", name=re.compile("custom", re.IGNORECASE)).first.click()
    page.wait_for_selector("form[data-autosave-on]", state="attached", timeout=SOON)
    entry = page.get_by_role("textbox", name="Example Phrases")
    entry.fill("I want to talk to a human")
    said = page.locator("#phrase-findings")
    expect(said).to_contain_text("also fires Human Requested", timeout=SOON)
    expect(said).to_contain_text("wins.")
    assert violations(page) == []
    entry.fill("where do I park my bicycle")
    expect(said).to_be_empty(timeout=SOON)


def test_without_scripts_the_same_is_a_page_with_buttons(site: Site) -> None:
    page = opened(site, "Human Requested", java_script_enabled=False)
    page.get_by_role("link", name="Measure it").click()
    page.locator("#measured-requests > summary").click()
    row = page.locator("#measured-requests .measured-wrong").first
    sentence = row.locator("bdi").inner_text()
    row.get_by_role("button").click()
    expect(page.locator("[name=example_phrases]")).to_have_value(re.compile(re.escape(sentence)))
    page.get_by_role("link", name="What it would have done").click()
    page.get_by_role("button", name="Measure").click()
    for _ in range(20):
        try:
            expect(page.locator("#effects [data-step]")).to_have_count(5, timeout=1500)
            return
        except AssertionError:
            page.reload()
    pytest.fail("the measurement never came to its end")
