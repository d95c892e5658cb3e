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

CLOCK = {
    "remind_after": 5,
    "reassign_after": None,
    "supervise_after": 90,
    "holding_message": "Somebody will be with you.",
    "warn_before_resume": None,
    "resume_while_waiting": True,
}


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


def test_what_happens_when_nobody_answers_and_when_it_comes_back_is_saved_with_the_rest(
    page: str, client: Client, bot: Bot, bea: Member
) -> None:
    typed = {name: "" if value is None else str(value) for name, value in CLOCK.items()}
    answer = save(client, bot, **typed | {"supervisor": str(bea.pk), "resume_while_waiting": "on"})
    assert "are saved and live" in text(answer)
    assert Bot.objects.values(*CLOCK).get() == CLOCK
    assert Bot.objects.get().supervisor == bea
    save(client, Bot.objects.get(), remind_after="", supervise_after="")
    assert Bot.objects.values_list("remind_after", "reassign_after", "supervise_after").get() == (None,) * 3


def test_a_draft_from_before_a_setting_was_there_leaves_it_as_it_is_live(
    page: str, client: Client, bot: Bot, bea: Member, now: datetime
) -> None:
    Bot.objects.update(remind_after=7)
    drafts.autosave(bot, {"name": "Half", "mode": "auto_pilot"}, seen=0, by=bea, now=now)
    shown = client.get(page)
    assert shown.context["form"]["remind_after"].value() == "7"
    assert "Half" in text(shown)


def test_save_changes_nothing_that_is_not_on_the_page(page: str, client: Client, bot: Bot) -> None:
    Bot.objects.filter(pk=bot.pk).update(handover_enabled=False)
    save(client, bot, name="Pedals")
    assert Bot.objects.get().handover_enabled is False


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("name", "", "Give the bot a name."),
        ("name", "x" * 81, "At most 80 characters"),
        ("mode", "turbo", "There is no such mode."),
        ("mode", "", "Choose a mode."),
        ("greeting", "x" * 301, "At most 300 characters"),
        ("gather_seconds", "soon", "a number from 0 to 10"),
        ("gather_seconds", "11", "a number from 0 to 10"),
        ("gather_seconds", "-1", "a number from 0 to 10"),
        ("gather_seconds", "1.25", "a number from 0 to 10"),
        ("gather_seconds", "NaN", "a number from 0 to 10"),
        ("default_assignee", "999", "Whoever was chosen here is gone"),
        ("default_assignee", "nobody", "Whoever was chosen here is gone"),
        ("supervisor", "999", "Whoever was chosen here is gone"),
        ("remind_after", "soon", "a whole number of minutes from 1 to 1,440"),
        ("remind_after", "0", "a whole number of minutes from 1 to 1,440"),
        ("remind_after", "1441", "a whole number of minutes from 1 to 1,440"),
        ("reassign_after", "2.5", "a whole number of minutes from 1 to 1,440"),
        ("reassign_after", "10", "after the reminder: more than 10 minutes, or leave it empty"),
        ("supervise_after", "15", "after giving it to someone else: more than 20 minutes"),
        ("holding_message", "x" * 1001, "At most 1,000 characters"),
        ("warn_before_resume", "-1", "a whole number of minutes from 1 to 1,440"),
    ],
)
def test_what_is_not_valid_is_said_under_its_field_kept_as_a_draft_and_not_live(
    name: str, typed: str, said: str, page: str, client: Client, bot: Bot
) -> None:
    shown = ("name", "mode", "greeting", "gather_seconds", "default_assignee", *CLOCK)
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
