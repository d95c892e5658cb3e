"""Who a visitor of the web chat is, and who cannot pretend to be one."""

import pytest
from django.test import Client
from pytest_django import Settings

from bots.models import Bot, Channel
from handover.models import Address
from tests.handover.chats import post, shown, url


def test_visitors_see_only_their_own(client: Client, webchat: Channel) -> None:
    other = Client()
    post(client, webchat, "My order is 4711")
    post(other, webchat, "Mine is 4712")
    assert "4711" in shown(client, webchat)
    assert "4712" not in shown(client, webchat)
    assert "4711" not in shown(Client(), webchat)
    assert Address.objects.count() == 2


def test_a_visitor_is_remembered_safely(client: Client, webchat: Channel) -> None:
    cookie = client.get(url(webchat)).cookies["visitor"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == url(webchat)
    assert int(cookie["max-age"]) == 180 * 24 * 3600
    assert not cookie["secure"]
    assert client.cookies["visitor_live"]["path"] == f"/ws{url(webchat)}"
    post(client, webchat, "Hello")
    assert cookie.value.startswith(Address.objects.get().external_id + ":")


def test_the_cookie_is_secure_where_the_site_is(client: Client, webchat: Channel, settings: Settings) -> None:
    settings.HTTPS = True
    assert client.get(url(webchat)).cookies["visitor"]["secure"]


@pytest.mark.parametrize("forged", ["", "x", "someone:1abc:forged", "a:b:c:d", "\xff", "😀"])
def test_a_forged_cookie_makes_a_new_visitor(webchat: Channel, forged: str) -> None:
    honest, forger = Client(), Client()
    post(honest, webchat, "My order is 4711")
    victim = Address.objects.get().external_id
    for value in (forged, victim, f"{victim}:1abc:{forged}"):
        forger.cookies["visitor"] = value.encode("ascii", "ignore").decode()
        assert forger.get(url(webchat)).status_code == 200
        assert "4711" not in shown(forger, webchat)
    forger.cookies["visitor"] = victim
    assert post(forger, webchat, "Hello").status_code == 202
    assert Address.objects.count() == 2


def test_another_chats_cookie_does_not_count_here(client: Client, webchat: Channel, bot: Bot) -> None:
    other = Channel.objects.create(bot=bot, kind="webchat", name="Other")
    post(client, webchat, "My order is 4711")
    stranger = Client()
    stranger.cookies["visitor"] = client.cookies["visitor"].value
    post(stranger, other, "Hello")
    assert (
        Address.objects.filter(channel=other).get().external_id
        != Address.objects.get(channel=webchat).external_id
    )
