"""The bot's settings page: what Save makes live, and what it refuses."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bots import drafts
from bots.models import Bot, BotDraft, Mode
from bots.proposals import live
from staff.models import Member
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(bot: Bot, ana: Member, client: Client) -> str:
    client.force_login(ana)
    return reverse("bots:settings", args=[bot.slug])


def save(client: Client, bot: Bot, **changes: str) -> Any:
    fields = live(bot) | changes | {"seen": Bot.objects.get(pk=bot.pk).edit_version}
    return client.post(reverse("bots:settings_save", args=[bot.slug]), fields, follow=True)


def test_save_makes_everything_live_and_drops_the_draft(
    page: str, client: Client, bot: Bot, bea: Member, now: datetime
) -> None:
    drafts.autosave(bot, live(bot) | {"name": "Half"}, seen=0, by=bea, now=now)
    answer = save(
        client, bot, name="Pedals", mode="suggestive", greeting="Hi!", gather_seconds="2.5",
        default_assignee=str(bea.pk),
    )  # fmt: skip
    assert "The settings of Pedals are saved and live." in text(answer)
    now_live = Bot.objects.get()
    assert (now_live.name, now_live.mode, now_live.greeting) == ("Pedals", Mode.SUGGESTIVE, "Hi!")
    assert (now_live.gather_seconds, now_live.default_assignee) == (Decimal("2.5"), bea)
    assert not BotDraft.objects.exists()


def test_save_changes_nothing_that_is_not_on_the_page(page: str, client: Client, bot: Bot) -> None:
    Bot.objects.filter(pk=bot.pk).update(handover_enabled=False)
    save(client, bot, name="Pedals")
    assert Bot.objects.get().handover_enabled is False


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("name", "", "Give the bot a name."),
        ("name", "x" * 81, "at most 80 characters"),
        ("mode", "turbo", "There is no such mode."),
        ("mode", "", "Choose a mode."),
        ("greeting", "x" * 301, "at most 300 characters"),
        ("gather_seconds", "soon", "a number from 0 to 10"),
        ("gather_seconds", "11", "a number from 0 to 10"),
        ("gather_seconds", "-1", "a number from 0 to 10"),
        ("gather_seconds", "1.25", "a number from 0 to 10"),
        ("gather_seconds", "NaN", "a number from 0 to 10"),
        ("default_assignee", "999", "Whoever was chosen here is gone"),
        ("default_assignee", "nobody", "Whoever was chosen here is gone"),
    ],
)
def test_what_is_not_valid_is_said_under_its_field_kept_as_a_draft_and_not_live(
    name: str, typed: str, said: str, page: str, client: Client, bot: Bot
) -> None:
    shown = ("name", "mode", "greeting", "gather_seconds", "default_assignee")
    before = Bot.objects.values(*shown).get()
    answer = save(client, bot, **{name: typed})
    assert answer.status_code == 422
    assert said in answer.context["problems"][name][0]
    assert f'id="id_{name}_error"' in text(answer)
    assert BotDraft.objects.get().fields[name] == typed
    assert Bot.objects.values(*shown).get() == before
    again = client.get(page)
    assert said in again.context["problems"][name][0]


def test_the_page_says_what_each_mode_does_and_what_changing_to_it_will_do(
    page: str, client: Client, bot: Bot
) -> None:
    cards = {card.value: card for card in client.get(page).context["modes"]}
    assert [card.title for card in cards.values()] == ["Off", "Suggestive", "Auto Pilot"]
    assert cards["auto_pilot"].chosen
    assert not cards["auto_pilot"].then
    assert "Pedal stops at once" in cards["off"].then
    Bot.objects.filter(pk=bot.pk).update(mode=Mode.OFF)
    cards = {card.value: card for card in client.get(page).context["modes"]}
    assert "answers contacts by itself" in cards["auto_pilot"].then


def test_the_banner_says_what_is_not_live_in_words(
    page: str, client: Client, bot: Bot, bea: Member, now: datetime
) -> None:
    drafts.autosave(bot, live(bot) | {"mode": "off"}, seen=0, by=bea, now=now)
    shown = text(client.get(page))
    assert "Typed by Bea Okoro" in shown
    assert "Bot mode: “Auto Pilot” → “Off”" in shown


def test_discarding_shows_what_is_live_unless_another_has_typed_since(
    page: str, client: Client, bot: Bot, bea: Member, now: datetime
) -> None:
    version = drafts.autosave(bot, {"name": "A"}, seen=0, by=bea, now=now)
    discard = reverse("bots:settings_discard", args=[bot.slug])
    behind = client.post(discard, {"seen": version - 1}, follow=True)
    assert "Bea Okoro changed this in the meantime. Nothing was discarded" in text(behind)
    assert BotDraft.objects.exists()
    client.post(discard, {"seen": version})
    assert not BotDraft.objects.exists()


def test_pressing_save_twice_is_no_conflict_with_oneself(page: str, client: Client, bot: Bot) -> None:
    address = reverse("bots:settings_save", args=[bot.slug])
    fields = live(bot) | {"name": "Pedals", "seen": 0}
    answers = [client.post(address, fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_a_bot_that_does_not_exist_is_not_found(page: str, client: Client) -> None:
    assert client.get(reverse("bots:settings", args=["nobody"])).status_code == 404
