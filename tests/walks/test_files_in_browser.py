"""Files cross the web chat and the desk; what may not be sent is said before anything is lost."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.handover import files
from tests.walks.administrators import SOON, Site
from tests.walks.axe import violations
from tests.walks.running import installation

pytestmark = pytest.mark.browser


@pytest.fixture
def site(fresh_demo: Path, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    shutil.copytree(fresh_demo, tmp_path / "data")
    with installation(tmp_path, DATABASE_URL="", REDIS_URL="") as embedded:
        made = Site(embedded, browser)
        yield made
        made.close()


def upload(name: str, content_type: str, data: bytes) -> Any:
    return {"name": name, "mimeType": content_type, "buffer": data}


PICTURE = upload("my bike.png", "image/png", files.PNG)
OFFER = upload("offer.pdf", "application/pdf", files.PDF)
A_LIE = upload("wheel.png", "image/png", files.EXE)


def chat(site: Site, **options: Any) -> Page:
    page = site.context(**options).new_page()
    page.goto(site.installation.url + site.installation.json("demo", "--json")["channels"]["webchat"]["path"])
    return page


def opens(page: Page, picture: str) -> None:
    """The picture has arrived and the browser could show it."""
    expect(page.locator(picture)).to_have_js_property("naturalWidth", 1, timeout=SOON)


def test_a_picture_comes_in_and_a_pdf_goes_out(site: Site) -> None:
    visitor = chat(site, viewport={"width": 360, "height": 740})
    visitor.locator("#files").set_input_files([PICTURE, A_LIE])
    visitor.locator("#text").fill("The wheel is bent")
    visitor.locator("#send").click()
    expect(visitor.locator("#error")).to_contain_text("“wheel.png” is called a PNG picture", timeout=SOON)
    expect(visitor.locator("#text")).to_have_value("The wheel is bent")
    visitor.get_by_role("button", name="Remove wheel.png").click()
    visitor.locator("#send").click()
    opens(visitor, ".msg--contact .picture img")
    expect(visitor.locator("#chosen li")).to_have_count(0)
    assert not violations(visitor)

    ana = site.sign_in("ana")
    ana.goto(f"{site.installation.url}/desk/?queue=all&q=bent")
    ana.locator(".desk-row > a").first.click()
    opens(ana, ".msg-files img[alt='my bike.png']")

    ana.locator("#desk-files-field").set_input_files([OFFER, A_LIE])
    expect(ana.locator("#desk-attach-error")).to_contain_text("“wheel.png” is called", timeout=SOON)
    expect(ana.locator("#desk-files")).to_contain_text("offer.pdf", timeout=SOON)
    ana.reload()
    expect(ana.locator("#desk-files")).to_contain_text("offer.pdf")
    assert not violations(ana)
    ana.locator("#send-reply").click()
    expect(ana.locator(".msg-files", has_text="offer.pdf")).to_be_visible(timeout=SOON)
    expect(ana.locator("#desk-files li")).to_have_count(0, timeout=SOON)

    card = visitor.locator(".msg--member .card", has_text="offer.pdf")
    expect(card).to_be_visible(timeout=SOON)
    with visitor.expect_download() as download:
        card.click()
    assert download.value.suggested_filename == "offer.pdf"
    assert Path(download.value.path()).read_bytes() == files.PDF


def test_without_scripts_files_go_with_plain_forms(site: Site) -> None:
    visitor = chat(site, java_script_enabled=False)
    visitor.locator("#files").set_input_files(PICTURE)
    visitor.locator("#send").click()
    expect(visitor.locator(".picture")).to_be_visible()
    address = visitor.locator(".picture").get_attribute("href") or ""
    assert visitor.request.get(site.installation.url + address).body() == files.PNG
    stranger = site.context().new_page()
    assert stranger.request.get(site.installation.url + address).status == 404

    ana = site.sign_in("ana", java_script_enabled=False)
    ana.goto(f"{site.installation.url}/desk/?queue=all")
    ana.locator(".desk-row > a").first.click()
    ana.wait_for_url(re.compile(r"/desk/\d+/"))
    ana.locator("#desk-files-field").set_input_files(OFFER)
    ana.locator("#send-reply").click()
    expect(ana.locator(".msg-files", has_text="offer.pdf")).to_be_visible()


def test_a_pasted_and_a_dropped_picture_wait_with_the_reply(site: Site) -> None:
    ana = site.sign_in("ana")
    said = site.installation.json("say", "pip", "I want to talk to a human")
    ana.goto(f"{site.installation.url}/desk/{said['conversation']}/")
    for kind, target in (("paste", "#desk-text"), ("drop", ".desk-talk")):
        ana.evaluate(
            """([kind, target, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], `${kind}.png`, { type: "image/png" }));
                const init = { bubbles: true, cancelable: true };
                const event = kind === "paste"
                    ? new ClipboardEvent("paste", { ...init, clipboardData: data })
                    : new DragEvent("drop", { ...init, dataTransfer: data });
                document.querySelector(target).dispatchEvent(event);
            }""",
            [kind, target, list(files.PNG)],
        )
        expect(ana.locator("#desk-files")).to_contain_text(f"{kind}.png", timeout=SOON)
    ana.get_by_role("button", name="Remove drop.png").click()
    expect(ana.locator("#desk-files li")).to_have_count(1, timeout=SOON)
