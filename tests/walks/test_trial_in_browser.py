"""Trying a bot out in a real browser: on its own page, beside the editor, and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.axe import violations
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

KNOWN = "What are your opening hours?"
ASKS = "Can I speak to a real person please?"


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


@pytest.fixture
def page(site: Site) -> Page:
    page = site.sign_in("ana")
    page.goto(site.bot + "try/")
    return page


def say(page: Page, text: str) -> None:
    """As one types: a message and Enter; waits for what becomes of it."""
    steps = page.locator(".trial-step")
    before = steps.count()
    page.locator("#trial-text").fill(text)
    page.locator("#trial-text").press("Enter")
    expect(steps).to_have_count(before + 1, timeout=SOON)


def test_a_conversation_goes_on_without_the_mouse_and_its_newest_message_is_in_sight(page: Page) -> None:
    page.locator("#trial-text").focus()
    page.evaluate("window.same = true")
    for number in range(4):
        page.keyboard.type(KNOWN if number % 2 == 0 else "Thank you")
        page.keyboard.press("Enter")
        expect(page.locator(".trial-step")).to_have_count(number + 1, timeout=SOON)
        expect(page.locator("#trial-text")).to_be_focused()
        expect(page.locator("#trial-text")).to_have_value("")
    assert page.evaluate("window.same"), "the page was not loaded anew"
    expect(page.locator(".trial-step").last.locator(".trial-why")).to_be_in_viewport()


def test_messages_typed_faster_than_they_are_answered_all_arrive_in_order(page: Page) -> None:
    page.locator("#trial-text").focus()
    for word in ("one", "two", "three"):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    expect(page.locator(".trial-step")).to_have_count(3, timeout=SOON)
    said = page.locator(".trial-said.is-contact .trial-bubble")
    expect(said).to_have_text(["one", "two", "three"])


def test_a_new_answer_leaves_the_earlier_ones_untouched_so_that_only_it_is_announced(page: Page) -> None:
    say(page, KNOWN)
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    page.evaluate(
        """() => {
            window.touched = [];
            new MutationObserver((found) => found.forEach((one) => one.addedNodes.forEach((node) => {
              if (node.nodeType === 1) window.touched.push(node.id);
            }))).observe(document.getElementById("trial-log"), {childList: true, subtree: true});
        }"""
    )
    say(page, "Thank you")
    assert page.evaluate("window.touched") == ["trial-step-2"]


def test_after_the_handover_the_bot_is_silent_until_the_clock_passes_the_pause(page: Page) -> None:
    say(page, ASKS)
    after = page.locator("#trial-after")
    expect(after).to_contain_text("Bea Lindqvist")
    expect(after).to_contain_text("Briefing")
    say(page, "Hello?")
    expect(page.get_by_role("log")).to_contain_text("Stays silent. The bot is paused until")
    page.locator("#trial-situation summary").click()
    page.get_by_role("button", name="After the pause").click()
    expect(page.locator("#trial-state")).to_contain_text("The pause is over: the bot answers again")
    say(page, KNOWN)
    expect(page.get_by_role("log")).to_contain_text("We are open Monday to Friday")


def test_someone_taken_for_away_counts_at_once(page: Page) -> None:
    say(page, ASKS)
    page.locator("#trial-situation summary").click()
    page.get_by_label("Pretend someone is away").select_option(label="Bea Lindqvist")
    expect(page.locator("#trial-after")).to_contain_text("Passed over: Bea Lindqvist is away")


def test_messages_can_be_taken_back_and_begun_anew_with_the_keyboard(page: Page) -> None:
    say(page, KNOWN)
    say(page, ASKS)
    page.get_by_role("button", name="Undo last message").press("Enter")
    expect(page.locator(".trial-step")).to_have_count(1)
    expect(page.get_by_role("button", name="Undo last message")).to_be_focused()
    page.get_by_role("button", name="Start again").press("Enter")
    expect(page.locator(".trial-step")).to_have_count(0)
    expect(page.locator("#trial-text")).to_be_focused()


def test_a_thing_to_try_is_one_click(page: Page) -> None:
    page.get_by_role("button", name="Should set off Human Requested").click()
    expect(page.get_by_role("log")).to_contain_text("Hands over: Human Requested.")


def test_what_cannot_be_sent_stays_in_the_field(page: Page) -> None:
    page.locator("#trial-text").fill("a" * 8001)
    page.locator("#trial-text").press("Enter")
    expect(page.locator("#trial-problem")).to_contain_text("This message has 8,001 characters")
    expect(page.locator("#trial-text")).to_have_value("a" * 8001)


def test_while_the_server_is_away_nothing_is_lost(site: Site, page: Page) -> None:
    say(page, KNOWN)
    page.context.set_offline(True)
    page.locator("#trial-text").fill("Still there?")
    page.locator("#trial-text").press("Enter")
    expect(page.locator("#trial-problem")).to_contain_text("That did not go through.")
    expect(page.locator("#trial-text")).to_have_value("Still there?")
    page.context.set_offline(False)
    page.locator("#trial-text").press("Enter")
    expect(page.locator(".trial-step")).to_have_count(2)
    expect(page.locator("#trial-problem")).to_be_hidden()


def test_beside_the_editor_the_same_messages_are_played_against_what_is_typed(site: Site) -> None:
    before = site.installation.json("handovers")
    ana = site.sign_in("ana")
    ana.goto(site.bot + "goals/")
    ana.locator('a[href*="/scenarios/"]', has_text="Human Requested").first.click()
    ana.wait_for_url(re.compile(r"/scenarios/\d+/$"))
    ana.wait_for_selector("form[data-autosave-on]", state="attached")
    say(ana, ASKS)
    log = ana.get_by_role("log")
    expect(log).not_to_contain_text("Drafted farewell")
    ana.locator("[name=final_message]").fill("Drafted farewell, {first_name}!")
    expect(log).to_contain_text("Drafted farewell, there!", timeout=SOON)
    expect(ana.locator("#trial-top")).to_contain_text("With the draft of Human Requested, not yet live.")
    ana.get_by_role("button", name="As it is live now").click()
    expect(log).not_to_contain_text("Drafted farewell")
    answers = site.installation.json("ask", "pip", ASKS)
    assert answers[0]["scenario"] == "Human Requested"
    assert site.installation.json("handovers") == before


def test_a_draft_that_is_kept_while_one_types_in_the_chat_takes_nothing_away(site: Site, page: Page) -> None:
    say(page, KNOWN)
    page.locator("#trial-text").focus()
    page.keyboard.type("half a mess")
    with page.expect_response("**/try/say/"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('autosave:saved', {bubbles: true}))")
    page.keyboard.type("age")
    expect(page.locator("#trial-text")).to_have_value("half a message")
    expect(page.locator(".trial-step")).to_have_count(1)


def test_without_scripts_it_is_a_plain_form(site: Site) -> None:
    page = site.sign_in("ana", java_script_enabled=False)
    page.goto(site.bot + "try/")
    page.locator("#trial-text").fill(KNOWN)
    page.locator("#trial-text").press("Enter")
    expect(page.locator(".trial-step")).to_have_count(1)
    page.locator("#trial-text").fill(ASKS)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#trial-after")).to_contain_text("Bea Lindqvist")
    page.locator("#trial-situation summary").click()
    page.get_by_role("button", name="After the pause").click()
    expect(page.locator("#trial-state")).to_contain_text("The pause is over")
    page.get_by_role("button", name="Undo last message").click()
    expect(page.locator(".trial-step")).to_have_count(1)
    page.locator("#trial-case").fill("Opening hours")
    page.get_by_role("button", name="Keep as a case").click()
    expect(page.get_by_text("Kept as a case. It expects: The bot keeps it.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(site: Site, width: int, scheme: str) -> None:
    page = site.sign_in("ana", viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(site.bot + "try/")
    assert violations(page) == []
    say(page, "I don't want a human. What are your opening hours?")
    say(page, ASKS)
    page.locator("#trial-situation summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
