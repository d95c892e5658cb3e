"""drafts: what is typed is kept, and only what was activated is live."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from bots import drafts
from bots.models import (
    ArticleDraft,
    Bot,
    BotDraft,
    Editable,
    Scenario,
    ScenarioDraft,
    ScenarioRevision,
)
from bots.setup import setup_of
from staff.models import Member

TYPED = {"name": "", "retries": "many", "final_message": "<b>{nmae}", "tags": "a\n\n"}


def seen(target: Editable) -> int:
    return type(target)._default_manager.get(pk=target.pk).edit_version


def test_everything_typed_is_kept_as_it_is_valid_or_not(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    drafts.autosave(scenario, TYPED, seen=seen(scenario), by=ana, now=now)
    draft = ScenarioDraft.objects.get(scenario=scenario)
    assert (draft.fields, draft.updated_by, draft.updated_at) == (TYPED, ana, now)


def test_a_draft_is_kept_for_articles_and_for_the_bot_itself(bot: Bot, ana: Member, now: datetime) -> None:
    article = bot.articles.all()[0]
    for target in (article, bot):
        drafts.autosave(target, {"name": "x"}, seen=0, by=ana, now=now)
    assert BotDraft.objects.get().fields == ArticleDraft.objects.get().fields == {"name": "x"}


def test_each_save_on_top_of_the_last_raises_the_version(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    version = first = seen(scenario)
    for text in ("B", "Bo", "Bob"):
        version = drafts.autosave(scenario, {"name": text}, seen=version, by=ana, now=now)
    assert version == first + 3
    assert ScenarioDraft.objects.get().fields == {"name": "Bob"}


@pytest.mark.parametrize("behind", [1, 2, -7])
def test_another_editors_change_is_a_conflict_that_names_them_and_changes_nothing(
    behind: int, scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    first = drafts.autosave(scenario, {"name": "A"}, seen=seen(scenario), by=ana, now=now)
    latest = drafts.autosave(scenario, {"name": "B"}, seen=first, by=bea, now=now)
    with pytest.raises(drafts.Conflict, match="Bea Okoro changed this") as conflict:
        drafts.autosave(scenario, {"name": "C"}, seen=latest - behind, by=ana, now=now)
    assert (conflict.value.current.edit_version, conflict.value.current.edited_at) == (latest, now)
    assert ScenarioDraft.objects.get().fields == {"name": "B"}
    assert seen(scenario) == latest


def test_what_was_activated_in_the_meantime_is_a_conflict_too(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    version = drafts.autosave(scenario, {"name": "A"}, seen=seen(scenario), by=ana, now=now)
    drafts.activate(scenario, by=bea, now=now)
    with pytest.raises(drafts.Conflict, match="Bea Okoro"):
        drafts.autosave(scenario, {"name": "AB"}, seen=version, by=ana, now=now)
    with pytest.raises(drafts.Conflict, match="Bea Okoro"):
        drafts.activate(scenario, by=ana, now=now, seen=version)
    assert scenario.revisions.count() == 2


def test_discarding_goes_back_to_what_is_live_and_others_are_told(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    version = drafts.autosave(scenario, TYPED, seen=seen(scenario), by=ana, now=now)
    drafts.discard(scenario, seen=version, by=ana, now=now)
    assert not ScenarioDraft.objects.exists()
    with pytest.raises(drafts.Conflict):
        drafts.discard(scenario, seen=version, by=ana, now=now)


def test_what_was_deleted_in_the_meantime_is_gone(scenario: Scenario, ana: Member, now: datetime) -> None:
    version = seen(scenario)
    Scenario.objects.filter(pk=scenario.pk).update(deleted_at=now)
    with pytest.raises(drafts.Gone):
        drafts.autosave(scenario, TYPED, seen=version, by=ana, now=now)
    assert not ScenarioDraft.objects.exists()


def test_a_draft_changes_nothing_that_is_live(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    before = setup_of(bot)
    drafts.autosave(scenario, {"name": "X"}, seen=seen(scenario), by=ana, now=now)
    assert setup_of(Bot.objects.get(pk=bot.pk)) == before


def test_activating_writes_the_next_revision_and_drops_the_draft(
    bot: Bot, scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    drafts.autosave(scenario, {"name": "Draft"}, seen=seen(scenario), by=ana, now=now)
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
    drafts.autosave(scenario, TYPED, seen=seen(scenario), by=ana, now=now)
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
    assert Scenario.objects.get(pk=scenario.pk).example_phrases == []


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
