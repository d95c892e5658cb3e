"""While phrases are typed, the editor says which other scenarios they set off, and what contradicts them."""

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bots import drafts, overlaps
from bots.models import Bot, Scenario
from bots.overlaps import findings
from bots.proposals import live, proposed, typed
from bots.scenarios import add_custom, reorder
from staff.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def billing(bot: Bot, now: datetime) -> Scenario:
    """Custom, on, listens for a plan being cancelled; stands above the one that is edited."""
    made = add_custom(bot, by=None, now=now)
    made.name, made.enabled = "Billing", True
    made.example_phrases = ["I want to cancel my plan", "wrong amount on my invoice"]
    drafts.activate(made, by=None, now=now)
    return made


@pytest.fixture
def edited(bot: Bot, billing: Scenario, now: datetime) -> Scenario:
    made = add_custom(bot, by=None, now=now)
    made.name, made.enabled, made.example_phrases = "Leaving", True, ["goodbye for ever"]
    drafts.activate(made, by=None, now=now)
    return made


def said(client: Client, scenario: Scenario, by: Member, now: datetime, **typed_in: str) -> str:
    """What the page says after this was typed, without its tags."""
    client.force_login(by)
    drafts.autosave(scenario, {**live(scenario), **typed_in}, seen=scenario.edit_version, by=by, now=now)
    answer = client.get(reverse("bots:scenario_preview", args=[scenario.bot.slug, scenario.pk]))
    assert answer.status_code == 200
    part = answer.content.decode().split('id="phrase-findings"', 1)[1].split(">", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", part)).split())


def test_a_phrase_of_another_scenario_is_said_with_who_wins(
    client: Client, edited: Scenario, ana: Member, now: datetime
) -> None:
    found = said(client, edited, ana, now, example_phrases="goodbye for ever\ni want to cancel my plan")
    assert "“i want to cancel my plan” also fires Billing. Billing stands above and wins." in found


def test_the_other_is_linked(client: Client, edited: Scenario, billing: Scenario, ana: Member) -> None:
    edited.example_phrases = ["cancel my plan"]
    edited.save()
    client.force_login(ana)
    page = client.get(reverse("bots:scenario", args=[edited.bot.slug, edited.pk])).content.decode()
    part = page.split('id="phrase-findings"')[1].split("</form>")[0]
    assert reverse("bots:scenario", args=[edited.bot.slug, billing.pk]) in part
    assert 'aria-live="polite"' in part


def test_moved_above_it_wins(
    client: Client, edited: Scenario, billing: Scenario, ana: Member, now: datetime
) -> None:
    reorder(edited.bot, [edited.pk, billing.pk])
    edited.refresh_from_db()
    found = said(client, edited, ana, now, example_phrases="I want to cancel my plan")
    assert "also fires Billing. This scenario stands above and wins." in found
    assert "“I want to cancel my plan” of Billing also fires this scenario." in found


def test_a_scenario_that_is_off_counts_and_is_said_to_be_off(
    client: Client, edited: Scenario, billing: Scenario, ana: Member, now: datetime
) -> None:
    Scenario.objects.filter(pk=billing.pk).update(enabled=False)
    found = said(client, edited, ana, now, example_phrases="I want to cancel my plan")
    assert "Billing is off at present." in found


def test_ways_to_ask_for_a_person_belong_to_human_requested(
    client: Client, edited: Scenario, ana: Member, now: datetime
) -> None:
    found = said(client, edited, ana, now, example_phrases="let me speak to one of your people")
    assert "also fires Human Requested." in found


def test_a_phrase_on_both_sides_is_a_contradiction(
    client: Client, edited: Scenario, ana: Member, now: datetime
) -> None:
    found = said(
        client,
        edited,
        ana,
        now,
        example_phrases="Close my account\nI am leaving you",
        never_phrases="close  my ACCOUNT\nI am leaving you now",
    )
    assert "“Close my account” is an example phrase and also under Never matches, so it never fires." in found
    assert "“I am leaving you” never fires: it is like “I am leaving you now” under Never matches." in found


def test_phrases_that_are_all_its_own_need_no_word(
    client: Client, edited: Scenario, ana: Member, now: datetime
) -> None:
    assert said(client, edited, ana, now, example_phrases="where do I hand in my keys") == ""


def test_scenarios_without_phrases_need_no_word(bot: Bot) -> None:
    gaps = Scenario.objects.get(bot=bot, trigger=Scenario.Kind.LACK_OF_INFORMATION)
    assert not findings(gaps)


def test_comparing_ends_in_time_and_goes_further_the_next_time(edited: Scenario, billing: Scenario) -> None:
    overlaps.fires.cache_clear()
    edited.example_phrases = [f"I want to cancel my plan number {number}" for number in range(40)]
    assert not findings(edited, seconds=0).whole
    whole = findings(edited, seconds=60)
    assert whole.whole
    assert len(whole.overlaps) >= 40


def test_what_is_typed_is_never_markup(
    client: Client, edited: Scenario, billing: Scenario, ana: Member, now: datetime
) -> None:
    Scenario.objects.filter(pk=billing.pk).update(example_phrases=["<b>cancel</b> my plan"])
    fields: Any = {**live(edited), "example_phrases": "<b>cancel</b> my plan"}
    drafts.autosave(edited, fields, seen=edited.edit_version, by=ana, now=now)
    client.force_login(ana)
    page = client.get(reverse("bots:scenario_preview", args=[edited.bot.slug, edited.pk])).content.decode()
    assert "&lt;b&gt;cancel&lt;/b&gt; my plan" in page
    assert "<b>cancel</b>" not in page
    assert proposed(edited, typed(edited)).example_phrases == ["<b>cancel</b> my plan"]
