from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bots.models import Article, Bot, Channel, Scenario
from bots.prebuilt import add_prebuilt
from staff.models import Member
from tests.conftest import Say
from tests.pages import errors, text, typed

pytestmark = pytest.mark.django_db
MODELS: dict[str, Any] = {"bot": Bot, "scenario": Scenario, "channel": Channel, "article": Article}


@pytest.fixture(autouse=True)
def _signed_in(client: Client, ana: Member) -> None:
    client.force_login(ana)


def change_url(row: Any) -> str:
    return reverse(f"admin:bots_{row._meta.model_name}_change", args=[row.pk])


def custom(client: Client, bot: Bot, **changes: Any) -> Any:
    address = reverse("admin:bots_scenario_add") + f"?bot={bot.pk}&trigger=custom"
    return client.post(address, typed(client.get(address), **{"name": "Refunds", **changes}))


@pytest.mark.parametrize("model", MODELS)
def test_an_administrator_sees_every_page(
    client: Client, channel: Channel, webchat: Channel, model: str
) -> None:
    row = MODELS[model].objects.first()
    assert client.get(reverse(f"admin:bots_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:bots_{model}_add")).status_code == 200
    for page in ("change", "delete", "history"):
        assert client.get(reverse(f"admin:bots_{model}_{page}", args=[row.pk])).status_code == 200


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


def test_a_new_bot_comes_with_the_three_prebuilt_scenarios(client: Client, ana: Member) -> None:
    address = reverse("admin:bots_bot_add")
    response = client.post(
        address, typed(client.get(address), name="Spare", slug="spare", gather_seconds="1")
    )
    bot = Bot.objects.get(slug="spare")
    assert response["location"] == change_url(bot) + "#scenarios"
    assert {s.trigger: s.enabled for s in bot.scenarios.all()} == {
        "human_requested": False,
        "lack_of_information": False,
        "failed_to_resolve": False,
    }
    assert all(s.revisions.get().created_by == ana for s in bot.scenarios.all())
    assert bot.scenarios.get(trigger="human_requested").example_phrases


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


def test_saving_a_scenario_writes_a_revision(client: Client, scenario: Scenario, ana: Member) -> None:
    page = client.get(change_url(scenario))
    client.post(change_url(scenario), typed(page, name="A person, please"))
    revision = scenario.revisions.latest("number")
    assert (revision.number, revision.created_by) == (2, ana)
    assert revision.fields["name"] == "A person, please"


def test_saving_an_unchanged_scenario_keeps_all_of_it(client: Client, scenario: Scenario) -> None:
    before = scenario.revisions.get().fields
    client.post(change_url(scenario), typed(client.get(change_url(scenario))))
    assert scenario.revisions.latest("number").fields == before


def test_one_scenario_too_many_is_said_on_the_form(client: Client, bot: Bot, settings: Settings) -> None:
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 3
    response = custom(client, bot)
    assert response.status_code == 200
    assert "A bot can have 3 Human Handover scenarios" in text(response)
    assert bot.scenarios.count() == 3


def test_a_prebuilt_scenario_cannot_be_added_twice(client: Client, bot: Bot) -> None:
    response = custom(client, bot, trigger="human_requested")
    assert "This bot has this prebuilt scenario already." in text(response)


def test_a_scenario_keeps_its_trigger_and_its_bot(client: Client, scenario: Scenario, ana: Member) -> None:
    other = Bot.objects.create(name="Other", slug="other")
    data = typed(client.get(change_url(scenario)), trigger="custom", bot=other.pk)
    client.post(change_url(scenario), data)
    scenario.refresh_from_db()
    assert scenario.trigger == "human_requested"
    assert scenario.bot.name == "Pedal"


@pytest.mark.parametrize(
    "field", ["final_message", "final_message_unavailable", "task_title", "task_description"]
)
def test_a_mistyped_placeholder_is_named(client: Client, scenario: Scenario, field: str) -> None:
    response = client.post(
        change_url(scenario), typed(client.get(change_url(scenario)), **{field: "Hello {nmae}"})
    )
    assert "{nmae}" in errors(response)
    assert "{contact_name}" in errors(response)


def test_lines_are_cleaned(client: Client, bot: Bot) -> None:
    custom(client, bot, example_phrases="  refund \n\nmy  money back\nREFUND\n", tags="a\na\n b ")
    scenario = bot.scenarios.get(name="Refunds")
    assert scenario.example_phrases == ["refund", "my money back"]
    assert scenario.tags == ["a", "b"]


@pytest.mark.parametrize(
    ("phrases", "complaint"),
    [("\n".join(f"phrase {n}" for n in range(61)), "at most 60"), ("x" * 201, "longer than 200")],
)
def test_too_many_or_too_long_lines_are_refused(
    client: Client, bot: Bot, phrases: str, complaint: str
) -> None:
    assert complaint in errors(custom(client, bot, example_phrases=phrases))


def test_a_scenario_that_would_listen_for_nothing_cannot_be_enabled(client: Client, bot: Bot) -> None:
    response = custom(client, bot, enabled="on", example_phrases="")
    assert "at least one example phrase" in errors(response)


@pytest.mark.parametrize(
    ("typed_in", "pause"),
    [
        (("1", "2", "30"), timedelta(days=1, hours=2, minutes=30)),
        (("", "4", ""), timedelta(hours=4)),
        (("", "", ""), None),
    ],
)
def test_a_pause_is_typed_in_days_hours_and_minutes(
    client: Client, scenario: Scenario, typed_in: tuple[str, str, str], pause: timedelta | None
) -> None:
    parts = {f"pause_for_{unit}": v for unit, v in zip(("days", "hours", "minutes"), typed_in, strict=True)}
    client.post(change_url(scenario), typed(client.get(change_url(scenario)), **parts))
    scenario.refresh_from_db()
    assert scenario.pause_for == pause


def test_a_pause_of_nothing_is_refused(client: Client, scenario: Scenario) -> None:
    parts = {"pause_for_days": "0", "pause_for_hours": "0", "pause_for_minutes": "0"}
    response = client.post(change_url(scenario), typed(client.get(change_url(scenario)), **parts))
    assert "Zero would be no pause" in errors(response)


def test_only_who_can_take_a_conversation_can_be_chosen(
    client: Client, scenario: Scenario, carl: Member
) -> None:
    Member.objects.filter(pk=carl.pk).update(is_active=False)
    response = client.post(change_url(scenario), typed(client.get(change_url(scenario)), assign_to=carl.pk))
    assert "valid choice" in errors(response)


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


def test_an_article_keeps_its_wordings_as_lines(client: Client, bot: Bot) -> None:
    data = {"bot": bot.pk, "question": "Where are you?", "answer": "Here.", "wordings": "address\n\nplace\n"}
    client.post(reverse("admin:bots_article_add"), data)
    assert Article.objects.get(question="Where are you?").wordings == ["address", "place"]


def test_one_question_has_one_article(client: Client, bot: Bot) -> None:
    data = {"bot": bot.pk, "question": "When are you open?", "answer": "Never."}
    assert "an article for this question already" in errors(
        client.post(reverse("admin:bots_article_add"), data)
    )
