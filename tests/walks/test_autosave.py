"""Nothing typed is ever lost: the bot's settings in a real browser, against the shipped server."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.walks.administrators import SOON, Site, saved, says
from tests.walks.axe import violations
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

FULL = """
    const keep = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, text) {
      if (name.startsWith("autosave")) throw new DOMException("full", "QuotaExceededError");
      keep.call(this, name, text);
    };
"""
LIVE = "Hi, I am Pip"  # how the demo's greeting begins


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


def greeting(page: Page) -> str:
    return page.locator("[name=greeting]").input_value()


def write(page: Page, text: str) -> None:
    page.locator("[name=greeting]").fill(text)


def append(page: Page, text: str) -> None:
    page.locator("[name=greeting]").press("End")
    page.keyboard.type(text)


def live(site: Site) -> str:
    """What contacts are answered."""
    answers = site.installation.json("ask", "pip", "hello")
    return str(answers[0]["text"])


def test_what_one_types_another_administrator_reads_within_seconds_and_contacts_do_not(site: Site) -> None:
    before = live(site)
    ana = site.at("ana")
    write(ana, "Ahoy")
    began = time.monotonic()
    saved(ana)
    assert time.monotonic() - began < 10
    carl = site.at("carl")
    assert greeting(carl) == "Ahoy"
    expect(carl.get_by_text("Not live yet. Typed by Ana")).to_be_visible()
    assert live(site) == before
    carl.get_by_role("button", name="Save", exact=True).click()
    expect(carl.get_by_text("are saved and live")).to_be_visible()
    assert live(site) == "Ahoy"


def test_someone_who_never_pauses_is_saved_all_the_same(site: Site) -> None:
    ana = site.at("ana")
    posts: list[float] = []
    ana.on("request", lambda request: posts.append(time.monotonic()) if "autosave" in request.url else None)
    write(ana, "")
    for letter in "She types on and on without a pause for breath":
        append(ana, letter)
        time.sleep(0.1)
    assert posts
    saved(ana)
    ana.reload()
    assert greeting(ana) == "She types on and on without a pause for breath"


def test_what_is_typed_while_a_request_is_under_way_follows_it(site: Site) -> None:
    ana = site.at("ana")
    under_way: list[int] = []

    def slowly(route: Route) -> None:
        under_way.append(1)
        assert len(under_way) == 1, "two requests at once"
        time.sleep(0.8)
        route.continue_()
        under_way.pop()

    ana.route("**/autosave/", slowly)
    write(ana, "First")
    ana.wait_for_timeout(700)
    append(ana, " and second")
    saved(ana)
    expect(ana.locator("form[data-autosave]")).to_have_attribute("data-version", "2", timeout=SOON)
    ana.unroute_all(behavior="wait")
    assert greeting(site.at("carl")) == "First and second"


def test_invalid_input_is_kept_as_typed_and_said_under_its_field(site: Site) -> None:
    ana = site.at("ana")
    ana.locator("[name=gather_seconds]").fill("a while")
    ana.locator("[name=name]").fill("")
    ana.locator("[name=greeting]").focus()
    saved(ana)
    expect(ana.get_by_text("Write the seconds as a number")).to_be_visible()
    ana.reload()
    expect(ana.locator("[name=gather_seconds]")).to_have_value("a while")
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.locator("[name=name]")).to_be_focused()
    expect(ana.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
    assert violations(ana) == []


def test_without_a_network_it_is_kept_here_and_sent_when_there_is_one(site: Site) -> None:
    ana = site.at("ana")
    ana.context.set_offline(True)
    write(ana, "Typed on a train")
    says(ana, "Offline. Kept in this browser, sent when the connection is back.")
    append(ana, " in a tunnel")
    ana.context.set_offline(False)
    saved(ana)
    assert greeting(site.at("carl")) == "Typed on a train in a tunnel"


def test_a_browser_that_refuses_to_keep_anything_is_not_said_to_have_kept_it(site: Site) -> None:
    ana = site.sign_in("ana")
    ana.add_init_script(FULL)
    site.go(ana)
    ana.context.set_offline(True)
    write(ana, "Nowhere to keep it")
    says(ana, "leave this page open until the connection is back")
    ana.context.set_offline(False)
    saved(ana)


def test_a_tab_closed_in_the_middle_of_a_word_loses_no_letter(site: Site) -> None:
    ana = site.at("ana")
    write(ana, "Good mor")
    append(ana, "n")
    ana.close()
    again = ana.context.new_page()
    site.go(again)
    expect(again.locator("[name=greeting]")).to_have_value("Good morn")
    expect(again.locator("form[data-autosave]")).to_have_attribute("data-draft-kept", "", timeout=SOON)
    assert greeting(site.at("carl")) == "Good morn"


def test_a_tab_closed_without_a_network_is_restored_when_it_is_opened_again(site: Site) -> None:
    ana = site.at("ana")
    ana.context.set_offline(True)
    write(ana, "Only in this browser")
    ana.close()
    ana.context.set_offline(False)
    again = ana.context.new_page()
    site.go(again)
    expect(again.locator("[name=greeting]")).to_have_value("Only in this browser")
    saved(again)
    assert greeting(site.at("carl")) == "Only in this browser"
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('autosave:'))") == []


def test_a_server_that_was_killed_gets_everything_after_its_start(site: Site) -> None:
    ana = site.at("ana")
    site.installation.kill(site.installation.processes[0])
    write(ana, "While it was down")
    says(ana, "Offline")
    site.start()
    saved(ana)
    assert greeting(site.at("carl")) == "While it was down"


def expire(site: Site) -> None:
    """Every session ends, as after two weeks."""
    site.installation.manage(
        "shell", "-c", "from django.contrib.sessions.models import Session; Session.objects.all().delete()"
    )


def test_signing_in_again_after_the_session_expired_loses_nothing(site: Site) -> None:
    ana = site.at("ana")
    expire(site)
    write(ana, "Typed signed out")
    says(ana, "Signed out. Sign in again; what you typed is kept in this browser.")
    append(ana, ", and on")
    ana.locator("[data-autosave-state]").get_by_role("link", name="Sign in").click()
    site.fill_in(ana, "ana")
    ana.wait_for_url(site.bot)
    expect(ana.locator("[name=greeting]")).to_have_value("Typed signed out, and on")
    saved(ana)
    assert greeting(site.at("carl")) == "Typed signed out, and on"


def test_signing_in_in_another_tab_is_picked_up_and_save_still_works(site: Site) -> None:
    ana = site.at("ana")
    expire(site)
    write(ana, "Typed signed out")
    says(ana, "Signed out")
    other = ana.context.new_page()
    other.goto(site.installation.url + "/accounts/login/")
    site.fill_in(other, "ana")
    other.wait_for_url(re.compile("/desk/"))
    ana.bring_to_front()
    ana.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(ana)
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("are saved and live")).to_be_visible()
    assert live(site) == "Typed signed out"


def test_whoever_signs_in_next_in_this_browser_is_not_given_anothers_text(site: Site) -> None:
    ana = site.at("ana")
    expire(site)
    write(ana, "Ana's own words")
    says(ana, "Signed out")
    carl = ana.context.new_page()
    carl.goto(site.installation.url + "/accounts/login/")
    site.fill_in(carl, "carl")
    carl.wait_for_url(re.compile("/desk/"))
    site.go(carl)
    assert greeting(carl).startswith(LIVE)
    ana.bring_to_front()
    ana.evaluate("window.dispatchEvent(new Event('focus'))")
    says(ana, "Carl Mensah is signed in here now. What you typed is kept in this browser for you.")


def clash(site: Site) -> tuple[Page, Page]:
    """Ana and Carl opened the page; Carl's greeting is on the server, Ana's only on her page."""
    ana, carl = site.at("ana"), site.at("carl")
    write(carl, "Carl's greeting")
    carl.locator("[name=gather_seconds]").fill("3")
    saved(carl)
    write(ana, "Ana's greeting")
    says(ana, re.compile(r"Paused: Carl \w+ changed this at \d"))
    return ana, carl


def test_of_two_people_the_second_is_shown_the_difference_and_keeps_what_they_choose(site: Site) -> None:
    ana, carl = clash(site)
    append(ana, ", typed on")
    ana.get_by_role("button", name="See the difference").press("Enter")
    dialog = ana.get_by_role("dialog")
    expect(dialog.get_by_text("Carl's greeting")).to_be_visible()
    expect(dialog.get_by_text("Ana's greeting, typed on")).to_be_visible()
    assert violations(ana) == []
    ana.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(ana.get_by_role("button", name="See the difference")).to_be_focused()

    ana.get_by_role("button", name="See the difference").click()
    waiting = dialog.get_by_role("group", name="Waiting time, in seconds")
    waiting.get_by_text("Carl", exact=False).first.click()
    dialog.get_by_role("button", name="Use what is chosen").click()
    saved(ana)
    assert greeting(ana) == "Ana's greeting, typed on"
    carl.reload()
    assert greeting(carl) == "Ana's greeting, typed on"
    expect(carl.locator("[name=gather_seconds]")).to_have_value("3")


def test_whoever_takes_the_others_version_can_have_their_own_back(site: Site) -> None:
    ana, _ = clash(site)
    ana.get_by_role("button", name="See the difference").click()
    ana.get_by_role("button", name="Take theirs").click()
    expect(ana.locator("[name=greeting]")).to_have_value("Carl's greeting")
    ana.reload()
    ana.get_by_role("button", name="Put mine back").click()
    expect(ana.locator("[name=greeting]")).to_have_value("Ana's greeting")
    saved(ana)
    assert greeting(site.at("carl")) == "Ana's greeting"


def test_a_page_closed_while_paused_offers_the_difference_when_opened_again(site: Site) -> None:
    ana, _ = clash(site)
    ana.close()
    again = ana.context.new_page()
    site.go(again)
    says(again, "Paused: Carl")
    assert greeting(again) == "Ana's greeting"
    assert greeting(site.at("carl")) == "Carl's greeting"
    again.get_by_role("button", name="See the difference").click()
    again.get_by_role("button", name="Keep mine").click()
    saved(again)
    assert greeting(site.at("carl")) == "Ana's greeting"


def test_two_tabs_of_one_person_say_which_is_behind(site: Site) -> None:
    one = site.at("ana")
    other = one.context.new_page()
    site.go(other)
    write(one, "In the first tab")
    saved(one)
    write(other, "In the second tab")
    says(other, "Paused: you changed this in another window")
    other.get_by_role("button", name="See the difference").click()
    other.get_by_role("button", name="Keep mine").click()
    saved(other)
    assert greeting(site.at("carl")) == "In the second tab"


def test_of_two_who_press_save_the_second_decides_on_a_page_that_shows_both(site: Site) -> None:
    carl = site.at("carl")
    ana = site.at("ana", java_script_enabled=False)
    write(carl, "Carl's greeting")
    carl.get_by_role("button", name="Save", exact=True).click()
    expect(carl.get_by_text("are saved and live")).to_be_visible()
    write(ana, "Ana's greeting")
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_role("heading", name=re.compile("Carl Mensah changed this"))).to_be_visible()
    expect(ana.locator("dd").get_by_text("Carl's greeting")).to_be_visible()
    assert greeting(ana) == "Ana's greeting"
    assert live(site) == "Carl's greeting"
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("are saved and live")).to_be_visible()
    assert live(site) == "Ana's greeting"


def test_save_while_paused_opens_the_difference_and_saves_nothing(site: Site) -> None:
    ana, _ = clash(site)
    before = live(site)
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_role("dialog")).to_be_visible()
    assert live(site) == before


def test_save_takes_the_last_letter_with_it(site: Site) -> None:
    ana = site.at("ana")
    write(ana, "Typed and saved in one breath")
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("are saved and live")).to_be_visible()
    assert live(site) == "Typed and saved in one breath"
    expect(ana.locator("form[data-autosave]")).not_to_have_attribute("data-draft-kept", "")


def test_a_discarded_draft_can_be_put_back(site: Site) -> None:
    ana = site.at("ana")
    write(ana, "Not so sure")
    saved(ana)
    ana.get_by_role("button", name="Discard draft").click()
    says(ana, "The draft was discarded.")
    assert greeting(ana).startswith(LIVE)
    ana.get_by_role("button", name="Put it back").click()
    saved(ana)
    assert greeting(site.at("carl")) == "Not so sure"


def test_going_back_to_a_page_that_was_changed_since_shows_what_is_there_now(site: Site) -> None:
    ana = site.at("ana")
    ana.get_by_role("link", name="Bot Goals").first.click()
    carl = site.at("carl")
    write(carl, "Meanwhile")
    saved(carl)
    ana.go_back()
    now_there = ana.locator("[name=greeting]")
    show = ana.get_by_role("button", name="Show it")
    expect(ana.locator("form[data-autosave-on]")).to_be_visible()
    ana.wait_for_timeout(1000)
    if show.count():  # kept by the browser as it was
        show.click()
    expect(now_there).to_have_value("Meanwhile", timeout=SOON)


def test_too_much_to_keep_is_said_with_the_field_to_shorten(site: Site) -> None:
    ana = site.at("ana")
    write(ana, "x" * 120_000)
    says(ana, re.compile("Too much text to keep: .* Shorten “Greeting” first"))
    write(ana, "Short again")
    saved(ana)
    assert greeting(site.at("carl")) == "Short again"


def test_nothing_moves_when_the_state_changes(site: Site) -> None:
    for width in (1280, 360):
        ana = site.at("ana", viewport={"width": width, "height": 740})
        ana.wait_for_selector("form[data-autosave-on]")
        ana.evaluate(
            "new PerformanceObserver((list) => { window.shifts = (window.shifts ?? 0) + list.getEntries()"
            ".reduce((sum, one) => sum + one.value, 0); }).observe({type: 'layout-shift'})"
        )
        bar = ana.locator(".save-bar").bounding_box()
        write(ana, f"Narrow or wide: {width}")
        saved(ana)
        ana.context.set_offline(True)
        append(ana, "!")
        says(ana, "Offline")
        assert ana.locator(".save-bar").bounding_box() == bar
        ana.context.set_offline(False)
        saved(ana)
        assert ana.locator(".save-bar").bounding_box() == bar
        assert not ana.evaluate("window.shifts")


def test_without_scripts_a_plain_button_keeps_a_draft(site: Site) -> None:
    before = live(site)
    ana = site.at("ana", java_script_enabled=False)
    write(ana, "By hand")
    ana.locator("[name=gather_seconds]").fill("a while")
    ana.get_by_role("button", name="Save draft").click()
    expect(ana.get_by_text("Kept as a draft.")).to_be_visible()
    assert ana.url == site.bot
    expect(ana.locator("[name=gather_seconds]")).to_have_value("a while")
    assert live(site) == before
    ana.locator(".discard-asks summary").click()
    ana.get_by_role("button", name="Discard it for good").click()
    assert greeting(ana).startswith(LIVE)


def test_the_keyboard_alone_reaches_mode_and_save(site: Site) -> None:
    ana = site.at("ana")
    ana.locator("[name=greeting]").focus()
    ana.keyboard.press("Tab")
    expect(ana.locator("[name=mode][value=auto_pilot]")).to_be_focused()
    ana.keyboard.press("ArrowLeft")
    expect(ana.get_by_text("When you save, Pip no longer writes to contacts.")).to_be_visible()
    saved(ana)
    while ana.evaluate("document.activeElement.textContent.trim()") != "Save":
        ana.keyboard.press("Tab")
        assert ana.evaluate("document.activeElement !== document.body")
    ana.keyboard.press("Enter")
    expect(ana.get_by_text("are saved and live")).to_be_visible()
