"""The tab Channels: a bot's channels, each with its switch and its address; there and back to edit one."""

import pytest
from django.test import Client
from django.urls import reverse

from bots.models import Bot, Channel
from staff.models import Member
from tests.pages import text, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client: Client, ana: Member) -> None:
    client.force_login(ana)


def tab(bot: Bot) -> str:
    return reverse("bots:channels", args=[bot.slug])


def switch(channel: Channel) -> str:
    return reverse("bots:channel_switch", args=[channel.bot.slug, channel.pk])


def test_each_channel_shows_its_whole_address(
    client: Client, bot: Bot, channel: Channel, webchat: Channel, internal: Channel
) -> None:
    page = text(client.get(tab(bot)))
    for one in (channel, webchat):
        assert f'value="http://127.0.0.1:8000{one.path}" readonly' in page
    assert f'href="http://127.0.0.1:8000{webchat.path}"' in page, "a page to open"
    assert f'href="http://127.0.0.1:8000{channel.path}"' not in page, "nothing to look at"
    assert page.index("Website chat") < page.index("manage.py say"), "what has no address is last"


def test_without_channels_it_says_what_to_do(client: Client, bot: Bot) -> None:
    assert "Nobody can write to Pedal yet" in text(client.get(tab(bot)))


def test_a_switch_is_at_once_and_undo_reverts_it(client: Client, bot: Bot, webchat: Channel) -> None:
    response = client.post(switch(webchat), {"on": ""}, follow=True)
    webchat.refresh_from_db()
    assert not webchat.enabled
    page = text(response)
    assert "Website chat is off: nobody can write there." in page
    said = page[page.index('class="said-box') :]
    assert f'action="{switch(webchat)}"' in said
    assert 'name="on" value="1"' in said
    client.post(switch(webchat), {"on": "1"})
    webchat.refresh_from_db()
    assert webchat.enabled


def test_through_htmx_the_list_and_what_was_said_come_back(client: Client, webchat: Channel) -> None:
    page = text(client.post(switch(webchat), {"on": ""}, headers={"HX-Request": "true"}))
    assert page.lstrip().startswith('<ul class="channels"')
    assert 'hx-swap-oob="innerHTML"' in page
    assert 'aria-checked="false"' in page


def test_another_bots_channel_is_not_found(client: Client, bot: Bot, webchat: Channel) -> None:
    other = Bot.objects.create(name="Spare", slug="spare")
    address = reverse("bots:channel_switch", args=[other.slug, webchat.pk])
    assert client.post(address, {"on": ""}).status_code == 404


def test_adding_one_begins_with_the_bot_chosen_and_comes_back_to_the_tab(client: Client, bot: Bot) -> None:
    page = text(client.get(tab(bot)))
    add = reverse("admin:bots_channel_add") + f"?from=bot&bot={bot.pk}"
    assert add.replace("&", "&amp;") in page
    form = client.get(add)
    assert form.context["adminform"].form.initial["bot"] == str(bot.pk)
    edit = client.post(add, {"bot": bot.pk, "kind": "webhook", "name": "Shop system"})["location"]
    made = Channel.objects.get(name="Shop system")
    assert edit.startswith(reverse("admin:bots_channel_change", args=[made.pk])), "its settings come next"
    assert client.post(edit, typed(client.get(edit)))["location"] == tab(bot)


def test_a_web_chat_is_there_with_one_press_and_its_address_is_shown(client: Client, bot: Bot) -> None:
    add = reverse("admin:bots_channel_add") + f"?from=bot&bot={bot.pk}"
    response = client.post(add, typed(client.get(add), kind="webchat"), follow=True)
    made = bot.channels.get(kind="webchat")
    assert response.redirect_chain == [(tab(bot), 302)]
    assert f'value="http://127.0.0.1:8000{made.path}" readonly' in text(response)


def test_edited_from_the_list_of_all_channels_one_goes_back_there(client: Client, webchat: Channel) -> None:
    edit = reverse("admin:bots_channel_change", args=[webchat.pk])
    response = client.post(edit, typed(client.get(edit)))
    assert response["location"] == reverse("admin:bots_channel_changelist")
