"""The editor's form: what was typed, read as a scenario; what is wrong with it, said."""

from datetime import timedelta
from typing import Any

import pytest

from bots.forms.posted import as_posted
from bots.models import Bot, Scenario
from bots.proposals import form_of, live
from staff.models import Member, Team

pytestmark = pytest.mark.django_db


def form(scenario: Scenario, **changes: str) -> Any:
    """The page's form with these controls changed; a checkbox is off when it is ""."""
    posted = {**live(scenario), **changes}
    boxes = {"enabled", "skip_if_assigned", "create_task"}
    return form_of(scenario, {name: text for name, text in posted.items() if text or name not in boxes})


def saved(scenario: Scenario, **changes: str) -> Scenario:
    bound = form(scenario, **changes)
    assert bound.is_valid(), bound.errors
    made: Scenario = bound.instance
    made.save()
    return Scenario.objects.get(pk=made.pk)


def complaints(scenario: Scenario, **changes: str) -> str:
    bound = form(scenario, **changes)
    assert not bound.is_valid()
    return " ".join(text for texts in bound.errors.values() for text in texts)


@pytest.fixture
def custom(bot: Bot) -> Scenario:
    return Scenario.objects.create(bot=bot, name="Refunds", example_phrases=["refund"], enabled=True)


@pytest.mark.parametrize("kind", list(Scenario.Kind))
def test_saving_an_untouched_page_changes_nothing(bot: Bot, custom: Scenario, kind: str) -> None:
    scenario = Scenario.objects.get(bot=bot, trigger=kind)
    before = Scenario.objects.filter(pk=scenario.pk).values().get()
    saved(scenario)
    after = Scenario.objects.filter(pk=scenario.pk).values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}


def test_reading_a_form_leaves_the_row_as_it_is(scenario: Scenario) -> None:
    assert form(scenario, name="Other").is_valid()
    assert scenario.name == "Human Requested"


@pytest.mark.parametrize(
    "field", ["final_message", "final_message_unavailable", "task_title", "task_description"]
)
def test_a_mistyped_placeholder_is_named(scenario: Scenario, field: str) -> None:
    said = complaints(scenario, **{field: "Hello {nmae}"})
    assert "{nmae}" in said
    assert "{contact_name}" in said


def test_lines_are_cleaned(custom: Scenario) -> None:
    kept = saved(custom, example_phrases="  refund \n\nmy  money back\nREFUND\n", tags="a\na\n b ")
    assert (kept.example_phrases, kept.tags) == (["refund", "my money back"], ["a", "b"])


@pytest.mark.parametrize(
    ("phrases", "complaint"),
    [("\n".join(f"phrase {n}" for n in range(61)), "at most 60"), ("x" * 10_000, "longer than 200")],
)
def test_too_many_or_too_long_lines_are_refused(custom: Scenario, phrases: str, complaint: str) -> None:
    assert complaint in complaints(custom, example_phrases=phrases)


@pytest.mark.parametrize("phrase", ["أريد التحدث إلى شخص", "🙋 person pls", "<b>human</b> & co", "请转人工"])
def test_phrases_of_any_script_are_kept_as_they_are(custom: Scenario, phrase: str) -> None:
    assert saved(custom, example_phrases=phrase).example_phrases == [phrase]


def test_a_scenario_that_would_listen_for_nothing_cannot_be_enabled(custom: Scenario) -> None:
    assert "at least one example phrase" in complaints(custom, example_phrases="")
    assert saved(custom, example_phrases="", enabled="").example_phrases == []


@pytest.mark.parametrize(
    ("typed_in", "pause"),
    [(("1", "2", "30"), timedelta(days=1, hours=2, minutes=30)), (("", "4", ""), timedelta(hours=4))],
)
def test_a_pause_is_typed_in_days_hours_and_minutes(
    scenario: Scenario, typed_in: tuple[str, str, str], pause: timedelta
) -> None:
    days, hours, minutes = typed_in
    kept = saved(scenario, pause_for_days=days, pause_for_hours=hours, pause_for_minutes=minutes)
    assert kept.pause_for == pause


def test_only_when_a_person_hands_back_needs_no_length(scenario: Scenario) -> None:
    assert saved(scenario, reactivate="handed_back", pause_for_hours="").pause_for is None


def test_a_pause_of_nothing_is_refused(scenario: Scenario) -> None:
    assert "for how long" in complaints(scenario, pause_for_hours="0")


def test_a_task_needs_to_be_due_unless_there_is_none(scenario: Scenario) -> None:
    nothing = {"task_due_in_days": "", "task_due_in_hours": "", "task_due_in_minutes": ""}
    assert "when the task is due" in complaints(scenario, **nothing)
    assert not saved(scenario, create_task="", **nothing).create_task


def test_it_goes_to_a_member_or_a_team_or_nobody(scenario: Scenario, carl: Member) -> None:
    team = Team.objects.create(name="Workshop")
    to_carl = saved(scenario, goes_to=f"member:{carl.pk}")
    assert (to_carl.assign_to, to_carl.assign_to_team) == (carl, None)
    to_team = saved(scenario, goes_to=f"team:{team.pk}")
    assert (to_team.assign_to, to_team.assign_to_team) == (None, team)
    to_nobody = saved(scenario, goes_to="")
    assert (to_nobody.assign_to, to_nobody.assign_to_team) == (None, None)


def test_only_who_can_take_a_conversation_can_be_chosen(scenario: Scenario, carl: Member) -> None:
    Member.objects.filter(pk=carl.pk).update(is_active=False)
    for gone in (f"member:{carl.pk}", "team:77", "nonsense"):
        assert "can no longer take conversations" in complaints(scenario, goes_to=gone)


def test_whoever_is_chosen_now_stays_offered_though_inactive(scenario: Scenario, bea: Member) -> None:
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    assert as_posted(form_of(scenario))["goes_to"] == f"member:{bea.pk}"
    assert form(scenario).is_valid()
