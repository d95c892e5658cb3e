"""axe-core on every page that sets a bot up or that staff work at, found by following links: wide and
narrow, light and dark."""

from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Browser, Page

from tests.walks.administrators import Site
from tests.walks.axe import violations
from tests.walks.running import Installation

pytestmark = pytest.mark.browser

SET_UP = {"bots", "goals", "knowledge", "trial", "cases"}
ALSO = {"admin:bots_bot_changelist", "admin:bots_bot_add", "admin:bots_bot_delete"}
EXPECTED = ALSO | {
    "bots:settings",
    "bots:channels",
    "bots:scenario",
    "bots:history",
    "bots:compare",
    "goals:page",
    "trial:page",
    "cases:page",
    "knowledge:list",
}
"""Pages that must have been reached; any other is looked at as well."""
WORK = {"desk", "staff", "tasks", "contacts", "tags"}
ALSO_WORK = {
    "admin:staff_member_changelist",
    "admin:staff_member_change",
    "admin:staff_team_changelist",
    "admin:staff_notification_changelist",
    "admin:handover_cannedreply_changelist",
    "admin:handover_cannedreply_add",
}
EXPECTED_WORK = ALSO_WORK | {
    "desk:list",
    "desk:conversation",
    "staff:settings",
    "staff:ways",
    "staff:notifications",
    "staff:hours",
    "tasks:list",
    "contacts:list",
    "contacts:contact",
    "contacts:merge",
    "contacts:merge_preview",
    "tags:list",
}
LOOKS = [(width, scheme) for width in (1280, 360) for scheme in ("light", "dark")]


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


def name_of(address: str, rooms: set[str], also: set[str]) -> str:
    """Of the URL pattern; "" for what is not of these pages."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    ours = set(found.namespaces) & rooms or found.view_name in also
    return found.view_name if ours else ""


def pages(page: Page, site: Site) -> Iterator[str]:
    first = [reverse("admin:bots_bot_changelist"), reverse("admin:bots_bot_add"), site.bot]
    return walked(page, site, first, SET_UP, ALSO)


def workplaces(page: Page, site: Site) -> Iterator[str]:
    row = site.installation.json("handovers")[0]
    first = [
        reverse("desk:conversation", args=[row["conversation"]]),
        *(reverse(name) for name in ("tasks:list", "contacts:list", "tags:list", "staff:notifications")),
        reverse("contacts:merge_preview", args=[1, 2]),
        reverse("contacts:merge", args=[1]),
        reverse("staff:ways", args=[2]),
        reverse("admin:handover_cannedreply_add"),
    ]
    return walked(page, site, first, WORK, ALSO_WORK)


def walked(page: Page, site: Site, first: list[str], rooms: set[str], also: set[str]) -> Iterator[str]:
    """Opens a page of each kind that links lead to, one after the other: its name."""
    waiting, met = deque(urljoin(site.bot, address) for address in first), set[str]()
    while waiting:
        address = waiting.popleft()
        name = name_of(address, rooms, also)
        if not name or name in met:
            continue
        met.add(name)
        if not page.request.get(address).headers["content-type"].startswith("text/html"):
            continue  # a download
        page.goto(address)
        page.wait_for_load_state("networkidle")
        yield name
        links = page.locator("a[href]").evaluate_all("(links) => links.map((link) => link.href)")
        waiting.extend(link.split("#")[0] for link in links)


def test_axe_is_at_work_under_the_security_policy_of_our_pages(site: Site) -> None:
    ana = site.at("ana")
    ana.evaluate("document.querySelector('[name=greeting]').labels[0].remove()")
    assert [one for one in violations(ana) if one.startswith("label:")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_any_page(width: int, scheme: str, site: Site) -> None:
    ana = site.sign_in("ana", viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = {name: violations(ana) for name in pages(ana, site)}
    assert {name: some for name, some in found.items() if some} == {}
    assert set(found) >= EXPECTED


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_where_staff_work_and_nothing_is_too_wide(
    width: int, scheme: str, site: Site
) -> None:
    ana = site.sign_in("ana", viewport={"width": width, "height": 800}, color_scheme=scheme)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    found = {
        name: violations(ana) + (["too wide"] if ana.evaluate(wide) else []) for name in workplaces(ana, site)
    }
    assert [f"{name}: {one}" for name, some in found.items() for one in some] == []
    assert set(found) >= EXPECTED_WORK


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_is_wider_than_the_window(width: int, site: Site) -> None:
    ana = site.sign_in("ana", viewport={"width": width, "height": 800})
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    found = {name: ana.evaluate(too_wide) for name in pages(ana, site)}
    assert [name for name, wide in found.items() if wide] == []
    assert set(found) >= EXPECTED
