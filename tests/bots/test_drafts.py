"""drafts: what is typed is kept, and only what was activated is live."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from bots import drafts
from bots.models import Bot, Scenario, ScenarioDraft, ScenarioRevision
from bots.setup import setup_of
from staff.models import Member

TYPED: dict[str, Any] = {"name": "", "retries": "many", "final_message": "<b>{nmae}", "tags": ["a", ""]}


def test_everything_typed_is_kept_as_it_is_valid_or_not(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    drafts.autosave(scenario, TYPED, seen=0, by=ana, now=now)
    draft = ScenarioDraft.objects.get(scenario=scenario)
    assert (draft.fields, draft.version) == (TYPED, 1)
    assert (draft.updated_by, draft.updated_at) == (ana, now)


def test_each_save_on_top_of_the_last_raises_the_version(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    seen = 0
    for text in ("B", "Bo", "Bob"):
        seen = drafts.autosave(scenario, {"name": text}, seen=seen, by=ana, now=now).version
    assert seen == 3
    assert ScenarioDraft.objects.get().fields == {"name": "Bob"}


@pytest.mark.parametrize("seen", [0, 1, 7])
def test_another_editors_change_is_a_conflict_that_names_them_and_changes_nothing(
    seen: int, scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    drafts.autosave(scenario, {"name": "A"}, seen=0, by=ana, now=now)
    drafts.autosave(scenario, {"name": "B"}, seen=1, by=bea, now=now)
    with pytest.raises(drafts.Conflict, match="Bea Okoro changed this") as conflict:
        drafts.autosave(scenario, {"name": "C"}, seen=seen, by=ana, now=now)
    assert conflict.value.draft.fields == {"name": "B"}
    assert ScenarioDraft.objects.get().version == 2


def test_after_a_discard_elsewhere_what_is_typed_on_is_still_kept(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    seen = drafts.autosave(scenario, {"name": "A"}, seen=0, by=ana, now=now).version
    drafts.discard(scenario)
    draft = drafts.autosave(scenario, {"name": "AB"}, seen=seen, by=ana, now=now)
    assert (draft.fields, draft.version) == ({"name": "AB"}, 2)


def test_discarding_twice_is_discarding_once(scenario: Scenario, ana: Member, now: datetime) -> None:
    drafts.autosave(scenario, TYPED, seen=0, by=ana, now=now)
    drafts.discard(scenario)
    drafts.discard(scenario)
    assert not ScenarioDraft.objects.exists()


def test_a_draft_changes_nothing_that_is_live(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    before = setup_of(bot)
    drafts.autosave(scenario, {"enabled": False, "name": "X"}, seen=0, by=ana, now=now)
    assert setup_of(Bot.objects.get(pk=bot.pk)) == before


def test_activating_writes_the_next_revision_and_drops_the_draft(
    bot: Bot, scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    drafts.autosave(scenario, {"name": "Draft"}, seen=0, by=ana, now=now)
    scenario.name, scenario.pause_for = "Person wanted", timedelta(hours=1, minutes=30)
    revision = drafts.activate(scenario, by=ana, now=now)
    assert (revision.number, revision.created_by, revision.created_at) == (2, ana, now)
    assert not ScenarioDraft.objects.exists()
    assert revision.fields["name"] == "Person wanted"
    assert revision.fields["pause_for"] == "P0DT01H30M00S"
    assert revision.fields["assign_to"] == bea.pk
    assert revision.fields["tags"] == ["human_handover"]
    assert not {"id", "bot", "created_at", "updated_at"} & set(revision.fields)
    assert Bot.objects.get(pk=bot.pk).updated_at > bot.updated_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"example_phrases": []}, "example_phrases"),
        ({"final_message": ""}, "final_message"),
        ({"name": ""}, "name"),
        ({"retries": 6}, "retries"),
        ({"retries": 0}, "retries"),
    ],
)
def test_what_is_not_valid_is_not_activated_and_its_draft_stays(
    changes: dict[str, Any], field: str, scenario: Scenario, ana: Member, now: datetime
) -> None:
    drafts.autosave(scenario, changes, seen=0, by=ana, now=now)
    for name, value in changes.items():
        setattr(scenario, name, value)
    with pytest.raises(ValidationError) as refused:
        drafts.activate(scenario, by=ana, now=now)
    assert field in refused.value.message_dict
    assert ScenarioRevision.objects.filter(scenario=scenario).count() == 1
    assert ScenarioDraft.objects.filter(scenario=scenario).exists()
    assert Scenario.objects.get(pk=scenario.pk).final_message


def test_a_pause_of_no_length_is_not_activated(scenario: Scenario, ana: Member, now: datetime) -> None:
    scenario.pause_for = timedelta(0)
    with pytest.raises(ValidationError):
        drafts.activate(scenario, by=ana, now=now)


def test_without_phrases_it_can_be_kept_switched_off(scenario: Scenario, ana: Member, now: datetime) -> None:
    scenario.example_phrases, scenario.enabled = [], False
    drafts.activate(scenario, by=ana, now=now)


def test_a_second_prebuilt_scenario_of_a_kind_is_refused(bot: Bot, ana: Member, now: datetime) -> None:
    second = Scenario(bot=bot, trigger="human_requested", name="Again", example_phrases=["x"])
    with pytest.raises(ValidationError, match="has this prebuilt scenario already"):
        drafts.activate(second, by=ana, now=now)


def test_the_limit_is_a_clear_message_and_existing_scenarios_can_still_be_changed(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime, settings: Settings
) -> None:
    settings.HANDOVER_MAX_SCENARIOS_PER_BOT = 4
    drafts.activate(Scenario(bot=bot, name="Fourth", example_phrases=["x"]), by=ana, now=now)
    with pytest.raises(ValidationError, match="A bot can have 4 Human Handover scenarios") as refused:
        drafts.activate(Scenario(bot=bot, name="Fifth", example_phrases=["x"]), by=ana, now=now)
    assert refused.value.code == "limit"
    assert bot.scenarios.count() == 4
    scenario.name = "Changed"
    assert drafts.activate(scenario, by=ana, now=now).number == 2
