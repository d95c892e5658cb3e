"""Autosave on the scenario editor, where chips and other controls stand in for plain ones."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site, saved, says
from tests.walks.running import Installation

pytestmark = pytest.mark.browser


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


def phrases(page: Page) -> list[str]:
    return page.locator("[name=example_phrases]").input_value().splitlines()


def message(page: Page) -> str:
    return page.locator("[name=final_message]").input_value()


def at_scenario(site: Site, name: str, **options: object) -> Page:
    return site.at(name, "scenarios/1/", **options)


def test_a_chip_is_kept_like_any_letter(site: Site) -> None:
    ana = at_scenario(site, "ana")
    entry = ana.locator("[name=example_phrases]").locator("xpath=..").get_by_role("textbox").last
    entry.fill("put me through to Bea")
    entry.press("Enter")
    saved(ana)
    assert "put me through to Bea" in phrases(at_scenario(site, "carl"))


def test_what_waited_in_this_browser_is_shown_as_chips_again(site: Site) -> None:
    ana = at_scenario(site, "ana")
    ana.context.set_offline(True)
    ana.locator("[name=example_phrases]").evaluate(
        "(area) => { area.value += '\\nI want Bea'; "
        "area.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    ana.locator("[name=final_message]").fill("One moment, {first_name}.")
    says(ana, "Offline")
    ana.close()
    ana.context.set_offline(False)
    again = ana.context.new_page()
    site.go(again, "scenarios/1/")
    expect(again.get_by_text("I want Bea", exact=True).first).to_be_visible(timeout=SOON)
    assert message(again) == "One moment, {first_name}."
    saved(again)
    carl = at_scenario(site, "carl")
    assert "I want Bea" in phrases(carl)
    assert message(carl) == "One moment, {first_name}."


def test_live_traffic_never_reads_the_draft(site: Site) -> None:
    before = site.installation.json("ask", "pip", "Can I talk to someone, please?")
    ana = at_scenario(site, "ana")
    ana.locator("[name=final_message]").fill("Only a draft.")
    ana.locator("[name=enabled]").set_checked(False)
    saved(ana)
    assert site.installation.json("ask", "pip", "Can I talk to someone, please?") == before


def test_of_two_people_one_keeps_a_field_of_each(site: Site) -> None:
    ana, carl = at_scenario(site, "ana"), at_scenario(site, "carl")
    carl.locator("[name=final_message]").fill("Carl's message")
    carl.locator("[name=pause_for_hours]").fill("9")
    saved(carl)
    ana.locator("[name=final_message]").fill("Ana's message")
    says(ana, re.compile("Paused: Carl"))
    ana.get_by_role("button", name="See the difference").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_role("group", name="Pause for").get_by_role("radio").first.check()
    dialog.get_by_role("button", name="Use what is chosen").click()
    saved(ana)
    expect(ana.locator("[name=pause_for_hours]")).to_have_value("9")
    carl.reload()
    assert message(carl) == "Ana's message"
    expect(carl.locator("[name=pause_for_hours]")).to_have_value("9")


def test_of_two_who_press_save_the_second_is_shown_the_difference_and_loses_nothing(site: Site) -> None:
    carl = at_scenario(site, "carl")
    ana = at_scenario(site, "ana", java_script_enabled=False)
    carl.locator("[name=final_message]").fill("Carl's message")
    carl.get_by_role("button", name="Save", exact=True).click()
    expect(carl.get_by_text("is saved and live")).to_be_visible(timeout=SOON)
    ana.locator("[name=final_message]").fill("Ana's message")
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_role("heading", name=re.compile("Carl Mensah changed this"))).to_be_visible()
    assert message(ana) == "Ana's message"
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("is saved and live")).to_be_visible()
    ana.goto(site.bot + "scenarios/1/")
    assert message(ana) == "Ana's message"


def test_deleted_by_another_while_one_types_is_said_and_the_text_stays(site: Site) -> None:
    ana = at_scenario(site, "ana")
    site.installation.manage(
        "shell",
        "-c",
        "from django.utils import timezone; from bots.models import Scenario; "
        "Scenario.objects.filter(pk=1).update(deleted_at=timezone.now())",
    )
    ana.locator("[name=final_message]").fill("Too late")
    says(ana, "Deleted meanwhile.")
    assert message(ana) == "Too late"
