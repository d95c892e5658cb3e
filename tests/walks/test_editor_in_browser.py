"""The scenario editor by keyboard and by eye: chips, parts that appear, placeholders, people, problems."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.walks.administrators import SOON, Site, saved
from tests.walks.axe import violations
from tests.walks.running import installation

pytestmark = pytest.mark.browser

SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""
MANY = (
    "from django.contrib.auth.models import Group; from staff.models import Member; "
    "group = Group.objects.get(name='member'); "
    "[Member.objects.create_user(f'm{n}@shop.example', name=f'Member {n}').groups.add(group) "
    "for n in range(9)]"
)


@pytest.fixture(scope="module")
def shared(fresh_demo: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """One installation for all of these tests."""
    folder = tmp_path_factory.mktemp("editor")
    shutil.copytree(fresh_demo, folder / "data")
    with installation(folder, DATABASE_URL="", REDIS_URL="") as embedded:
        yield Site(embedded, browser)


@pytest.fixture
def site(shared: Site) -> Iterator[Site]:
    """Without drafts, and nobody signed in."""
    yield shared
    shared.close()
    shared.contexts.clear()
    query(shared, "DELETE FROM bots_scenariodraft")


def query(site: Site, statement: str) -> list[Any]:
    path = site.installation.folder / "data" / "db.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database, database:
        return database.execute(statement).fetchall()


def address(site: Site, trigger: str = "human_requested") -> str:
    found = query(site, f"SELECT id FROM bots_scenario WHERE trigger = '{trigger}' ORDER BY id")
    return f"scenarios/{found[0][0]}/"


@pytest.fixture
def page(site: Site) -> Page:
    """Ana at Human Requested."""
    return site.at("ana", address(site))


def phrases(page: Page) -> Locator:
    return page.locator("[data-chips]").first


def chips(page: Page) -> list[str]:
    return phrases(page).locator(".chip-text").all_text_contents()


def posted(page: Page, name: str = "example_phrases") -> list[str]:
    """What the form would send."""
    return page.locator(f"textarea[name={name}]").input_value().split("\n")


def entry(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Example Phrases")


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def type_phrase(page: Page, text: str) -> None:
    entry(page).fill(text)
    page.keyboard.press("Enter")


def says(page: Page, text: str | re.Pattern[str]) -> None:
    expect(phrases(page).get_by_role("status")).to_contain_text(text)


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    entry(page).focus()
    page.keyboard.press("Control+v")


# Chips


def test_enter_adds_a_phrase_and_the_draft_has_it(page: Page) -> None:
    before = chips(page)
    type_phrase(page, "  Fetch   me a person ")
    assert chips(page) == [*before, "Fetch me a person"] == posted(page)
    expect(entry(page)).to_have_value("")
    expect(entry(page)).to_be_focused()
    saved(page)
    page.reload()
    assert chips(page) == [*before, "Fetch me a person"]


def test_repeats_and_too_short_phrases_are_refused_with_a_reason_and_stay_in_the_field(page: Page) -> None:
    before = chips(page)
    for refused, reason in (
        (before[0].upper(), "is in the list already"),
        ("x", "is too short: nearly every message would match it"),
        ("…", "is too short"),
    ):
        type_phrase(page, refused)
        says(page, reason)
        expect(entry(page)).to_have_value(refused)
    assert chips(page) == before
    entry(page).fill("")
    assert posted(page) == before


def test_many_pasted_lines_become_many_phrases(page: Page) -> None:
    before = chips(page)
    paste(page, f"get me a human\r\n\n{before[0]}\n?\n  real   person now\n")
    assert chips(page) == [*before, "get me a human", "real person now"]
    says(page, "2 added. 1 was in the list already. “?” is too short")


def test_what_is_half_typed_is_kept_too(page: Page) -> None:
    before = chips(page)
    entry(page).press_sequentially("could some")
    saved(page)
    assert posted(page) == [*before, "could some"]
    page.reload()
    assert chips(page) == [*before, "could some"]


def test_backspace_in_the_empty_field_edits_the_last_phrase(page: Page) -> None:
    last = chips(page)[-1]
    entry(page).focus()
    page.keyboard.press("Backspace")
    expect(entry(page)).to_have_value(last)
    page.keyboard.type(" please")
    page.keyboard.press("Enter")
    assert chips(page)[-1] == f"{last} please"


def test_phrases_are_reached_changed_and_removed_by_keyboard(page: Page) -> None:
    before = chips(page)
    entry(page).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".chip-text:focus")).to_have_text(before[-2])

    page.keyboard.press("Enter")
    page.keyboard.type("Another one")
    page.keyboard.press("Escape")
    assert chips(page) == before
    page.keyboard.press("F2")
    page.keyboard.type(before[0])
    page.keyboard.press("Enter")
    says(page, "is in the list already")
    page.keyboard.press("Control+a")
    page.keyboard.type("Another one")
    page.keyboard.press("Enter")
    assert chips(page) == [*before[:-2], "Another one", before[-1]] == posted(page)
    expect(page.locator(".chip-text:focus")).to_have_text("Another one")

    page.keyboard.press("Delete")
    assert chips(page) == [*before[:-2], before[-1]] == posted(page)
    phrases(page).get_by_role("button", name="Undo").press("Enter")
    assert chips(page) == [*before[:-2], "Another one", before[-1]] == posted(page)


def test_every_way_of_writing_is_shown_well(page: Page) -> None:
    arabic, html, long = "أريد التحدث إلى شخص", "<b>human</b> & 'co'", "y" * 10_000
    for text in (arabic, html, "🙋‍♀️ person pls 🆘"):
        type_phrase(page, text)
    rtl = phrases(page).locator(".chip-text", has_text=arabic)
    assert rtl.evaluate("(chip) => getComputedStyle(chip).direction") == "rtl"
    assert phrases(page).locator("b").count() == 0
    paste(page, f"{long}\nfine words")
    says(page, "2 added.")
    bad = phrases(page).locator(".chip.is-bad")
    expect(bad).to_contain_text("10,000 characters, at most 200")
    size = bad.bounding_box()
    assert size
    assert size["height"] < 80
    assert long in posted(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_more_phrases_than_can_be_saved_are_kept_and_counted(page: Page) -> None:
    paste(page, "\n".join(f"a person for order number {number}" for number in range(70)))
    says(page, "Remove")
    expect(phrases(page).locator("[data-chips-count]")).to_contain_text("of 60")
    assert len(posted(page)) > 70


# Parts that appear


def test_parts_are_hidden_until_they_matter(page: Page) -> None:
    length = page.locator("[name=pause_for_hours]")
    expect(length).to_be_visible()
    page.get_by_label("Only when a person hands back").check()
    expect(length).to_be_hidden()
    title = box(page, "Task title")
    expect(title).to_be_visible()
    page.get_by_role("checkbox", name="Create a Task").uncheck()
    expect(title).to_be_hidden()


def test_the_number_of_retries_is_chosen_by_keyboard_and_said(site: Site) -> None:
    page = site.at("ana", address(site, "failed_to_resolve"))
    chosen = page.get_by_role("group", name="Retries").get_by_role("radio", checked=True)
    chosen.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("tries again up to 3 times")).to_be_visible()
    expect(page.get_by_text("tries again up to 2 times")).to_be_hidden()


def test_without_scripts_all_of_it_works_as_a_plain_form(site: Site) -> None:
    page = site.at("ana", address(site), java_script_enabled=False)
    lines = page.get_by_label("Example Phrases")
    expect(lines).to_be_visible()
    expect(page.get_by_role("button", name="first name")).to_have_count(0)
    page.get_by_label("Only when a person hands back").check()
    expect(page.locator("[name=pause_for_hours]")).to_be_hidden()
    lines.fill("one phrase\nanother phrase")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("Example Phrases")).to_have_value("one phrase\nanother phrase")
    box(page, "Scenario name").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Scenario name")).to_be_visible()
    expect(page.get_by_label("Example Phrases")).to_have_value("one phrase\nanother phrase")


def test_without_scripts_discarding_is_asked_first(site: Site) -> None:
    page = site.at("ana", address(site), java_script_enabled=False)
    asks = page.locator(".discard-asks summary")
    expect(asks).to_be_hidden()
    page.get_by_label("Example Phrases").fill("one phrase")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("button", name="Discard draft", exact=True)).to_be_hidden()
    asks.click()
    page.get_by_role("button", name="Discard it for good").click()
    expect(page.get_by_label("Example Phrases")).not_to_have_value("one phrase")
    expect(asks).to_be_hidden()


# Messages


def test_a_placeholder_is_inserted_at_the_cursor_and_the_preview_follows(page: Page) -> None:
    message = box(page, "Final Message")
    message.fill("Dear , hold on.")
    message.evaluate("(field) => field.setSelectionRange(5, 5)")
    page.get_by_role("group", name="Insert into Final Message").get_by_role(
        "button", name="first name"
    ).click()
    expect(message).to_have_value("Dear {first_name}, hold on.")
    expect(message).to_be_focused()
    page.keyboard.type(" {nmae}")
    preview = page.locator("#preview-message")
    expect(preview).to_contain_text("Dear Dana {nmae}, hold on.", timeout=SOON)
    expect(preview.locator("mark")).to_have_text("{nmae}")


def test_a_placeholder_goes_where_one_was_writing(page: Page) -> None:
    waiting = box(page, "Final Message when nobody is available")
    waiting.fill("Until ")
    into = page.get_by_role("group", name="Insert into Final Message when nobody is available")
    into.get_by_role("button", name="bot name").press("Enter")
    expect(waiting).to_have_value("Until {bot_name}")


def test_the_task_and_the_pause_are_previewed_as_typed(page: Page) -> None:
    box(page, "Task title").fill("Ring {contact_name}")
    expect(page.locator("#preview-task")).to_contain_text("Ring Dana Petrov", timeout=SOON)
    page.get_by_label("Only when a person hands back").check()
    expect(page.locator("#preview-pause")).to_contain_text("until a person hands it back", timeout=SOON)


def test_a_time_is_written_the_same_way_before_and_after_it_is_previewed_anew(page: Page) -> None:
    due = page.locator("#preview-task time")
    written = re.compile(r"^\d{1,2} [A-Z][a-z]{2}, \d\d:\d\d$")
    days = page.locator("[name=task_due_in_days]")
    expect(due).to_have_text(re.compile(r"\d\d:\d\d$"))
    for number in ("3", "4"):
        before = due.inner_text()
        days.fill(number)
        expect(due).not_to_have_text(before, timeout=SOON)
        expect(due).to_have_text(written)


def test_characters_are_counted_and_nothing_is_cut_off(page: Page) -> None:
    name = box(page, "Scenario name")
    name.fill("🙋" * 81)
    expect(page.locator("#id_name_count")).to_have_text("81 of 80")
    expect(page.locator("#id_name_count")).to_have_class(re.compile("is-over"))
    expect(name).to_have_value("🙋" * 81)


# People


def test_somebody_is_chosen_by_keyboard_and_the_message_says_so(page: Page) -> None:
    box(page, "Final Message").fill("{assignee_name} comes.")
    who = page.get_by_role("group", name="Assign Conversation to a User")
    who.get_by_role("radio", checked=True).focus()
    page.keyboard.press("ArrowDown")
    name = who.locator(".person-row:has(:checked) .person-name").text_content()
    expect(page.locator("#preview-message")).to_contain_text(f"{name} comes.", timeout=SOON)


def test_in_a_long_list_one_is_found_by_name(site: Site) -> None:
    site.installation.manage("shell", "-c", MANY)
    page = site.at("ana", address(site))
    page.get_by_role("searchbox", name="Find someone").fill("ember 7")
    expect(page.locator(".person-name:visible", has_text="Member 7")).to_have_count(1)
    expect(page.locator(".person-name:visible", has_text="Member 3")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("form[data-autosave-on]")).to_be_visible()
    page.get_by_role("searchbox", name="Find someone").fill("nobody at all")
    expect(page.get_by_text("Nobody of that name can be chosen.")).to_be_visible()


# Problems


def test_save_moves_to_the_first_problem_and_each_is_tied_to_its_field(page: Page) -> None:
    box(page, "Final Message").fill("")
    box(page, "Task title").fill("For {nobdy}")
    page.get_by_role("checkbox", name="Create a Task").focus()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="2 things to put right before this can be saved")).to_be_visible()
    message = box(page, "Final Message")
    expect(message).to_be_focused()
    expect(message).to_have_attribute("aria-invalid", "true")
    expect(message).to_have_accessible_description(re.compile("Write what the bot says"))
    page.get_by_role("alert").get_by_role("link", name="Task title").press("Enter")
    expect(box(page, "Task title")).to_be_focused()


def test_a_problem_with_phrases_leads_to_the_field_where_they_are_typed(page: Page) -> None:
    paste(page, f"{'z' * 500}\nfine words")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(entry(page)).to_be_focused()
    expect(entry(page)).to_have_accessible_description(re.compile("is longer than 200 characters"))
    expect(entry(page)).to_have_attribute("aria-invalid", "true")
    phrases(page).locator(".chip.is-bad").get_by_role("button", name="Remove").click()
    expect(phrases(page).locator(".problem")).to_be_hidden(timeout=SOON)
    assert entry(page).get_attribute("aria-invalid") is None


def test_a_problem_in_a_closed_part_opens_it(page: Page) -> None:
    box(page, "Final Message when nobody is available").fill("{nmae}")
    page.locator("details.more > summary").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(box(page, "Final Message when nobody is available")).to_be_focused()


# All of it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_any_state(site: Site, scheme: str, width: int) -> None:
    size = {"width": width, "height": 800}
    for trigger in ("human_requested", "failed_to_resolve", "lack_of_information"):
        page = site.at("ana", address(site, trigger), color_scheme=scheme, viewport=size)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box(page, "Final Message").fill("{nmae}")
    box(page, "Scenario name").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_moves_by_itself(site: Site) -> None:
    page = site.sign_in("ana")
    page.add_init_script(SHIFTS)
    site.go(page, address(site))
    page.wait_for_selector(".trial-chat")
    box(page, "Scenario name").fill("Person wanted")
    saved(page)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") < 0.02
