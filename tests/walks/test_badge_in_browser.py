"""The sidebar's count of conversations that nobody has, on pages beside the desk."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.walks.administrators import SOON, Site
from tests.walks.running import installation

pytestmark = pytest.mark.browser
TO_NOBODY = (
    "UPDATE bots_scenario SET assign_to_id = NULL, assign_to_team_id = NULL",
    "UPDATE bots_bot SET default_assignee_id = NULL",
)


@pytest.fixture
def site(fresh_demo: Path, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    shutil.copytree(fresh_demo, tmp_path / "data")
    with installation(tmp_path, DATABASE_URL="", REDIS_URL="") as embedded:
        made = Site(embedded, browser)
        yield made
        made.close()


def count(page: Page) -> int:
    return int(page.locator("[data-count-from]").text_content() or 0)


def test_the_badge_moves_on_another_page_when_somebody_waits_and_when_a_colleague_claims(site: Site) -> None:
    with closing(sqlite3.connect(site.installation.folder / "data" / "db.sqlite3", timeout=20)) as database:
        for statement in TO_NOBODY:
            database.execute(statement)
        database.commit()
    bea, carl = site.sign_in("bea"), site.sign_in("carl")
    bea.goto(site.installation.url + "/contacts/")
    before = count(bea)

    visitor = site.context().new_page()
    visitor.goto(site.installation.url + site.webchat)
    visitor.locator("#text").fill("I want to talk to a human")
    visitor.locator("#text").press("Enter")
    badge = bea.locator("[data-count-from]")
    expect(badge).to_have_text(str(before + 1), timeout=2 * SOON)
    expect(badge).to_be_visible()

    carl.goto(site.installation.url + "/desk/?queue=unassigned")
    carl.locator("#desk-rows .desk-row").first.click()
    carl.locator("#act-claim").click()
    expect(badge).to_have_text(str(before), timeout=2 * SOON)
    assert bea.url.endswith("/contacts/"), "it moved without the page being loaded again"
