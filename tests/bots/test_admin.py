import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bots.models import Article, Bot, Channel, Scenario
from bots.prebuilt import add_prebuilt
from handover.models import Handover
from staff.models import Member
from tests.conftest import Say
from tests.pages import text, typed

pytestmark = pytest.mark.django_db
MODELS: dict[str, Any] = {"bot": Bot, "channel": Channel, "article": Article}
OWN_PAGES = ("bot", "article")


@pytest.fixture(autouse=True)
def _signed_in(client: Client, ana: Member) -> None:
    client.force_login(ana)


def change_url(row: Any) -> str:
    return reverse(f"admin:bots_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("model", MODELS)
def test_an_administrator_sees_every_page(
    client: Client, channel: Channel, webchat: Channel, model: str
) -> None:
    row = MODELS[model].objects.first()
    assert client.get(reverse(f"admin:bots_{model}_changelist")).status_code == 200
    for page in ("delete", "history"):
        assert client.get(reverse(f"admin:bots_{model}_{page}", args=[row.pk])).status_code == 200
    assert client.get(change_url(row)).status_code == (302 if model in OWN_PAGES else 200)


@pytest.mark.parametrize("model", MODELS)
def test_a_member_sees_none_of_them(client: Client, channel: Channel, bea: Member, model: str) -> None:
    client.force_login(bea)
    row = MODELS[model].objects.first()
    assert client.get(reverse(f"admin:bots_{model}_changelist")).status_code == 403
    assert client.get(change_url(row)).status_code == 403
    assert client.post(change_url(row), {"name": "x"}).status_code == 403
    assert "AI Agents" not in text(client.get(reverse("admin:index"), follow=True))


def test_the_list_of_bots_says_how_they_do(
    client: Client, say: Say, django_assert_max_num_queries: Any
) -> None:
    say("I want to talk to a human")
    with django_assert_max_num_queries(12):
        page = text(client.get(reverse("admin:bots_bot_changelist")))
    for shown in ("Pedal", "Auto Pilot", "Internal"):
        assert shown in page
    assert "Handovers, 7 days" in page
    assert ">Add bot</span></a>" in page


def test_the_name_and_the_menu_of_a_row_open_the_bot(client: Client, bot: Bot) -> None:
    page = text(client.get(reverse("admin:bots_bot_changelist")))
    assert change_url(bot) in page
    assert client.get(change_url(bot))["location"] == reverse("bots:settings", args=["pedal"])
    leads_to = {
        "edit": reverse("bots:settings", args=["pedal"]),
        "goals": reverse("goals:page", args=["pedal"]),
        "trial": reverse("trial:page", args=["pedal"]),
        "remove": reverse("admin:bots_bot_delete", args=[bot.pk]),
    }
    for name, location in leads_to.items():
        address = reverse(f"admin:bots_bot_{name}", args=[bot.pk])
        assert address in page
        assert client.get(address)["location"] == location
    assert 'aria-label="More actions for Pedal"' in page


@pytest.mark.parametrize("name", ["edit", "goals", "try"])
@pytest.mark.parametrize("pk", ["x", "%00", "99999999999999999999999"])
def test_a_bot_that_never_was_is_not_found(client: Client, bot: Bot, name: str, pk: str) -> None:
    assert client.get(f"/admin/bots/bot/{pk}/{name}/").status_code == 404


def test_the_list_counts_what_is_on_and_what_was_handed_over_lately(
    client: Client, bot: Bot, scenario: Scenario, say: Say, ana: Member, now: datetime
) -> None:
    say("I want to talk to a human")
    Scenario.objects.filter(pk=scenario.pk).update(deleted_at=now)
    page = text(client.get(reverse("admin:bots_bot_changelist")))
    assert 'class="field-scenarios_on' in page
    assert shown(page, "scenarios_on") == "2"
    assert shown(page, "handed_over") == "1"
    address = page.split('">1</a>')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    assert client.get(address).context["cl"].queryset.count() == 1
    Handover.objects.update(created_at=now - timedelta(days=8))
    assert shown(text(client.get(reverse("admin:bots_bot_changelist"))), "handed_over") == "0"
    assert not client.get(address).context["cl"].queryset
    Bot.objects.update(handover_enabled=False)
    page = text(client.get(reverse("admin:bots_bot_changelist")))
    assert shown(page, "scenarios_on") == "2, Human Handover is off"


def shown(page: str, column: str) -> str:
    """The text of a cell of the list's only row."""
    cell = re.search(rf"<t[dh][^>]*field-{column}[^>]*>(.*?)</t[dh]>", page.split("<tbody", 1)[1], re.S)
    assert cell, column
    return re.sub("<[^>]+>", "", cell[1]).strip()


def test_a_new_bot_comes_with_the_three_prebuilt_scenarios(client: Client, ana: Member) -> None:
    address = reverse("admin:bots_bot_add")
    response = client.post(address, typed(client.get(address), name="Spare"))
    bot = Bot.objects.get(slug="spare")
    assert response["location"] == reverse("goals:page", args=["spare"])
    assert {s.trigger: s.enabled for s in bot.scenarios.all()} == {
        "human_requested": False,
        "lack_of_information": False,
        "failed_to_resolve": False,
    }
    assert all(s.revisions.get().created_by == ana for s in bot.scenarios.all())
    assert bot.scenarios.get(trigger="human_requested").example_phrases


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Pedal", "pedal-2"),
        ("Hilfe & Rat", "hilfe-rat"),
        ("مساعد", "bot"),
        ("🚲", "bot"),
        ("W" * 80, "w" * 46),
    ],
)
def test_a_name_in_any_writing_is_enough_for_a_new_bot(
    client: Client, bot: Bot, name: str, slug: str
) -> None:
    address = reverse("admin:bots_bot_add")
    assert client.post(address, {"name": name})["location"] == reverse("goals:page", args=[slug])
    assert Bot.objects.get(slug=slug).name == name


