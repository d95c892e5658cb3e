"""The history of a scenario: what each save changed, any two side by side, and going back to one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from bots import diffing, drafts
from bots.models import Bot, Scenario, ScenarioDraft, ScenarioRevision
from bots.proposals import as_it_was, live, typed
from handover.models import Handover
from staff.models import Member
from tests.conftest import Say

pytestmark = pytest.mark.django_db

Saved = Callable[..., ScenarioRevision]


@pytest.fixture
def saved(scenario: Scenario, ana: Member, now: datetime) -> Saved:
    """Ana saves the scenario with these fields."""

    def save(by: Member | None = ana, **fields: object) -> ScenarioRevision:
        for name, value in fields.items():
            setattr(scenario, name, value)
        return drafts.activate(scenario, by=by, now=now + timedelta(minutes=1))

    return save


@pytest.fixture
def page(ana: Member, client: Client) -> Client:
    client.force_login(ana)
    return client


def address(name: str, scenario: Scenario, *more: Any) -> str:
    return reverse(f"bots:{name}", args=[scenario.bot.slug, scenario.pk, *more])


def shown(page: Client, scenario: Scenario, /, **query: Any) -> str:
    return page.get(address("history", scenario), query).content.decode()


def compared(page: Client, scenario: Scenario, before: str | int, after: str | int) -> str:
    answer = page.get(address("compare", scenario), {"before": before, "after": after})
    return " ".join(answer.content.decode().split())


def test_each_save_says_who_and_what_changed_in_words(page: Client, scenario: Scenario, saved: Saved) -> None:
    saved(name="A person", example_phrases=["talk to a human", "your boss"])
    text = shown(page, scenario)
    assert escape(": “Human Requested” → “A person”") in text
    assert escape(": added “your boss”") in text
    assert text.count("Made.") == 1
    assert "Ana Lima" in text.split("Revision 2")[-1].split("Revision 1")[0]


def test_a_save_that_changed_nothing_says_so(page: Client, scenario: Scenario, saved: Saved) -> None:
    saved()
    assert "Nothing on the page was changed." in shown(page, scenario)


def test_handovers_are_counted_under_the_revision_they_ran_under(
    page: Client, scenario: Scenario, saved: Saved, say: Say
) -> None:
    say("I want to talk to a human")
    saved(name="A person")
    [handover] = Handover.objects.all()
    text = shown(page, scenario)
    assert "1 handover ran under it" in text.split('id="revision-1"')[1]
    assert "No handover ran under it" in text.split('id="revision-2"')[1].split('id="revision-1"')[0]
    listed = f"{reverse('admin:handover_handover_changelist')}?revision__id__exact={handover.revision_id}"
    assert listed in text
    assert "Dana Petrov" in page.get(listed).content.decode()
    other = scenario.revisions.get(number=2)
    assert (
        "Dana Petrov"
        not in page.get(listed.replace(f"={handover.revision_id}", f"={other.pk}")).content.decode()
    )


def test_a_handover_links_to_the_revision_it_ran_under(page: Client, scenario: Scenario, say: Say) -> None:
    say("I want to talk to a human")
    text = page.get(
        reverse("admin:handover_handover_change", args=[Handover.objects.get().pk])
    ).content.decode()
    assert f"{address('history', scenario)}?revision=1#revision-1" in text


def test_two_hundred_revisions_come_page_by_page_with_few_queries(
    page: Client,
    scenario: Scenario,
    ana: Member,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    first = scenario.revisions.get()
    ScenarioRevision.objects.bulk_create(
        ScenarioRevision(
            scenario=scenario,
            number=number,
            fields={**first.fields, "name": f"Name {number}"},
            created_by=ana,
            created_at=now,
        )
        for number in range(2, 201)
    )
    with django_assert_max_num_queries(30):
        text = shown(page, scenario)
    assert text.count('id="revision-') == 20
    assert "Name 180" in text
    assert "Name 179”" not in text.split('id="revision-181"')[0]
    assert "Page 1 of 10" in text
    last = shown(page, scenario, page=10)
    assert last.count("Made.") == 1
    assert 'id="revision-20"' in last
    assert 'id="revision-150"' in shown(page, scenario, revision=150)
    assert shown(page, scenario, page="zero").count('id="revision-') == 20


def test_with_one_revision_and_no_draft_there_is_nothing_to_compare(
    page: Client, scenario: Scenario, saved: Saved
) -> None:
    compares = f'action="{address("compare", scenario)}"'
    assert compares not in shown(page, scenario)
    saved(name="A person")
    assert compares in shown(page, scenario)


def test_two_revisions_stand_side_by_side_marked_in_more_than_colour(
    page: Client, scenario: Scenario, saved: Saved
) -> None:
    saved(example_phrases=["your boss"], final_message="Thank you! Somebody will be right here.")
    text = compared(page, scenario, 1, 2)
    assert "<del>talk to a human</del>" in text
    assert "<ins>your boss</ins>" in text
    assert "Thank you! <del>Someone" in text
    assert "<ins>Somebody</ins> will" in text
    assert "Scenario name" not in text.split("<tbody>")[1]


def test_the_draft_is_compared_with_what_is_live_first(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    posted = {**live(scenario), "retries": "many", "final_message": "<b>Hi</b>"}
    drafts.autosave(scenario, posted, seen=scenario.edit_version, by=ana, now=now)
    text = page.get(address("compare", scenario)).content.decode()
    assert "<ins>&lt;b&gt;Hi&lt;/b&gt;</ins>" in text
    assert "The draft · Ana Lima" in text


@pytest.mark.parametrize(("before", "after"), [(1, 9), ("draft", "live"), ("x", 1), ("", ""), ("1", "")])
def test_a_version_that_is_not_there_is_refused_in_words(
    before: str | int, after: str | int, page: Client, scenario: Scenario
) -> None:
    text = compared(page, scenario, before, after)
    assert ("That version is not there" in text) or ("This field is required" in text)
    assert "<tbody>" not in text


def test_the_same_version_twice_has_no_differences(page: Client, scenario: Scenario) -> None:
    assert "These two are the same." in compared(page, scenario, 1, "live")


def test_what_is_longer_than_can_be_compared_is_shown_as_replaced(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    posted = {**live(scenario), "condition": "word " * 20_000}
    drafts.autosave(scenario, posted, seen=scenario.edit_version, by=ana, now=now)
    assert f"<ins>{'word ' * 20}" in compared(page, scenario, "live", "draft")


def test_a_revision_from_before_a_field_was_there_has_what_a_new_scenario_has(
    scenario: Scenario, saved: Saved, carl: Member
) -> None:
    revision = scenario.revisions.get()
    for name in ("assign_to_team", "tags", "pause_for", "skip_if_assigned"):
        del revision.fields[name]
    revision.save()
    saved(assign_to=carl, tags=["vip"], skip_if_assigned=True)
    was = as_it_was(ScenarioRevision.objects.get(pk=revision.pk))
    assert was["tags"] == "human_handover"
    assert "skip_if_assigned" not in was
    assert was["reactivate"] == "handed_back"


def test_restoring_puts_the_revision_into_the_editor_and_changes_nothing_live(
    page: Client, scenario: Scenario, saved: Saved
) -> None:
    saved(name="A person")
    before = live(scenario)
    answer = page.post(address("restore", scenario, 1), {"seen": scenario.edit_version})
    assert answer.headers["Location"] == address("scenario", scenario)
    fresh = Scenario.objects.get(pk=scenario.pk)
    assert typed(fresh)["name"] == "Human Requested"
    assert live(fresh) == before
    assert fresh.revisions.count() == 2


def test_restoring_what_is_live_makes_no_draft(page: Client, scenario: Scenario, saved: Saved) -> None:
    saved(name="A person")
    saved(name="Human Requested")
    text = page.post(address("restore", scenario, 1), {"seen": scenario.edit_version}, follow=True)
    assert "Revision 1 is what is live" in text.content.decode()
    assert not ScenarioDraft.objects.exists()


def test_long_texts_of_other_words_are_compared_at_once() -> None:
    texts = [" ".join(f"{name}{number}" for number in range(1000)) for name in "ab"]
    begun = monotonic()
    left, right = diffing.words(*texts)
    assert monotonic() - begun < 20
    assert ["".join(piece.text for piece in side) for side in (left, right)] == texts


def test_restoring_over_a_draft_asks_first_and_says_whose_it_is(
    page: Client, scenario: Scenario, saved: Saved, carl: Member, now: datetime
) -> None:
    saved(name="A person")
    draft = {**live(scenario), "name": "Carl's idea"}
    version = drafts.autosave(scenario, draft, seen=scenario.edit_version, by=carl, now=now)
    asked = page.post(address("restore", scenario, 1), {"seen": version}).content.decode()
    assert "Carl Weiss has a draft of this scenario" in asked
    assert escape("“Carl's idea”") in asked
    assert ScenarioDraft.objects.get().fields == draft
    page.post(address("restore", scenario, 1), {"seen": version, "replace": "draft"})
    assert ScenarioDraft.objects.get().fields["name"] == "Human Requested"


def test_a_draft_that_was_changed_while_one_decided_is_not_replaced(
    page: Client, scenario: Scenario, saved: Saved, carl: Member, now: datetime
) -> None:
    saved(name="A person")
    version = drafts.autosave(scenario, {"name": "1"}, seen=scenario.edit_version, by=carl, now=now)
    drafts.autosave(scenario, {"name": "2"}, seen=version, by=carl, now=now)
    restored = {"seen": version, "replace": "draft"}
    text = page.post(address("restore", scenario, 1), restored, follow=True).content.decode()
    assert "Nothing was restored. Carl Weiss changed this" in text
    assert ScenarioDraft.objects.get().fields == {"name": "2"}


def test_the_history_of_a_deleted_scenario_can_be_read_but_not_restored(
    page: Client, scenario: Scenario, saved: Saved, now: datetime
) -> None:
    saved(name="A person")
    Scenario.objects.filter(pk=scenario.pk).update(deleted_at=now)
    text = shown(page, scenario)
    assert "Revision 2" in text
    assert "Restore as a draft" not in text
    assert page.post(address("restore", scenario, 1), {"seen": 1}).status_code == 404
    assert not ScenarioDraft.objects.exists()


def test_whoever_saved_and_is_gone_is_someone(
    page: Client, scenario: Scenario, saved: Saved, ana: Member, carl: Member
) -> None:
    saved(by=carl, name="A person")
    carl.delete()
    assert "Carl" not in shown(page, scenario)
    assert "Someone," in shown(page, scenario)


def test_of_another_bot_there_is_no_history(page: Client, scenario: Scenario) -> None:
    Bot.objects.create(name="Other", slug="other")
    assert page.get(f"/bots/other/scenarios/{scenario.pk}/history/").status_code == 404


def test_members_who_do_not_set_bots_up_see_no_history(
    bea: Member, client: Client, scenario: Scenario
) -> None:
    client.force_login(bea)
    for name, more in (("history", ()), ("compare", ())):
        assert client.get(address(name, scenario, *more)).status_code == 403


def test_lines_typed_twice_are_no_change(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    posted = {**live(scenario), "example_phrases": "talk to a human\nTalk to a  human\n"}
    drafts.autosave(scenario, posted, seen=scenario.edit_version, by=ana, now=now)
    assert "The same as what is live." in shown(page, scenario)
