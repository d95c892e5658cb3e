"""axe-core on every page that sets a bot up, found by following links: wide and narrow, light and dark."""

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
LOOKS = [(width, scheme) for width in (1280, 360) for scheme in ("light", "dark")]


@pytest.fixture
def site(embedded: Installation, browser: Browser) -> Iterator[Site]:
    made = Site(embedded, browser)
    yield made
    made.close()


def name_of(address: str) -> str:
    """Of the URL pattern; "" for what is not of these pages."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    ours = set(found.namespaces) & SET_UP or found.view_name in ALSO
    return found.view_name if ours else ""


def pages(page: Page, site: Site) -> Iterator[str]:
    """Opens a page of each kind that links lead to, one after the other: its name."""
    first = [reverse("admin:bots_bot_changelist"), reverse("admin:bots_bot_add"), site.bot]
    waiting, met = deque(urljoin(site.bot, address) for address in first), set[str]()
    while waiting:
        address = waiting.popleft()
        name = name_of(address)
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


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_is_wider_than_the_window(width: int, site: Site) -> None:
    ana = site.sign_in("ana", viewport={"width": width, "height": 800})
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    found = {name: ana.evaluate(too_wide) for name in pages(ana, site)}
    assert [name for name, wide in found.items() if wide] == []
    assert set(found) >= EXPECTED
