"""Two administrators at the same moment, as two real callers on PostgreSQL."""

from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bots import drafts
from bots.models import Bot, BotDraft, Scenario, ScenarioDraft
from bots.proposals import live, typed
from staff.models import ADMINISTRATOR, Member
from tests.conftest import member
from tests.handover.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TIMES = range(15)


def fresh(scenario: Scenario) -> Scenario:
    return Scenario.objects.get(pk=scenario.pk)


def named(scenario: Scenario, name: str) -> Scenario:
    changed = fresh(scenario)
    changed.name = name
    return changed


def the_one(results: list[Any]) -> tuple[int, drafts.Conflict]:
    """Which of two got through, and what the other was told."""
    lost = [result for result in results if isinstance(result, drafts.Conflict)]
    assert len(lost) == 1, results
    return 1 - results.index(lost[0]), lost[0]


def test_of_two_first_letters_one_is_kept_and_the_other_is_told_whose_it_is(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    winners = set()
    for _ in TIMES:
        ScenarioDraft.objects.all().delete()
        seen = fresh(scenario).edit_version
        write = partial(drafts.autosave, seen=seen, now=now)
        results = at_once(
            partial(write, fresh(scenario), {"name": "0"}, by=ana),
            partial(write, fresh(scenario), {"name": "1"}, by=bea),
        )
        winner, told = the_one(results)
        assert ScenarioDraft.objects.get().fields == {"name": str(winner)}
        assert told.current.edited_by == (ana, bea)[winner]
        assert fresh(scenario).edit_version == seen + 1
        winners.add(winner)
    assert winners <= {0, 1}


def test_of_a_save_and_a_letter_typed_elsewhere_one_wins_whole(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    for round in TIMES:
        before, seen = fresh(scenario).name, fresh(scenario).edit_version
        revisions = scenario.revisions.count()
        results = at_once(
            partial(drafts.activate, named(scenario, f"Saved {round}"), by=ana, now=now, seen=seen),
            partial(drafts.autosave, fresh(scenario), {"name": "Typed"}, seen=seen, by=bea, now=now),
        )
        winner, _ = the_one(results)
        if winner == 0:
            assert fresh(scenario).name == f"Saved {round}"
            assert not ScenarioDraft.objects.exists()
        else:
            assert fresh(scenario).name == before
            assert scenario.revisions.count() == revisions
            assert ScenarioDraft.objects.get().fields == {"name": "Typed"}
        ScenarioDraft.objects.all().delete()


def test_of_two_saves_one_is_live_with_one_revision(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    for _ in TIMES:
        seen, revisions = fresh(scenario).edit_version, scenario.revisions.count()
        results = at_once(
            partial(drafts.activate, named(scenario, "0"), by=ana, now=now, seen=seen),
            partial(drafts.activate, named(scenario, "1"), by=bea, now=now, seen=seen),
        )
        winner, told = the_one(results)
        assert fresh(scenario).name == str(winner)
        assert told.current.edited_by == (ana, bea)[winner]
        assert scenario.revisions.count() == revisions + 1
        assert scenario.revisions.order_by("-number")[0].fields["name"] == str(winner)


def test_of_a_discard_and_a_letter_typed_elsewhere_one_wins_whole(
    scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    for _ in TIMES:
        seen = drafts.autosave(
            scenario, {"name": "Before"}, seen=fresh(scenario).edit_version, by=ana, now=now
        )
        results = at_once(
            partial(drafts.discard, fresh(scenario), seen=seen, by=ana, now=now),
            partial(drafts.autosave, fresh(scenario), {"name": "After"}, seen=seen, by=bea, now=now),
        )
        winner, _ = the_one(results)
        left = [draft.fields for draft in ScenarioDraft.objects.all()]
        assert left == ([] if winner == 0 else [{"name": "After"}])


def browser(person: Member) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_of_two_pages_saved_at_once_one_is_live_and_the_other_comes_back_with_all_that_was_typed(
    bot: Bot, ana: Member
) -> None:
    people = [ana, member("Cleo Rossi", ADMINISTRATOR)]
    browsers = [browser(person) for person in people]
    address = reverse("bots:settings_save", args=[bot.slug])
    for _ in TIMES:
        there = Bot.objects.get()
        forms = [live(there) | {"greeting": f"{n} {there.edit_version}"} for n in range(2)]
        answers = at_once(
            *(
                partial(client.post, address, form | {"seen": there.edit_version})
                for client, form in zip(browsers, forms, strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        winner = next(n for n in range(2) if answers[n].status_code == 302)
        assert Bot.objects.get().greeting == forms[winner]["greeting"]
        lost = answers[1 - winner]
        assert lost.context["form"]["greeting"].value() == forms[1 - winner]["greeting"]
        assert lost.context["clash"].by == str(people[winner])
        assert not BotDraft.objects.exists()


def test_of_two_scripts_one_is_kept_and_the_other_gets_both_versions(bot: Bot, ana: Member) -> None:
    browsers = [browser(ana), browser(member("Cleo Rossi", ADMINISTRATOR))]
    address = reverse("bots:settings_autosave", args=[bot.slug])
    for _ in TIMES:
        there = Bot.objects.get()
        forms = [typed(there) | {"greeting": f"{n} {there.edit_version}"} for n in range(2)]
        answers = at_once(
            *(
                partial(
                    client.post,
                    address,
                    form | {"seen": there.edit_version},
                    headers={"accept": "application/json"},
                )
                for client, form in zip(browsers, forms, strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        winner = next(n for n in range(2) if answers[n].status_code == 200)
        told = answers[1 - winner].json()
        assert [one["before"] for one in told["changes"]] == [forms[winner]["greeting"]]
        assert BotDraft.objects.get().fields == forms[winner]
