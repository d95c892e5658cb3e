"""Browser push as far as it goes without a push service: our worker shows what it would be handed."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.walks.administrators import SOON, Site
from tests.walks.running import Installation

pytestmark = pytest.mark.browser
MESSAGE = '{"id": 1, "title": "Dana waits for a person", "body": "She asked for one.", "url": "/desk/"}'
# Asked again until there is one: wait_for_function takes a promise for true without awaiting it.
SHOWN = """async () => {
    const worker = await navigator.serviceWorker.ready;
    for (let tries = 0; tries < 100; tries++) {
        const titles = (await worker.getNotifications()).map(one => one.title);
        if (titles.length) return titles;
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    return [];
}"""


def test_the_service_worker_is_allowed_and_shows_what_is_pushed(
    embedded: Installation, browser: Browser
) -> None:
    site = Site(embedded, browser)
    page = site.sign_in("ana", permissions=["notifications"])
    page.goto(f"{embedded.url}/staff/notifications/settings/")
    page.get_by_role("button", name="Notify me in this browser").click()
    # A private window, which this is, may not subscribe; the worker is there all the same.
    expect(page.locator("[data-push-state]")).to_contain_text("could not be added", timeout=SOON)

    found: list[dict[str, Any]] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_timeout(300)
    told = {"origin": embedded.url, "registrationId": found[0]["registrationId"], "data": MESSAGE}
    devtools.send("ServiceWorker.deliverPushMessage", told)
    assert page.evaluate(SHOWN) == ["Dana waits for a person"]
