"""proposals and wording: what a draft would make live, and how it differs, in the words of the page."""

from datetime import datetime

import pytest

from bots import drafts
from bots.forms.posted import kept, storable
from bots.models import Bot, Scenario
from bots.proposals import as_it_was, drafted, form_of, live, proposed, proposed_setup, typed
from bots.setup import setup_of
from bots.wording import changes
from staff.models import Member

pytestmark = pytest.mark.django_db


def test_a_page_shows_the_draft_and_without_one_what_is_live(
    scenario: Scenario, ana: Member, now: datetime
) -> None:
    assert typed(scenario)["name"] == "Human Requested"
    drafts.autosave(scenario, live(scenario) | {"name": ""}, seen=scenario.edit_version, by=ana, now=now)
    assert typed(scenario) == live(scenario) | {"name": ""}


def test_only_what_the_form_asks_is_kept_of_what_was_posted(scenario: Scenario) -> None:
    posted = {"name": "a\r\nb\x00", "pause_for_hours": "x", "enabled": "on", "bot": "9", "trigger": "custom"}
    found = kept(form_of(scenario), live(scenario) | posted)
    assert found == live(scenario) | {"name": "a\nb", "pause_for_hours": "x"}


def test_a_draft_from_before_a_field_was_there_leaves_it_as_it_is_live(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    """What is not ticked is not posted: of boxes alone, saying nothing means no."""
    Scenario.objects.filter(pk=scenario.pk).update(skip_if_assigned=True)
    scenario.refresh_from_db()
    older = {"name": "Person", "create_task": "on", "since_removed": "x"}
    drafts.autosave(scenario, older, seen=scenario.edit_version, by=ana, now=now)
    form = form_of(scenario, typed(scenario))
    assert form.is_valid(), form.errors
    told = [str(change) for change in changes(form, live(scenario), typed(scenario))]
    assert told == [
        "Scenario name: “Human Requested” → “Person”",
        "Enable Scenario: “on” → “off”",
        "Skip if the contact already has an assigned user: “on” → “off”",
    ]
    assert drafted(scenario.bot)[0].assign_to == bea


def test_broken_characters_become_storable() -> None:
    assert storable("a\ud800b\x00") == "a?b"


def test_a_proposal_takes_what_is_valid_and_leaves_the_rest_as_it_is_live(scenario: Scenario) -> None:
    posted = {**live(scenario), "name": "x" * 81, "example_phrases": "a person please"}
    proposal = proposed(scenario, posted)
    assert (proposal.name, proposal.example_phrases) == ("Human Requested", ["a person please"])


def test_a_proposed_setup_has_the_drafts_in_the_places_of_what_they_change(
    bot: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    fields = {**live(scenario), "example_phrases": "wake the captain"}
    drafts.autosave(scenario, fields, seen=scenario.edit_version, by=ana, now=now)
    before, after = setup_of(bot), proposed_setup(bot, drafted(bot))
    assert after.scenarios[0].example_phrases == ("wake the captain",)
    assert after.scenarios[1:] == before.scenarios[1:]
    del fields["enabled"]
    off = proposed_setup(bot, [proposed(scenario, fields)])
    assert scenario.pk not in {one.id for one in off.scenarios}


def test_changes_are_said_in_the_words_of_the_page(scenario: Scenario, carl: Member) -> None:
    before = live(scenario)
    after = {
        **before,
        "example_phrases": "talk to a human\na person",
        "goes_to": f"member:{carl.pk}",
        "pause_for_hours": "1",
        "reactivate": "handed_back",
    }
    del after["create_task"]
    said = [str(one) for one in changes(form_of(scenario), before, after)]
    assert said == [
        "Example Phrases: added “a person”",
        "Assign Conversation to a User: “Bea Okoro” → “Carl Weiss”",
        "Reactivate the bot: “After a time” → “Only when a person hands back”",
        "Pause for: “4 hours” → “1 hour”",
        "Create a Task: “on” → “off”",
    ]
    assert changes(form_of(scenario), before, before) == []


def test_whoever_is_gone_is_said_to_be_gone(scenario: Scenario) -> None:
    [change] = changes(form_of(scenario), live(scenario), {**live(scenario), "goes_to": "member:999"})
    assert change.after == "someone who is no longer there"


def test_a_revision_is_the_page_as_it_was(scenario: Scenario, ana: Member, now: datetime) -> None:
    before = live(scenario)
    scenario.name, scenario.pause_for, scenario.tags = "Other", None, ["x"]
    drafts.activate(scenario, by=ana, now=now)
    latest, first = scenario.revisions.order_by("-number")
    assert as_it_was(first) == before
    assert as_it_was(latest) == live(Scenario.objects.get(pk=scenario.pk))
