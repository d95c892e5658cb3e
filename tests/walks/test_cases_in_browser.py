"""Cases, Save, history and replay in a real browser, against the shipped server."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site, saved
from tests.walks.axe import violations
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

KNOWN = "What are your opening hours?"
LEFT_BEHIND = (
    "from datetime import timedelta; from django.utils import timezone; from bots.models import Bot; "
    "from handover import replay; from staff.models import Member; now = timezone.now(); "
    "run = replay.start(Bot.objects.get(slug='pip'), replay.Wanted(), "
    "by=Member.objects.get(email='ana@tumbleway.example'), now=now - timedelta(seconds=10)); print(run.pk)"
)


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


@pytest.fixture
def page(site: Site) -> Page:
    return site.sign_in("ana")


def keep_a_case(site: Site, page: Page, name: str) -> None:
    """That the bot answers when it is open."""
    page.goto(site.bot + "try/")
    page.locator("#trial-text").fill(KNOWN)
    page.locator("#trial-text").press("Enter")
    page.get_by_label("Name of the case").fill(name)
    page.get_by_role("button", name="Keep as a case").press("Enter")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=SOON)


def listen_for(site: Site, page: Page, phrase: str) -> str:
    """Typed into the first scenario, as a draft. Returns the address of its page."""
    page.goto(site.bot + "goals/")
    found = page.locator("a[href*='/scenarios/']").first.get_attribute("href") or ""
    address = re.sub(r"^.*/bots/pip/", "", found)
    site.go(page, address)
    page.get_by_role("textbox", name="Example Phrases").fill(phrase)
    page.keyboard.press("Enter")
    saved(page)
    return address


def narrow_and_dark(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.documentElement.classList.add('dark')")


def is_well_made(page: Page) -> None:
    """For those who hear it, zoom it or use the keyboard alone: wide and light, narrow and dark."""
    assert violations(page) == []
    narrow_and_dark(page)
    page.wait_for_timeout(400)  # the theme's colours fade over
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.classList.remove('dark')")


def test_save_shows_the_cases_that_would_change_and_then_makes_it_live(site: Site, page: Page) -> None:
    keep_a_case(site, page, "Opening hours")
    is_well_made(page)
    page.get_by_role("link", name="All cases").click()
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_text("1 case, all as expected.")).to_be_visible(timeout=SOON)
    is_well_made(page)

    listen_for(site, page, KNOWN)
    page.locator("[data-save]").click()
    expect(page.get_by_role("heading", name="1 of 1 case would now behave differently")).to_be_visible(
        timeout=SOON
    )
    row = page.locator(".result")
    expect(row).to_contain_text(re.compile("Now live\\s*The bot keeps it"))
    expect(row).to_contain_text(re.compile("After saving\\s*Hands over at message 1"))
    is_well_made(page)

    page.get_by_role("link", name="Go back").click()
    expect(page.locator("#editor")).to_contain_text(KNOWN, timeout=SOON)
    page.locator("[data-save]").click()
    page.get_by_label("From now on, expect what comes after saving").check()
    page.get_by_role("button", name="Save anyway").press("Enter")
    expect(page.get_by_text("is saved and live.")).to_be_visible(timeout=SOON)
    page.goto(site.bot + "cases/")
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_text("1 case, all as expected.")).to_be_visible(timeout=SOON)


def test_history_shows_what_changed_side_by_side_and_puts_an_old_version_into_the_editor(
    site: Site, page: Page
) -> None:
    editor = listen_for(site, page, "fetch me the captain")
    page.locator("[data-save]").click()
    page.wait_for_url(re.compile("/goals/"))
    site.go(page, editor)
    page.get_by_role("link", name="History").click()
    newest = page.locator(".revisions > li").first
    expect(newest).to_contain_text("added “fetch me the captain”")
    expect(newest).to_contain_text("Ana Ribeiro")
    expect(newest).to_contain_text("Live")
    is_well_made(page)

    newest.get_by_role("link", name="Side by side").click()
    expect(page.locator("ins", has_text="fetch me the captain")).to_be_visible()
    is_well_made(page)

    page.get_by_role("link", name="Back to the history").click()
    page.locator(".revisions > li").nth(1).get_by_role("button", name="as a draft").click()
    expect(
        page.get_by_text("is in the editor as a draft. Nothing is live until you save it.")
    ).to_be_visible()
    expect(page.locator("#editor")).not_to_contain_text("fetch me the captain")

    page.get_by_role("link", name="History").click()
    page.locator(".revisions > li").last.get_by_role("button", name="as a draft").click()
    expect(page.get_by_text("Ana Ribeiro has a draft of this scenario that is not saved")).to_be_visible()
    is_well_made(page)
    page.get_by_role("link", name="Keep the draft").click()
    expect(page.locator("#editor")).to_be_visible()


def test_a_replay_shows_what_differs_first_and_keeps_a_conversation_as_a_case(site: Site, page: Page) -> None:
    listen_for(site, page, KNOWN)
    page.goto(site.bot + "cases/replay/")
    is_well_made(page)
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("heading", name=re.compile("would have gone differently"))).to_be_visible(
        timeout=60_000
    )
    first = page.locator(".result").first
    expect(first.locator(".mark")).to_have_text(re.compile("Newly|No longer|Handed over"))
    is_well_made(page)
    first.get_by_role("button", name="what happened was right").click()
    expect(page.get_by_text("Kept as a case.")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("link", name="a conversation")).to_be_visible()


def test_a_replay_that_was_left_behind_goes_on_and_its_page_says_how_far_it_is(
    site: Site, page: Page
) -> None:
    run = site.installation.manage("shell", "-v0", "-c", LEFT_BEHIND).split()[-1]
    page.goto(f"{site.bot}cases/replay/{run}/")
    expect(page.get_by_role("status").filter(has_text="conversations played")).to_be_visible()
    page.locator("#others").focus()
    page.evaluate("window.same = true")
    expect(page.get_by_role("heading", name=re.compile("conversations would have gone"))).to_be_visible(
        timeout=60_000
    )
    assert page.evaluate("window.same"), "the page was not loaded anew"
    expect(page.locator("#others")).to_be_focused()


def test_signed_out_during_a_run_the_page_stays_and_says_so(site: Site, page: Page) -> None:
    run = site.installation.manage("shell", "-v0", "-c", LEFT_BEHIND).split()[-1]
    page.goto(f"{site.bot}cases/replay/{run}/")
    page.context.clear_cookies()
    expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("heading", name=re.compile("^Replaying"))).to_be_visible()


def test_all_of_it_works_without_scripts(site: Site, page: Page) -> None:
    keep_a_case(site, page, "Opening hours")
    editor = listen_for(site, page, KNOWN)
    plain = site.sign_in("carl", java_script_enabled=False)
    plain.goto(site.bot + editor)
    plain.get_by_role("button", name="Save", exact=True).click()
    for _ in range(20):
        if plain.get_by_role("button", name="Save anyway").count():
            break
        plain.get_by_role("link", name="See how far it is").click()
        plain.wait_for_timeout(500)
    plain.get_by_role("button", name="Save anyway").click()
    expect(plain.get_by_text("is saved and live.")).to_be_visible()