@pytest.mark.parametrize(
    "page", ["bots:settings", "knowledge:list", "bots:channels", "goals:page", "trial:page"]
)
def test_a_page_of_a_bot_has_one_heading_and_the_way_back(client: Client, bot: Bot, page: str) -> None:
    shown = text(client.get(reverse(page, args=[bot.slug])))
    assert shown.count("<h1") == 1
    above = shown[shown.index('class="house-crumbs"') : shown.index("</nav>", shown.index("house-crumbs"))]
    assert re.findall(r'href="([^"]+)">([^<]+)', above) == [
        (reverse("admin:bots_bot_changelist"), "Conversation AI"),
        (reverse("bots:settings", args=[bot.slug]), "Pedal"),
    ]


def test_the_prebuilt_scenarios_are_added_once_and_within_the_limit(
    ana: Member, now: Any, settings: Settings
) -> None:
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 2
    bot = Bot.objects.create(name="Small", slug="small")
    assert len(add_prebuilt(bot, by=ana, now=now)) == 2
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 6
    assert set(add_prebuilt(bot, by=ana, now=now)) == set(Scenario.Kind) - {"custom"}
    assert bot.scenarios.count() == 3


def test_deleting_a_bot_says_what_goes_and_what_stays(client: Client, bot: Bot, say: Say) -> None:
    conversation = say("I want to talk to a human")
    page = text(client.get(reverse("admin:bots_bot_delete", args=[bot.pk])))
    assert "Goes with Pedal" in page
    assert "conversations with all their messages" in page
    client.post(reverse("admin:bots_bot_delete", args=[bot.pk]), {"post": "yes"})
    conversation.refresh_from_db()
    assert conversation.bot is None
    assert conversation.messages.exists()


def test_a_new_webhook_has_a_secret_and_shows_its_address(client: Client, bot: Bot) -> None:
    address = reverse("admin:bots_channel_add")
    response = client.post(address, {"bot": bot.pk, "kind": "webhook", "name": "ERP"})
    made = Channel.objects.get(name="ERP")
    assert response["location"] == change_url(made)
    page = text(client.get(change_url(made)))
    assert made.path in page
    assert made.config["secret"].startswith("whsec_")
    assert made.config["secret"] in page


def test_a_webhook_does_not_call_into_the_network_around_us(client: Client, channel: Channel) -> None:
    data = typed(client.get(change_url(channel)), url="http://169.254.169.254/latest")
    response = client.post(change_url(channel), data)
    assert "private address" in text(response)
    channel.refresh_from_db()
    assert not channel.config.get("url")


def test_a_webhook_keeps_its_secret_until_it_is_emptied(client: Client, channel: Channel) -> None:
    secret = channel.config["secret"]
    client.post(change_url(channel), typed(client.get(change_url(channel)), url="http://127.0.0.1:9/x"))
    channel.refresh_from_db()
    assert channel.config == {"secret": secret, "url": "http://127.0.0.1:9/x"}
    client.post(change_url(channel), typed(client.get(change_url(channel)), secret=""))
    channel.refresh_from_db()
    assert channel.config["secret"] not in ("", secret)


def test_a_channel_keeps_its_kind(client: Client, webchat: Channel) -> None:
    client.post(change_url(webchat), typed(client.get(change_url(webchat)), kind="webhook"))
    webchat.refresh_from_db()
    assert webchat.kind == "webchat"
