"""What is around the installation, as preflight sees it: the disk, and the address that others get."""

import pytest
from pytest_django import Settings

from bots.models import Channel
from handover.preflight.surroundings import checks

pytestmark = pytest.mark.django_db


def found() -> dict[str, str]:
    return {one.id: f"{one.message} {one.hint}" for one in checks()}


def calls(channel: Channel, url: str) -> None:
    channel.config = {**channel.config, "url": url}
    channel.save()


def test_where_all_is_well_nothing_is_said(channel: Channel) -> None:
    assert found() == {}


def test_a_disk_that_is_nearly_full_is_said_before_messages_are_lost(settings: Settings) -> None:
    settings.ATTACHMENTS_LEAVE_FREE_BYTES = 2**62
    assert "no files are taken" in found()["disk"]


def test_links_that_only_this_machine_can_open_are_said(channel: Channel, settings: Settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    calls(channel, "https://crm.example/hook")
    assert "Files go to crm.example as links to http://127.0.0.1:8000" in found()["address"]
    assert "Set BASE_URL" in found()["address"]


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9000/hook"])
def test_a_webhook_on_this_machine_opens_them_all_the_same(
    channel: Channel, settings: Settings, url: str
) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    calls(channel, url)
    assert found() == {}


def test_a_public_address_is_good_for_everybody(channel: Channel, settings: Settings) -> None:
    settings.BASE_URL = "https://chat.example.com"
    calls(channel, "https://crm.example/hook")
    assert found() == {}
