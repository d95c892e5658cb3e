"""Bot Goals: what the page says, and what each click on it does, with htmx and without."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from bots import drafts, scenarios
from bots.models import Bot, Mode, Scenario
from bots.proposals import live, typed
from handover.models import Handover
from handover.views import goals_words
from handover.views.goals_page import month_of
from staff.models import Heartbeat, Member, Team
from tests.conftest import Say
from tests.pages import text

pytestmark = pytest.mark.django_db
Kind = Scenario.Kind
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _signed_in(client: Client, ana: Member) -> None:
    client.force_login(ana)


def url(name: str, bot: Bot, *pk: int) -> str:
    return reverse(f"goals:{name}", args=[bot.slug, *pk])


def page(client: Client, bot: Bot) -> str:
    return text(client.get(url("page", bot)))


def plain(html: str) -> str:
    return " ".join(html.split())


def act(client: Client, name: str, bot: Bot, *pk: int, **fields: Any) -> str:
    """A form sent without scripts, and the page it leads to."""
    response = client.post(url(name, bot, *pk), fields)
    assert (response.status_code, response["location"]) == (302, url("page", bot))
    return page(client, bot)


def undo(client: Client, html: str) -> str:
    """Press the Undo that stands on the page."""
    form = html[html.index('class="said-box') :]
    form = form[form.index("<form") : form.index("</form>")]
    address = form.split('action="')[1].split('"')[0]
    fields: dict[str, list[str]] = {}
    for part in form.split('<input type="hidden" name="')[1:]:
        fields.setdefault(part.split('"')[0], []).append(part.split('value="')[1].split('"')[0])
    response = client.post(address, fields, follow=True)
    assert response.status_code == 200
    return text(response)


def enabled(scenario: Scenario) -> bool:
    return Scenario.with_deleted.get(pk=scenario.pk).enabled


# The page


def test_a_member_who_does_not_set_bots_up_is_kept_out(client: Client, bot: Bot, bea: Member) -> None:
    client.force_login(bea)
    assert client.get(url("page", bot)).status_code == 403
    assert client.post(url("master", bot), {"on": ""}).status_code == 403
    assert Bot.objects.get().handover_enabled


def test_the_words_of_the_articles_lead_here(client: Client, bot: Bot) -> None:
    html = page(client, bot)
    for label in ("Bot Goals", "Set Up Your Actions", "Human Handover", "Enable Scenario"):
        assert label in html
    for scenario in bot.scenarios.all():
        assert reverse("bots:scenario", args=[bot.slug, scenario.pk]) in html


def test_a_card_says_when_to_whom_and_for_how_long(client: Client, bot: Bot, scenario: Scenario) -> None:
    html = plain(page(client, bot))
    assert "When the contact asks for a person, as in “talk to a human”." in html
    assert "<dd>Bea Okoro</dd>" in html
    assert "<dd>For 4 hours</dd>" in html
    assert "<dd>Whoever claims it</dd>" in html
    assert "Not this month" in html


def test_the_sentences_of_a_card(bot: Bot, bea: Member, scenario: Scenario) -> None:
    scenario.example_phrases = ["a person", "a human", "someone"]
    assert goals_words.trigger(scenario).endswith("as in “a person” and 2 more")
    scenario.trigger, scenario.example_phrases = Kind.CUSTOM, []
    assert goals_words.trigger(scenario) == "When the contact says what it listens for"
    scenario.trigger, scenario.retries = Kind.FAILED_TO_RESOLVE, 1
    assert "tried once more" in goals_words.trigger(scenario)
    scenario.assign_to, scenario.assign_to_team = None, Team(name="Repairs", method="least_loaded")
    assert goals_words.goes_to(bot, scenario) == "Repairs (least loaded)"
    scenario.assign_to_team, bot.default_assignee, scenario.skip_if_assigned = None, bea, True
    said = goals_words.goes_to(bot, scenario)
    assert said == "The contact's own assignee, else Bea Okoro, the default assignee"
    scenario.pause_for = None
    assert goals_words.pause(scenario) == "Until a person hands back"
    assert goals_words.spelt(timedelta(days=1, hours=1, minutes=5)) == "1 day 1 hour 5 minutes"
    assert goals_words.spelt(timedelta(seconds=20)) == "less than a minute"


def test_how_often_it_fired_leads_to_exactly_those_handovers(
    client: Client, bot: Bot, scenario: Scenario, say: Say, now: datetime
) -> None:
    handover = say("I want to talk to a human").handovers.get()
    first, next_first = month_of(now)
    Handover.objects.update(created_at=first)
    html = page(client, bot)
    assert "1 time this month" in html
    address = html.split("this month</a>")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert list(client.get(address).context["cl"].queryset) == [handover]
    for elsewhere in (first - timedelta(seconds=1), next_first):
        Handover.objects.update(created_at=elsewhere)
        assert "this month</a>" not in page(client, bot)
        assert not client.get(address).context["cl"].queryset
    Handover.objects.update(created_at=first, scenario=bot.scenarios.last())
    assert not client.get(address).context["cl"].queryset


@pytest.mark.parametrize(
    ("at", "first", "next_first"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), datetime(2026, 12, 1), datetime(2027, 1, 1)),
        (datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 2, 1), datetime(2024, 3, 1)),
    ],
)
def test_a_month_is_one_of_the_calendar(at: datetime, first: datetime, next_first: datetime) -> None:
    assert month_of(at) == (first.replace(tzinfo=UTC), next_first.replace(tzinfo=UTC))


def test_a_draft_is_marked_with_who_and_when(
    client: Client, bot: Bot, scenario: Scenario, bea: Member, now: datetime
) -> None:
    assert "Draft by" not in page(client, bot)
    current = Scenario.objects.get(pk=scenario.pk)
    drafts.autosave(current, live(current) | {"name": "x"}, seen=current.edit_version, by=bea, now=now)
    assert f'Draft by Bea Okoro, <time datetime="{now:%Y-%m-%dT%H:%M}' in page(client, bot)


def test_live_is_only_what_really_hands_over(client: Client, bot: Bot, scenario: Scenario) -> None:
    assert page(client, bot).count("is-live") == 3
    Scenario.objects.filter(pk=scenario.pk).update(enabled=False)
    assert page(client, bot).count("is-live") == 2
    for hold in ({"handover_enabled": False}, {"handover_enabled": True, "mode": Mode.SUGGESTIVE}):
        Bot.objects.update(**hold)
        html = page(client, bot)
        assert (html.count("is-live"), html.count("On hold")) == (0, 2)


def test_the_checklist_has_the_worst_first_and_each_thing_once(
    client: Client, bot: Bot, bea: Member, scenario: Scenario
) -> None:
    Scenario.objects.update(assign_to=bea, example_phrases=["talk to a human"])
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    Bot.objects.update(mode=Mode.OFF)
    html = page(client, bot)
    ready = html[html.index('id="ready"') :]
    assert ready.rindex('class="is-error"') < ready.index('class="is-warning"')
    assert ready.count("Nobody can write to this bot.") == 1
    assert f"{reverse('bots:settings', args=[bot.slug])}#id_mode" in ready


def test_when_all_is_well_it_is_one_line(
    client: Client, bot: Bot, webchat: object, carl: Member, now: datetime
) -> None:
    Bot.objects.update(default_assignee=carl)
    Scenario.objects.update(example_phrases=["talk to a human", "get me a person", "is anybody there"])
    for role in ("worker", "beat"):
        Heartbeat.beat(role, now)
    html = page(client, bot)
    assert "Ready: nothing stands in the way of a handover" in html
    assert "ready-list" not in html


def test_a_card_shows_its_own_warnings(client: Client, bot: Bot, scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(example_phrases=[])
    html = page(client, bot)
    card = html[html.index(f'id="scenario-{scenario.pk}"') :].split("</li>\n")[0]
    assert "has no example phrases" in card
    assert f"{reverse('bots:scenario', args=[bot.slug, scenario.pk])}#id_example_phrases" in card


def test_the_page_asks_little_of_the_database(
    client: Client,
    bot: Bot,
    ana: Member,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page(client, bot)
    with django_assert_max_num_queries(50) as before:
        page(client, bot)
    for _ in range(3):
        scenarios.add_custom(bot, by=ana, now=now)
    with django_assert_max_num_queries(50) as after:
        page(client, bot)
    assert len(after) == len(before)


def test_a_bot_without_scenarios_is_offered_the_prebuilt_ones(client: Client) -> None:
    bare = Bot.objects.create(name="Bare", slug="bare")
    assert "Add the prebuilt scenarios" in page(client, bare)
    html = act(client, "add", bare, kind="all")
    assert bare.scenarios.count() == 3
    assert not bare.scenarios.filter(enabled=True)
    assert "Added, switched off" in html
    assert "Add the prebuilt scenarios" not in html


# Switches


def test_the_master_switch_says_what_it_did_and_undo_reverts_it(client: Client, bot: Bot) -> None:
    html = act(client, "master", bot, on="")
    assert not Bot.objects.get().handover_enabled
    assert "No scenario below hands over" in html
    assert "Human Handover is off: Pedal hands nothing over by itself." in html
    undo(client, html)
    assert Bot.objects.get().handover_enabled


def test_a_switch_is_at_once_and_undo_reverts_it(client: Client, bot: Bot, scenario: Scenario) -> None:
    html = act(client, "switch", bot, scenario.pk, on="")
    assert not enabled(scenario)
    assert "Human Requested is off." in html
    undo(client, html)
    assert enabled(scenario)
    assert [row.fields["enabled"] for row in scenario.revisions.all()] == [True, False, True]


def test_what_was_said_is_said_once(client: Client, bot: Bot, scenario: Scenario) -> None:
    assert "is off." in act(client, "switch", bot, scenario.pk, on="")
    assert "is off." not in page(client, bot)


def test_through_htmx_the_answer_is_the_parts_that_changed(
    client: Client, bot: Bot, scenario: Scenario
) -> None:
    html = text(client.post(url("switch", bot, scenario.pk), {"on": ""}, headers=HTMX))
    assert html.lstrip().startswith('<div class="goals" id="goals">')
    assert 'id="said" class="said" role="status" hx-swap-oob="innerHTML"' in html
    assert "Human Requested is off." in html
    assert "<html" not in html
    assert "is off." not in page(client, bot), "it was said"


def test_the_checklist_looks_again_and_takes_away_neither_what_was_said_nor_its_undo(
    client: Client, bot: Bot, scenario: Scenario
) -> None:
    client.post(url("switch", bot, scenario.pk), {"on": ""})
    looked = text(client.get(url("page", bot), headers=HTMX))
    assert 'id="ready"' in looked
    assert 'id="said"' not in looked
    assert "Human Requested is off." in page(client, bot)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_enabling_what_listens_for_nothing_says_why_and_leads_to_the_editor(
    client: Client, bot: Bot, ana: Member, now: datetime, headers: dict[str, str]
) -> None:
    made = scenarios.add_custom(bot, by=ana, now=now)
    response = client.post(url("switch", bot, made.pk), {"on": "1"}, headers=headers)
    assert response.status_code == 422
    html = text(response)
    assert "Add at least one example phrase before enabling it." in html
    assert f"{reverse('bots:scenario', args=[bot.slug, made.pk])}#id_example_phrases" in html
    assert not enabled(made)


def test_switching_what_was_deleted_meanwhile_says_so(
    client: Client, bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    scenarios.delete(scenario, by=ana, now=now)
    response = client.post(url("switch", bot, scenario.pk), {"on": ""})
    assert response.status_code == 409
    assert "deleted in the meantime" in text(response)


def test_another_bots_scenario_is_not_found(client: Client, bot: Bot, scenario: Scenario) -> None:
    other = Bot.objects.create(name="Spare", slug="spare")
    for name in ("switch", "duplicate", "delete", "restore"):
        assert client.post(url(name, other, scenario.pk), {"on": ""}).status_code == 404
    assert enabled(scenario)
    assert not Scenario.objects.get(pk=scenario.pk).deleted_at


# Order


def order_of(bot: Bot) -> list[int]:
    return [row.pk for row in bot.scenarios.all()]


def test_plain_buttons_move_by_one_place_and_undo_moves_back(client: Client, bot: Bot) -> None:
    first, second, third = order_of(bot)
    html = act(client, "move", bot, first, to="down")
    assert order_of(bot) == [second, first, third]
    assert "Human Requested is now number 2 of 3." in html
    undo(client, html)
    assert order_of(bot) == [first, second, third]
    act(client, "move", bot, first, to="up")
    act(client, "move", bot, third, to="down")
    assert order_of(bot) == [first, second, third], "at an end already"


def test_a_dragged_card_is_saved_and_named_and_undo_puts_all_back(client: Client, bot: Bot) -> None:
    before = order_of(bot)
    fields = {"order": before[::-1], "moved": before[0]}
    html = text(client.post(url("order", bot), fields, headers=HTMX))
    assert order_of(bot) == before[::-1]
    assert "Human Requested is now number 3 of 3." in html
    undo(client, html)
    assert order_of(bot) == before


@pytest.mark.parametrize("order", [["x"], ["-1"], ["9" * 5000], [""], []])
def test_an_order_of_nonsense_moves_nothing(client: Client, bot: Bot, order: list[str]) -> None:
    before = order_of(bot)
    act(client, "order", bot, order=order, moved="<b>")
    assert order_of(bot) == before


# Adding


def test_a_custom_scenario_opens_in_its_editor(client: Client, bot: Bot) -> None:
    response = client.post(url("custom", bot))
    made = bot.scenarios.get(trigger=Kind.CUSTOM)
    assert response["location"] == reverse("bots:scenario", args=[bot.slug, made.pk])
    assert not made.enabled


def test_a_missing_prebuilt_one_is_offered_added_and_undone(
    client: Client, bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    assert 'value="human_requested"' not in page(client, bot)
    scenarios.delete(scenario, by=ana, now=now)
    assert 'value="human_requested"' in page(client, bot)
    html = act(client, "add", bot, kind="human_requested")
    assert bot.scenarios.filter(trigger=Kind.HUMAN_REQUESTED, enabled=False).exists()
    undo(client, html)
    assert not bot.scenarios.filter(trigger=Kind.HUMAN_REQUESTED).exists()
    response = client.post(url("add", bot), {"kind": "lack_of_information"})
    assert (response.status_code, "has this scenario already" in text(response)) == (422, True)


def test_the_limit_is_said_before_and_when_it_is_reached(
    client: Client, bot: Bot, scenario: Scenario, settings: Settings
) -> None:
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 4
    assert "This bot has 3 of 4." in page(client, bot)
    act(client, "duplicate", bot, scenario.pk)
    html = page(client, bot)
    assert "This bot has 4 of 4. Delete one to add another." in html
    assert url("custom", bot) not in html
    assert url("duplicate", bot, scenario.pk) not in html
    for name, pk in (("custom", ()), ("duplicate", (scenario.pk,))):
        response = client.post(url(name, bot, *pk))
        assert response.status_code == 422
        assert "A bot can have 4 Human Handover scenarios." in text(response)
    assert bot.scenarios.count() == 4


# Copying


def test_a_duplicate_is_said_to_be_custom_and_undo_removes_it(
    client: Client, bot: Bot, scenario: Scenario
) -> None:
    html = act(client, "duplicate", bot, scenario.pk)
    made = bot.scenarios.get(trigger=Kind.CUSTOM)
    assert "“Copy of Human Requested” is a custom scenario, switched off." in html
    assert reverse("bots:scenario", args=[bot.slug, made.pk]) in html
    undo(client, html)
    assert not bot.scenarios.filter(pk=made.pk)


@pytest.fixture
def other(now: datetime) -> Bot:
    return Bot.objects.create(name="Spare", slug="spare")


def test_a_scenario_of_another_bot_is_chosen_and_copied(
    client: Client, other: Bot, scenario: Scenario
) -> None:
    assert f'<option value="{scenario.pk}">Human Requested</option>' in page(client, other)
    html = act(client, "copy", other, scenario=scenario.pk)
    assert "Human Requested is copied, switched off." in html
    undo(client, html)
    assert not other.scenarios.exists()


def test_copying_onto_a_prebuilt_one_makes_a_draft_and_says_who_was_left_out(
    client: Client, other: Bot, scenario: Scenario, bea: Member, ana: Member, now: datetime
) -> None:
    here = scenarios.add_prebuilt(other, Kind.HUMAN_REQUESTED, by=ana, now=now)
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    html = act(client, "copy", other, scenario=scenario.pk)
    assert "It is now a draft of Human Requested here; nothing is live before you save it." in html
    assert "Bea Okoro cannot take over conversations and was left out." in html
    assert typed(here)["example_phrases"] == "talk to a human"
    response = client.post(url("copy", other), {"scenario": scenario.pk})
    assert (response.status_code, "has a draft by Ana Lima" in text(response)) == (422, True)


@pytest.mark.parametrize("chosen", ["", "x", "0", "9" * 40])
def test_copying_nothing_asks_to_choose(client: Client, bot: Bot, chosen: str) -> None:
    response = client.post(url("copy", bot), {"scenario": chosen})
    assert (response.status_code, "Choose" in text(response)) == (422, True)


# Deleting


def test_deleting_is_undone_as_it_was(client: Client, bot: Bot, scenario: Scenario) -> None:
    html = act(client, "delete", bot, scenario.pk)
    assert "Human Requested is deleted." in html
    assert f'id="scenario-{scenario.pk}"' not in html
    html = undo(client, html)
    assert f'id="scenario-{scenario.pk}"' in html
    assert enabled(scenario)


def test_later_it_is_under_recently_deleted_and_comes_back_off(
    client: Client, bot: Bot, scenario: Scenario
) -> None:
    act(client, "delete", bot, scenario.pk)
    html = page(client, bot)
    assert "Recently deleted (1)" in html
    assert "deleted by Ana Lima" in html
    html = act(client, "restore", bot, scenario.pk)
    assert "Human Requested is back, switched off." in html
    assert "Recently deleted" not in html
    assert not enabled(scenario)


def test_restoring_past_the_limit_is_refused(
    client: Client, bot: Bot, scenario: Scenario, settings: Settings
) -> None:
    act(client, "delete", bot, scenario.pk)
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 2
    response = client.post(url("restore", bot, scenario.pk))
    assert (response.status_code, "A bot can have 2" in text(response)) == (422, True)


def test_names_are_text_not_markup(client: Client, bot: Bot, scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(name="<b>x</b>", example_phrases=["<i>", "א", "🙂"])
    html = act(client, "move", bot, scenario.pk, to="down")
    assert "&lt;b&gt;x&lt;/b&gt; is now number 2" in html
    assert "<b>x</b>" not in html
    assert "<i>" not in html
