"""A bot's scenarios as a list: switching, ordering, adding, copying, deleting and restoring."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from bots import copies, drafts, scenarios, switches
from bots.models import Bot, Scenario, ScenarioDraft
from bots.proposals import form_of, live, typed
from bots.setup import setup_of
from staff.models import Member, Team
from tests.conftest import committed
from tests.handover.races import at_once

pytestmark = pytest.mark.django_db
Kind = Scenario.Kind


@pytest.fixture
def other(now: datetime) -> Bot:
    """Another bot, with nothing set up."""
    return Bot.objects.create(name="Spare", slug="spare")


def fresh(scenario: Scenario) -> Scenario:
    return Scenario.with_deleted.get(pk=scenario.pk)


def names(bot: Bot) -> list[str]:
    return [scenario.name for scenario in bot.scenarios.all()]


def type_into(scenario: Scenario, by: Member, now: datetime, **fields: str) -> None:
    current = fresh(scenario)
    fields = {**live(current), **fields}
    drafts.autosave(current, fields, seen=current.edit_version, by=by, now=now)


# Switching


def test_switching_off_is_live_at_once_and_written_down(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    assert scenarios.switch(scenario, on=False, by=ana, now=now)
    assert scenario.pk not in {one.id for one in setup_of(Bot.objects.get(pk=bot.pk)).scenarios}
    revision = scenario.revisions.first()
    assert revision
    assert (revision.number, revision.fields["enabled"], revision.created_by) == (2, False, ana)
    assert (fresh(scenario).edited_by, fresh(scenario).edit_version) == (ana, scenario.edit_version + 1)
    assert Bot.objects.get(pk=bot.pk).updated_at > bot.updated_at


def test_switching_to_what_it_is_changes_nothing(scenario: Scenario, ana: Member, now: datetime) -> None:
    assert not scenarios.switch(scenario, on=True, by=ana, now=now)
    assert scenario.revisions.count() == 1
    assert fresh(scenario).edit_version == scenario.edit_version


def test_a_switch_also_switches_the_draft_and_leaves_the_rest_of_it(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    type_into(scenario, bea, now - timedelta(hours=1), name="Half a na")
    scenarios.switch(scenario, on=False, by=ana, now=now)
    draft = ScenarioDraft.objects.get(scenario=scenario)
    assert ("enabled" in draft.fields, draft.fields["name"]) == (False, "Half a na")
    assert (draft.updated_by, draft.updated_at) == (bea, now - timedelta(hours=1))
    scenarios.switch(scenario, on=True, by=ana, now=now)
    assert ScenarioDraft.objects.get(scenario=scenario).fields["enabled"] == "on"
    assert form_of(scenario, typed(scenario)).is_valid()


def test_a_draft_that_only_waited_for_the_switch_is_done(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    current = fresh(scenario)
    off = {name: text for name, text in live(current).items() if name != "enabled"}
    drafts.autosave(current, off, seen=current.edit_version, by=ana, now=now)
    scenarios.switch(scenario, on=False, by=ana, now=now)
    assert not ScenarioDraft.objects.exists()


def test_an_editor_that_is_open_is_told_of_the_switch(scenario: Scenario, ana: Member, now: datetime) -> None:
    seen = fresh(scenario).edit_version
    scenarios.switch(scenario, on=False, by=ana, now=now)
    with pytest.raises(drafts.Conflict, match="Ana Lima"):
        drafts.autosave(fresh(scenario), {"name": "x"}, seen=seen, by=ana, now=now)


def test_without_phrases_it_is_not_switched_on(bot: Bot, ana: Member, now: datetime) -> None:
    made = scenarios.add_custom(bot, by=ana, now=now)
    with pytest.raises(ValidationError, match="Add at least one example phrase"):
        scenarios.switch(made, on=True, by=ana, now=now)
    assert not fresh(made).enabled
    assert made.revisions.count() == 1


def test_a_deleted_one_is_not_switched(scenario: Scenario, ana: Member, now: datetime) -> None:
    scenarios.delete(scenario, by=ana, now=now)
    with pytest.raises(drafts.Gone):
        scenarios.switch(scenario, on=False, by=ana, now=now)
    assert fresh(scenario).enabled


def test_the_master_switch_wins_and_leaves_each_scenarios_own(
    bot: Bot, scenario: Scenario, now: datetime
) -> None:
    assert switches.switch_handover(bot, on=False, now=now)
    assert not switches.switch_handover(bot, on=False, now=now)
    setup = setup_of(Bot.objects.get(pk=bot.pk))
    assert (len(setup.scenarios), setup.active()) == (3, ())


def test_settings_saved_from_an_older_page_do_not_move_the_master_switch(
    bot: Bot, ana: Member, now: datetime
) -> None:
    page = Bot.objects.get(pk=bot.pk)
    switches.switch_handover(bot, on=False, now=now)
    page.name = "Pedalo"
    drafts.apply(page, seen=page.edit_version, by=ana, now=now)
    saved = Bot.objects.get(pk=bot.pk)
    assert (saved.name, saved.handover_enabled) == ("Pedalo", False)


# Order


def test_the_order_decides_who_wins(bot: Bot) -> None:
    before = [row.pk for row in bot.scenarios.all()]
    assert scenarios.reorder(bot, before[::-1]) == before
    assert [one.id for one in setup_of(Bot.objects.get(pk=bot.pk)).scenarios] == before[::-1]


def test_ordering_writes_no_revision_and_disturbs_no_editor(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    seen = fresh(scenario).edit_version
    scenarios.reorder(bot, [row.pk for row in bot.scenarios.all()][::-1])
    assert scenario.revisions.count() == 1
    drafts.autosave(fresh(scenario), {"name": "x"}, seen=seen, by=ana, now=now)


def test_ids_that_are_not_there_are_passed_over_and_those_not_named_come_after(bot: Bot) -> None:
    first, second, third = (row.pk for row in bot.scenarios.all())
    scenarios.reorder(bot, [third, 4711, third, second])
    assert [row.pk for row in bot.scenarios.all()] == [third, second, first]


def test_another_bots_scenarios_are_not_moved(bot: Bot, other: Bot, scenario: Scenario) -> None:
    scenarios.reorder(other, [scenario.pk])
    assert fresh(scenario).priority == scenario.priority


def test_a_save_from_an_older_page_keeps_the_order(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    page = fresh(scenario)
    order = [row.pk for row in bot.scenarios.all()][::-1]
    scenarios.reorder(bot, order)
    drafts.activate(page, by=ana, now=now, seen=page.edit_version)
    assert [row.pk for row in bot.scenarios.all()] == order


# Adding


def test_a_new_one_is_off_and_last(bot: Bot, ana: Member, now: datetime) -> None:
    made = scenarios.add_custom(bot, by=ana, now=now)
    assert (made.enabled, made.trigger, names(bot)[-1]) == (False, Kind.CUSTOM, made.name)
    assert made.revisions.get().created_by == ana


def test_new_ones_are_told_apart(bot: Bot, ana: Member, now: datetime) -> None:
    made = [scenarios.add_custom(bot, by=ana, now=now).name for _ in range(3)]
    assert made == ["New scenario", "New scenario (2)", "New scenario (3)"]


def test_a_missing_prebuilt_one_comes_with_its_defaults(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    assert scenarios.missing(list(bot.scenarios.all())) == []
    with pytest.raises(ValidationError, match="has this prebuilt scenario already"):
        scenarios.add_prebuilt(bot, Kind.HUMAN_REQUESTED, by=ana, now=now)
    scenarios.delete(scenario, by=ana, now=now)
    assert scenarios.missing(list(bot.scenarios.all())) == [Kind.HUMAN_REQUESTED]
    made = scenarios.add_prebuilt(bot, Kind.HUMAN_REQUESTED, by=ana, now=now)
    assert made.example_phrases
    assert (made.name, made.enabled) == ("Human Requested", False)


Verb = Callable[..., object]


@pytest.fixture
def every_way_to_get_one_more(
    bot: Bot, scenario: Scenario, other: Bot, ana: Member, now: datetime
) -> dict[str, Verb]:
    custom = scenarios.add_custom(other, by=ana, now=now)
    deleted = scenarios.add_custom(bot, by=ana, now=now)
    scenarios.delete(deleted, by=ana, now=now)
    return {
        "add": partial(scenarios.add_custom, bot),
        "duplicate": partial(copies.duplicate, scenario),
        "copy": partial(copies.copy_from, custom, bot),
        "restore": partial(scenarios.restore, deleted, as_it_was=True),
    }


@pytest.mark.parametrize("way", ["add", "duplicate", "copy", "restore"])
def test_no_way_leads_past_the_limit(
    way: str,
    every_way_to_get_one_more: dict[str, Verb],
    bot: Bot,
    ana: Member,
    now: datetime,
    settings: Settings,
) -> None:
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 3
    with pytest.raises(ValidationError, match="A bot can have 3 Human Handover scenarios"):
        every_way_to_get_one_more[way](by=ana, now=now)
    assert bot.scenarios.count() == 3
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 4
    every_way_to_get_one_more[way](by=ana, now=now)
    assert bot.scenarios.count() == 4


# Copying


def test_a_duplicate_is_custom_off_and_right_after_its_original(
    bot: Bot, scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    made = copies.duplicate(scenario, by=ana, now=now)
    assert (made.trigger, made.enabled, made.name) == (Kind.CUSTOM, False, "Copy of Human Requested")
    assert (made.example_phrases, made.assign_to) == (["talk to a human"], bea)
    assert made.pause_for == timedelta(hours=4)
    assert names(bot)[:2] == ["Human Requested", "Copy of Human Requested"]
    made.example_phrases.append("x")
    assert fresh(scenario).example_phrases == ["talk to a human"]


def test_a_duplicate_takes_along_what_is_typed_and_not_saved(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    type_into(scenario, ana, now, name="Person", example_phrases="get me a person\nhello?")
    made = copies.duplicate(scenario, by=ana, now=now)
    copied = typed(made)
    assert (copied["name"], copied["example_phrases"]) == ("Copy of Person", "get me a person\nhello?")
    assert "enabled" not in copied
    assert made.example_phrases == ["talk to a human"], "live is copied as it is live"


def test_a_box_unticked_and_not_saved_stays_unticked_in_the_duplicate(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    without = {name: text for name, text in live(fresh(scenario)).items() if name != "create_task"}
    drafts.autosave(scenario, without, seen=fresh(scenario).edit_version, by=ana, now=now)
    made = copies.duplicate(scenario, by=ana, now=now)
    assert made.create_task, "live is copied as it is live"
    assert "create_task" not in typed(made)


def test_a_duplicate_of_what_listens_for_nothing_can_be_given_phrases(
    bot: Bot, ana: Member, now: datetime
) -> None:
    failed = bot.scenarios.get(trigger=Kind.FAILED_TO_RESOLVE)
    type_into(failed, ana, now, name="Stuck", retries="4")
    copied = typed(copies.duplicate(failed, by=ana, now=now))
    assert (copied["name"], copied["example_phrases"], "retries" in copied) == ("Copy of Stuck", "", False)


def test_the_name_of_a_copy_stays_within_its_length(scenario: Scenario, ana: Member, now: datetime) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(name="n" * 80)
    assert len(copies.duplicate(scenario, by=ana, now=now).name) == 80
    second = copies.duplicate(scenario, by=ana, now=now).name
    assert (second[-4:], len(second)) == (" (2)", 80)


def test_from_another_bot_it_comes_switched_off(
    other: Bot, scenario: Scenario, bea: Member, ana: Member, now: datetime
) -> None:
    copied = copies.copy_from(scenario, other, by=ana, now=now)
    assert (copied.as_draft, copied.dropped) == (False, "")
    made = other.scenarios.get()
    assert (made.trigger, made.enabled, made.assign_to) == (Kind.HUMAN_REQUESTED, False, bea)
    assert made.example_phrases == ["talk to a human"]


def test_a_prebuilt_one_that_is_here_gets_a_draft_and_stays_live_as_it_is(
    other: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    here = scenarios.add_prebuilt(other, Kind.HUMAN_REQUESTED, by=ana, now=now)
    phrases = here.example_phrases
    copied = copies.copy_from(scenario, other, by=ana, now=now)
    assert (copied.as_draft, copied.scenario) == (True, here)
    assert fresh(here).example_phrases == phrases
    assert typed(here)["example_phrases"] == "talk to a human"
    assert "enabled" not in typed(here), "it stays off"
    assert form_of(here, typed(here)).is_valid()


def test_a_draft_that_is_here_is_not_written_over(
    other: Bot, scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    here = scenarios.add_prebuilt(other, Kind.HUMAN_REQUESTED, by=ana, now=now)
    type_into(here, bea, now, name="Mine")
    with pytest.raises(ValidationError, match="has a draft by Bea Okoro"):
        copies.copy_from(scenario, other, by=ana, now=now)
    assert typed(here)["name"] == "Mine"


def test_copying_what_is_the_same_says_so(other: Bot, scenario: Scenario, ana: Member, now: datetime) -> None:
    copies.copy_from(scenario, other, by=ana, now=now)
    with pytest.raises(ValidationError, match="just the same here already"):
        copies.copy_from(scenario, other, by=ana, now=now)
    assert not ScenarioDraft.objects.exists()


def test_whoever_cannot_take_over_is_left_out_and_named(
    other: Bot, scenario: Scenario, bea: Member, ana: Member, now: datetime
) -> None:
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    copied = copies.copy_from(scenario, other, by=ana, now=now)
    assert copied.scenario.assign_to is None
    assert "Bea Okoro cannot take over" in copied.dropped


def test_a_team_of_nobody_is_left_out(
    other: Bot, scenario: Scenario, bea: Member, ana: Member, now: datetime
) -> None:
    team = Team.objects.create(name="Repairs")
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None, assign_to_team=team)
    source = fresh(scenario)
    copied = copies.copy_from(source, other, by=ana, now=now)
    assert copied.scenario.assign_to_team is None
    assert "team was left out" in copied.dropped
    scenarios.delete(copied.scenario, by=ana, now=now)
    team.members.add(bea)
    assert copies.copy_from(source, other, by=ana, now=now).scenario.assign_to_team == team


# Deleting and restoring


def test_a_deleted_one_hands_over_no_more_and_undo_brings_all_of_it_back(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    type_into(scenario, ana, now, name="Half")
    assert scenarios.delete(scenario, by=ana, now=now)
    assert not scenarios.delete(scenario, by=ana, now=now)
    assert len(setup_of(Bot.objects.get(pk=bot.pk)).scenarios) == 2
    assert list(scenarios.deleted(bot)) == [scenario]
    assert scenarios.restore(scenario, as_it_was=True, by=ana, now=now)
    assert not scenarios.restore(scenario, as_it_was=True, by=ana, now=now)
    assert setup_of(Bot.objects.get(pk=bot.pk)).scenarios[0].id == scenario.pk
    assert (typed(scenario)["name"], scenario.revisions.count()) == ("Half", 1)


def test_restored_later_it_comes_back_off_and_that_is_written_down(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    scenarios.delete(scenario, by=ana, now=now)
    scenarios.restore(scenario, as_it_was=False, by=ana, now=now)
    assert not fresh(scenario).enabled
    assert [row.fields["enabled"] for row in scenario.revisions.all()] == [False, True]


def test_a_prebuilt_one_is_not_restored_beside_its_successor(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    scenarios.delete(scenario, by=ana, now=now)
    scenarios.add_prebuilt(bot, Kind.HUMAN_REQUESTED, by=ana, now=now)
    with pytest.raises(ValidationError, match="has Human Requested already"):
        scenarios.restore(scenario, as_it_was=True, by=ana, now=now)
    assert fresh(scenario).deleted_at


@pytest.mark.postgres
@committed
def test_two_add_at_once_where_one_is_left_and_one_gets_the_message(
    bot: Bot, ana: Member, bea: Member, now: datetime, settings: Settings
) -> None:
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 4
    for _ in range(10):
        results = at_once(*(partial(scenarios.add_custom, bot, by=by, now=now) for by in (ana, bea)))
        (refused,) = [one for one in results if isinstance(one, Exception)]
        assert isinstance(refused, ValidationError)
        assert refused.code == "limit"
        assert bot.scenarios.count() == 4
        (made,) = [one for one in results if isinstance(one, Scenario)]
        scenarios.delete(made, by=ana, now=now)


@pytest.mark.postgres
@committed
def test_a_switch_and_a_save_at_once_lose_neither(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    for turn in range(10):
        page = fresh(scenario)
        on, page.name = not page.enabled, f"Name {turn}"
        switched, saved = at_once(
            partial(scenarios.switch, scenario, on=on, by=bea, now=now),
            partial(drafts.activate, page, by=ana, now=now, seen=page.edit_version),
        )
        assert switched is True
        assert fresh(scenario).enabled is on
        assert (fresh(scenario).name == page.name) != isinstance(saved, drafts.Conflict)
