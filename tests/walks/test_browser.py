"""The main job as people see it: a contact in one browser, staff in others, the shipped command between."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.walks.running import Installation

pytestmark = pytest.mark.browser

SOON = 10_000  # milliseconds
KNOWN = "What does a service cost?"
UNKNOWN = "Which tyre pressure suits my granddad's unicycle on Mars?"
REQUEST = "Can I talk to someone, please?"

SignIn = Callable[[str], Page]


@pytest.fixture
def demo(embedded: Installation) -> dict[str, Any]:
    loaded: dict[str, Any] = embedded.json("demo")
    embedded.start()
    embedded.until_healthy()
    return loaded


@pytest.fixture
def complaints() -> list[str]:
    """What any page wrote to its console, scripts refused by the security policy included."""
    return []


@pytest.fixture
def contexts(browser: Browser, complaints: list[str]) -> Iterator[Callable[[], BrowserContext]]:
    opened: list[BrowserContext] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text
                else None
            ),
        )

    def open_context() -> BrowserContext:
        context = browser.new_context(viewport={"width": 1500, "height": 900})
        context.on("page", listen)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def contact(contexts: Callable[[], BrowserContext], embedded: Installation, demo: dict[str, Any]) -> Page:
    """On the hosted web chat."""
    page = contexts().new_page()
    page.goto(embedded.url + demo["channels"]["webchat"]["path"])
    return page


@pytest.fixture
def sign_in(contexts: Callable[[], BrowserContext], embedded: Installation, demo: dict[str, Any]) -> SignIn:
    """Sign in as "ana", "bea" or "carl"; lands on the desk."""
    passwords = {m["email"].split("@")[0]: (m["email"], m["password"]) for m in demo["members"]}

    def enter(name: str) -> Page:
        page = contexts().new_page()
        page.goto(embedded.url + "/")
        email, password = passwords[name]
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"//[^/]+/desk/"))
        return page

    return enter


def write(contact: Page, text: str) -> None:
    contact.locator("#text").fill(text)
    contact.keyboard.press("Enter")


def answered(contact: Page, text: str | re.Pattern[str]) -> None:
    expect(
        contact.locator(".msg--bot .bubble, .msg--member .bubble").filter(has_text=text).last
    ).to_be_visible(timeout=SOON)


def test_from_a_question_to_the_bots_return(contact: Page, sign_in: SignIn, complaints: list[str]) -> None:
    bea = sign_in("bea")

    write(contact, KNOWN)
    answered(contact, "€49")

    write(contact, REQUEST)
    answered(contact, "Bea")
    toast = bea.locator(".toasts [data-toast]").first
    expect(toast).to_be_visible(timeout=SOON)
    toast.get_by_role("button", name=re.compile("open", re.I)).click()

    expect(bea.locator("#top-state")).to_contain_text("You have it", timeout=SOON)
    expect(bea.locator("#desk-briefing")).to_contain_text("The contact asked for a person.")
    expect(
        bea.locator("#desk-about").get_by_text("human_handover").locator("visible=true").first
    ).to_be_visible()
    expect(bea.get_by_role("button", name="Complete")).to_be_visible()
    expect(bea.locator("#desk-thread")).to_contain_text("asked Bea")

    write(contact, KNOWN)
    expect(bea.locator("#desk-thread").get_by_text(KNOWN)).to_have_count(2, timeout=SOON)
    bea.locator("#desk-text").fill("Hello, this is Bea. What can I do for you?")
    bea.keyboard.press("Control+Enter")
    answered(contact, "this is Bea")
    expect(contact.get_by_text("You are talking to Bea")).to_be_visible(timeout=SOON)
    expect(contact.locator(".msg--bot .bubble").filter(has_text="€49")).to_have_count(1)

    bea.locator("#act-resume").click()
    bea.locator("#resume-note").fill("She only wanted the price.")
    bea.get_by_role("button", name="Hand back to Pip").click()
    expect(bea.locator("#top-state")).to_contain_text("Pip", timeout=SOON)
    write(contact, "When are you open?")
    answered(contact, re.compile("open", re.I))
    expect(contact.get_by_text("an automated assistant")).to_be_visible(timeout=SOON)

    bea.locator("#act-resolve").click()
    expect(bea.locator("#act-reopen")).to_be_visible(timeout=SOON)
    assert complaints == []


def test_what_the_bot_does_not_know_goes_to_a_person(contact: Page, sign_in: SignIn) -> None:
    bea = sign_in("bea")
    write(contact, UNKNOWN)
    expect(contact.get_by_text("automated assistant")).to_have_count(0, timeout=SOON)
    expect(bea.locator(".toasts [data-toast]").first).to_be_visible(timeout=SOON)
    bea.goto(bea.url.split("?")[0] + "?queue=mine")
    expect(bea.locator(".desk-row").filter(has_text="Lack of Information").first).to_be_visible()


def test_two_members_claim_at_once_and_one_is_told_who_was_first(
    contact: Page, sign_in: SignIn, embedded: Installation
) -> None:
    bea, carl = sign_in("bea"), sign_in("carl")
    write(contact, KNOWN)
    answered(contact, "€49")
    newest = max(int(row["conversation"]) for row in embedded.json("handovers")) + 1
    for page in (bea, carl):
        page.goto(f"{embedded.url}/desk/{newest}/?queue=all")
        expect(page.locator("#act-claim")).to_be_visible()
    carl_claim = carl.locator("#act-claim")
    bea.evaluate("document.querySelector('#act-claim').click()")
    carl.evaluate("document.querySelector('#act-claim')?.click()")
    states = [page.locator("#top-state") for page in (bea, carl)]
    expect(carl_claim).to_have_count(0, timeout=SOON)
    for state in states:
        expect(state).to_contain_text(re.compile("You have it|has it"), timeout=SOON)
    assert sorted("You have it" in (state.text_content() or "") for state in states) == [False, True]


def test_written_without_a_connection_arrives_when_it_is_back(contact: Page) -> None:
    write(contact, "hello")
    answered(contact, re.compile("."))
    contact.context.set_offline(True)
    write(contact, KNOWN)
    expect(contact.locator(".bubble").filter(has_text=KNOWN)).to_be_visible()
    contact.context.set_offline(False)
    answered(contact, "€49")
    expect(contact.locator(".bubble").filter(has_text=KNOWN)).to_have_count(1)


def test_a_restarted_server_is_found_again_by_every_page(
    contact: Page, sign_in: SignIn, embedded: Installation
) -> None:
    bea = sign_in("bea")
    embedded.stop()
    embedded.start()
    embedded.until_healthy()
    write(contact, REQUEST)
    answered(contact, "Bea")
    expect(bea.locator(".toasts [data-toast]").first).to_be_visible(timeout=40_000)


def test_markup_in_a_message_is_shown_as_text(contact: Page, sign_in: SignIn, complaints: list[str]) -> None:
    bea = sign_in("bea")
    nasty = (
        "<img src=x onerror=alert(1)><script>alert(2)</script> Can I talk to someone, please? \"'}}{{7*7}}"
    )
    write(contact, nasty)
    expect(bea.locator(".toasts [data-toast]").first).to_be_visible(timeout=SOON)
    bea.locator(".toasts [data-toast]").first.get_by_role("button", name=re.compile("open", re.I)).click()
    expect(bea.locator("#desk-thread").get_by_text(nasty).first).to_be_visible(timeout=SOON)
    expect(contact.locator(".bubble").filter(has_text=nasty).first).to_be_visible()
    assert bea.locator("img[src=x]").count() == contact.locator("img[src=x]").count() == 0
    assert complaints == []


def test_an_administrator_changes_what_the_bot_says_last(
    contact: Page, sign_in: SignIn, embedded: Installation
) -> None:
    ana = sign_in("ana")
    ana.get_by_role("link", name="Conversation AI").click()
    ana.get_by_role("link", name="Pip", exact=True).click()
    ana.get_by_role("link", name="Bot Goals", exact=True).first.click()
    ana.get_by_role("link", name="Human Requested", exact=True).first.click()

    ana.locator("[name=final_message]").fill("Hold on, {nmae}.")
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("{nmae}").first).to_be_visible()
    ana.locator("[name=final_message]").fill("One moment, {first_name}: {assignee_name} comes over.")
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("is saved").first).to_be_visible(timeout=SOON)

    write(contact, REQUEST)
    answered(contact, "One moment, there: Bea")
