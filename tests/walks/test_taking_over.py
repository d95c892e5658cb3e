"""Taking over as members live it: the one who is there is told, sees, hears and answers, on a phone too."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.walks.administrators import SOON, Site
from tests.walks.running import installation

pytestmark = pytest.mark.browser
REQUEST = "I want to talk to a human"
TO_THE_TEAM_AT_ANY_TIME = (
    "DELETE FROM staff_workinghours",
    "UPDATE bots_scenario SET assign_to_id = NULL, assign_to_team_id = (SELECT min(id) FROM staff_team)",
)
WATCH = """() => {
    window.told = []; window.heard = 0; window.sounds = [];
    document.body.addEventListener("toast-shown", ({ detail }) => window.sounds.push(detail.sound));
    document.body.addEventListener("sound-played", () => window.heard++);
    const toasts = document.querySelector(".toasts");
    const note = () => [...toasts.children].forEach((toast) => window.told.push(toast.dataset.url));
    new MutationObserver(note).observe(toasts, { childList: true });
}"""

# Empty until a toast has come; then which of the desk's parts and the bell lie under it.
COVERED_BY_TOAST = """() => {
    const toast = [...document.querySelectorAll(".toast")].map((one) => one.getBoundingClientRect())
        .find((box) => box.height);
    if (!toast) return "";
    const covered = ["#desk-top, .desk-top", ".desk-talk", "[data-bell-button]"].filter((part) => {
        const box = document.querySelector(part).getBoundingClientRect();
        return box.left < toast.right - 6 && toast.left < box.right && box.top < toast.bottom - 6;
    });
    return covered.join(" ") || "nothing";
}"""


@pytest.fixture
def site(fresh_demo: Path, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    shutil.copytree(fresh_demo, tmp_path / "data")
    with installation(tmp_path, DATABASE_URL="", REDIS_URL="") as embedded:
        made = Site(embedded, browser)
        yield made
        made.close()


def ask(site: Site, contact: str) -> str:
    """A contact asks for a person: the path of the conversation."""
    said = site.installation.json("say", "pip", REQUEST, "--contact", contact)
    return f"/desk/{said['conversation']}/"


def listening(page: Page) -> None:
    """Once the bell has been looked at, what comes is a toast; it is kept here when it has gone again."""
    expect(page.locator("[data-bell-panel] [data-panel]")).to_be_attached(timeout=SOON)
    page.evaluate(WATCH)


def told(page: Page, path: str) -> None:
    """A toast about this page came."""
    page.wait_for_function("path => window.told.includes(path)", arg=path, timeout=2 * SOON)


def test_while_one_is_away_the_other_is_told_and_has_it(site: Site) -> None:
    with closing(sqlite3.connect(site.installation.folder / "data" / "db.sqlite3", timeout=20)) as database:
        for statement in TO_THE_TEAM_AT_ANY_TIME:
            database.execute(statement)
        database.commit()
    bea, carl = site.sign_in("bea"), site.sign_in("carl")
    bea.locator(".presence summary").click()
    bea.get_by_role("button", name="Away until I am back").click()
    expect(bea.locator(".presence-text")).to_have_text("Away", timeout=SOON)
    for page in (bea, carl):
        listening(page)

    path = ask(site, "visitor-away")
    told(carl, path)
    carl.goto(site.installation.url + path)
    expect(carl.locator("#top-state")).to_contain_text("You have it", timeout=SOON)
    assert path not in bea.evaluate("window.told")
    bea.goto(site.installation.url + path)
    expect(bea.locator("#top-state")).to_contain_text("Carl", timeout=SOON)


def test_a_socket_that_dies_comes_back_and_the_page_catches_up(site: Site) -> None:
    path = ask(site, "visitor-socket")
    page, open_now, dead = site.sign_in("bea"), list[WebSocketRoute](), False

    def route(socket: WebSocketRoute) -> None:
        if dead:
            socket.close()
        else:
            socket.connect_to_server()
            open_now.append(socket)

    page.route_web_socket(re.compile("/ws/staff/"), route)
    page.goto(site.installation.url + path)
    listening(page)
    dead = True
    for socket in open_now:
        socket.close()
    expect(page.locator("[data-live-state]")).to_contain_text("Reconnecting", timeout=SOON)
    site.installation.json("say", "pip", "Are you still there?", "--contact", "visitor-socket")
    dead = False
    expect(page.locator("#desk-thread")).to_contain_text("Are you still there?", timeout=4 * SOON)
    expect(page.locator("[data-live-state]")).to_be_empty(timeout=4 * SOON)


def test_on_a_phone_from_the_list_to_a_reply_and_back(site: Site) -> None:
    path = ask(site, "visitor-phone")
    page = site.sign_in("bea", viewport={"width": 360, "height": 740}, has_touch=True)

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    page.goto(f"{site.installation.url}/desk/?queue=mine")
    row = page.locator(f'a[href*="{path}?"]').first
    expect(row).to_be_visible(timeout=SOON)
    fits()
    row.tap()
    expect(page.locator("#top-state")).to_contain_text("You have it", timeout=SOON)
    fits()
    page.locator("#desk-text").fill("Hello, this is Bea.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#desk-thread")).to_contain_text("Hello, this is Bea.", timeout=SOON)
    fits()
    page.locator("[data-back], .desk-back").first.click()
    expect(row).to_be_visible(timeout=SOON)
    fits()


def test_on_a_phone_a_toast_covers_nothing_one_works_with_and_the_settings_fit(site: Site) -> None:
    path = ask(site, "visitor-first")
    page = site.sign_in("bea", viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto(site.installation.url + path)
    listening(page)
    ask(site, "visitor-second")
    page.wait_for_function(COVERED_BY_TOAST, timeout=2 * SOON)
    assert page.evaluate(COVERED_BY_TOAST) == "nothing"

    page.goto(f"{site.installation.url}/staff/notifications/settings/")
    expect(page.get_by_text("Browser push").locator("visible=true").first).to_be_visible(timeout=SOON)
    for box in ("document.documentElement", "document.querySelector('.matrix-frame')"):
        assert page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth"), box


def test_a_toast_is_heard_until_it_is_muted(site: Site) -> None:
    page = site.sign_in("bea")
    page.goto(f"{site.installation.url}/staff/notifications/settings/")
    listening(page)
    page.get_by_role("button", name="Play it").click()
    expect(page.locator("[data-sound-said]")).to_have_text("Played.", timeout=SOON)
    told(page, ask(site, "visitor-loud"))
    page.wait_for_function("() => window.heard >= 2", timeout=2 * SOON)

    page.locator("[data-bell-button]").click()
    page.get_by_role("button", name="Switch the sound off").click()
    expect(page.get_by_role("button", name="Switch the sound on")).to_be_visible(timeout=SOON)
    told(page, ask(site, "visitor-mute"))
    page.wait_for_function("() => window.sounds.at(-1) === 'off'", timeout=SOON)


def test_the_sentence_follows_the_ticks_and_a_test_says_what_came_of_it(site: Site) -> None:
    page = site.sign_in("bea")
    page.goto(f"{site.installation.url}/staff/notifications/settings/")
    told = page.locator('[data-told="task_assigned"]')
    expect(told).to_have_text("You will get a toast when a task is assigned to you.")
    page.locator('[name=told][value="task_assigned:in_app"]').uncheck()
    expect(told).to_have_text("You will hear nothing when a task is assigned to you.", timeout=SOON)
    page.get_by_role("button", name="Send a test by In the app").click()
    expect(page.locator("[data-test-said]").first).to_contain_text("sent and accepted", timeout=SOON)
    expect(told).to_have_text("You will hear nothing when a task is assigned to you.")
