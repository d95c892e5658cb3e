"""Save: checked at once, the cases asked, live in one step, and nothing typed is ever lost."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Event
from time import monotonic
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape

from bots import cases, checking, drafts, outcomes
from bots.bench import Outcome
from bots.forms.posted import Posted
from bots.models import Bot, Case, Run, Scenario, ScenarioDraft, ScenarioRevision
from bots.proposals import live, typed
from bots.views import editing, saving
from staff.models import Member
from tests.conftest import Think
from tests.handover.races import at_once

pytestmark = pytest.mark.django_db

OPEN, HUMAN = "When are you open?", "I want to talk to a human"


@pytest.fixture
def page(ana: Member, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Ana's browser, on a machine where the cases are played while she waits."""
    monkeypatch.setattr(saving, "PATIENCE_SECONDS", 60)
    client.force_login(ana)
    return client


@pytest.fixture
def listens(scenario: Scenario) -> Posted:
    """The editor's page with a phrase that changes what comes of asking for the opening hours."""
    return {**live(scenario), "example_phrases": f"talk to a human\n{OPEN}"}


@pytest.fixture
def kept(bot: Bot, scenario: Scenario, ana: Member, now: datetime) -> list[Case]:
    """Two cases that are as expected now."""
    handed = Outcome(1, "human_requested", scenario.pk)
    return [
        cases.keep(bot, [OPEN], Outcome(), by=ana, now=now),
        cases.keep(bot, [HUMAN], handed, by=ana, now=now),
    ]


def address(name: str, scenario: Scenario, *more: Any) -> str:
    return reverse(f"bots:{name}", args=[scenario.bot.slug, scenario.pk, *more])


def fresh(scenario: Scenario) -> Scenario:
    return Scenario.objects.get(pk=scenario.pk)


def save(page: Client, scenario: Scenario, posted: Posted, seen: int | None = None) -> Any:
    version = fresh(scenario).edit_version if seen is None else seen
    return page.post(address("scenario_save", scenario), {**posted, "seen": version}, follow=True)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def is_live(scenario: Scenario, phrase: str = OPEN) -> bool:
    return phrase in fresh(scenario).example_phrases


def test_without_cases_what_is_valid_is_live_at_once(
    page: Client, scenario: Scenario, listens: Posted, ana: Member
) -> None:
    answer = save(page, scenario, listens)
    assert answer.redirect_chain[-1][0] == reverse("goals:page", args=["pedal"])
    assert "Human Requested is saved and live." in text_of(answer)
    assert is_live(scenario)
    assert scenario.revisions.latest("number").created_by == ana
    assert not ScenarioDraft.objects.exists()
    assert not Run.objects.exists()


def test_what_is_not_valid_is_shown_with_every_problem_and_kept_as_typed(
    page: Client, scenario: Scenario, listens: Posted
) -> None:
    posted = {**listens, "name": "", "final_message": "Hi {nmae}", "pause_for_hours": "many"}
    answer = save(page, scenario, posted)
    assert answer.status_code == 422
    assert "3 things to put right before this can be saved" in text_of(answer)
    assert typed(fresh(scenario)) == posted
    assert not is_live(scenario)
    assert scenario.revisions.count() == 1


def test_saving_what_is_live_already_writes_no_revision(page: Client, scenario: Scenario) -> None:
    answer = save(page, scenario, live(scenario))
    assert "nothing had changed" in text_of(answer)
    assert scenario.revisions.count() == 1


def test_cases_that_stay_as_they_are_stop_nobody(page: Client, scenario: Scenario, kept: list[Case]) -> None:
    answer = save(page, scenario, {**live(scenario), "final_message": "One moment, please."})
    assert "saved and live. All 2 cases behave as before." in text_of(answer)
    assert fresh(scenario).final_message == "One moment, please."


def test_a_case_that_would_change_is_shown_before_anything_is_live(
    page: Client, scenario: Scenario, listens: Posted, kept: list[Case]
) -> None:
    text = text_of(save(page, scenario, listens))
    assert "1 of 2 cases would now behave differently" in text
    assert escape(OPEN) in text
    assert "<dt>Now live</dt><dd>The bot keeps it</dd>" in text
    assert "<strong>Hands over at message 1: Human Requested</strong>" in text
    assert "<dt>Expected</dt><dd>The bot keeps it</dd>" in text
    assert not is_live(scenario)
    assert typed(fresh(scenario))["example_phrases"] == listens["example_phrases"]


def test_save_anyway_makes_it_live(
    page: Client, scenario: Scenario, listens: Posted, kept: list[Case]
) -> None:
    save(page, scenario, listens)
    run = Run.objects.get()
    answer = page.post(address("save_anyway", scenario, run.pk), follow=True)
    assert "is saved and live." in text_of(answer)
    assert is_live(scenario)
    assert not ScenarioDraft.objects.exists()


def test_save_anyway_pressed_twice_is_no_conflict_with_oneself(
    page: Client, scenario: Scenario, listens: Posted, kept: list[Case]
) -> None:
    save(page, scenario, listens)
    again = address("save_anyway", scenario, Run.objects.get().pk)
    page.post(again)
    answer = page.post(again, follow=True)
    assert "is saved and live." in text_of(answer)
    assert "changed the scenario" not in text_of(answer)
    assert fresh(scenario).revisions.count() == 2


def test_what_is_ticked_is_expected_from_then_on(
    page: Client, scenario: Scenario, listens: Posted, kept: list[Case]
) -> None:
    save(page, scenario, listens)
    run = Run.objects.get()
    row = run.played.get(case=kept[0])
    page.post(address("save_anyway", scenario, run.pk), {"accept": [row.pk, "x", 99999, "9" * 5000]})
    kept[0].refresh_from_db()
    assert outcomes.expected(kept[0]).turn == 1
    assert text_of(save(page, scenario, {**live(fresh(scenario)), "priority": "3"})).count("would now") == 0


def test_a_case_that_is_not_as_expected_anyway_is_shown_too(
    page: Client, bot: Bot, scenario: Scenario, kept: list[Case], ana: Member, now: datetime
) -> None:
    cases.expect(kept[1], Outcome(), now=now)
    text = text_of(save(page, scenario, {**live(scenario), "final_message": "One moment."}))
    assert "No case would change, but 1 of 2 is not as expected" in text
    assert "One moment." not in fresh(scenario).final_message


def test_an_engine_that_fails_is_said_at_its_case(
    page: Client, scenario: Scenario, listens: Posted, kept: list[Case], thinks: Callable[[Think], None]
) -> None:
    def think(question: str) -> str:
        raise ConnectionError("nobody there")

    thinks(think)
    text = text_of(save(page, scenario, {**live(scenario), "final_message": "One moment."}))
    assert "Could not be played to its end" in text
    assert "nobody there" in text


def test_what_somebody_changed_meanwhile_is_not_saved_from_the_page_of_the_cases(
    page: Client, scenario: Scenario, listens: Posted, kept: list[Case], carl: Member, now: datetime
) -> None:
    save(page, scenario, listens)
    run, current = Run.objects.get(), fresh(scenario)
    drafts.autosave(current, {**listens, "name": "Carl's"}, seen=current.edit_version, by=carl, now=now)
    assert "Carl Weiss changed the scenario after these cases were played." in text_of(
        page.get(address("checked", scenario, run.pk))
    )
    answer = page.post(address("save_anyway", scenario, run.pk), follow=True)
    assert "Carl Weiss changed the scenario" in text_of(answer)
    assert not is_live(scenario)
    assert typed(fresh(scenario))["name"] == "Carl's"


def test_a_person_who_was_deleted_meanwhile_is_said_and_nothing_is_live(
    page: Client, scenario: Scenario, listens: Posted, kept: list[Case], carl: Member
) -> None:
    save(page, scenario, {**listens, "goes_to": f"member:{carl.pk}"})
    run = Run.objects.get()
    carl.delete()
    answer = page.post(address("save_anyway", scenario, run.pk))
    assert answer.status_code == 422
    assert "1 thing to put right before this can be saved" in text_of(answer)
    assert not is_live(scenario)


def test_a_conflict_shows_the_difference_and_keeps_what_was_posted_on_the_page(
    page: Client, scenario: Scenario, listens: Posted, carl: Member, now: datetime
) -> None:
    seen = scenario.edit_version
    drafts.autosave(scenario, {**live(scenario), "name": "Carl's"}, seen=seen, by=carl, now=now)
    answer = save(page, scenario, listens, seen=seen)
    assert answer.status_code == 409
    assert "Carl Weiss" in text_of(answer)
    assert escape(OPEN) in answer.content.decode()
    assert not is_live(scenario)
    assert typed(fresh(scenario))["name"] == "Carl's"


def test_the_difference_is_to_what_the_other_had_at_that_moment(
    scenario: Scenario, ana: Member, carl: Member, rf: RequestFactory, now: datetime
) -> None:
    seen, theirs = scenario.edit_version, {**live(scenario), "name": "Carl's"}
    drafts.autosave(fresh(scenario), theirs, seen=seen, by=carl, now=now)
    with pytest.raises(drafts.Conflict) as lost:
        drafts.autosave(scenario, {**theirs, "name": "Ana's"}, seen=seen, by=ana, now=now)
    drafts.drop(scenario)
    request: Any = rf.post("/")
    request.user = ana
    found = editing.clash(request, lost.value.current, {**theirs, "name": "Ana's"})
    assert found.theirs == theirs


class TestLongChecks:
    @pytest.fixture
    def impatient(self, page: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
        monkeypatch.setattr(saving, "PATIENCE_SECONDS", 0)
        return page

    def test_what_takes_longer_is_played_in_the_background_with_progress(
        self, impatient: Client, scenario: Scenario, listens: Posted, kept: list[Case], now: datetime
    ) -> None:
        text = text_of(save(impatient, scenario, listens))
        assert "0 of 2 cases played" in text
        assert "Save anyway" not in text
        run = Run.objects.get()
        checking.work(run.pk, now=now)
        text = text_of(impatient.get(address("checked", scenario, run.pk)))
        assert "1 of 2 cases would now behave differently" in text
        assert 'hx-trigger="every 1s"' not in text
        assert not is_live(scenario)

    def test_an_engine_that_hangs_holds_nobody_who_saves(
        self,
        page: Client,
        scenario: Scenario,
        listens: Posted,
        kept: list[Case],
        thinks: Callable[[Think], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(saving, "PATIENCE_SECONDS", 0.2)
        released = Event()
        thinks(lambda question: str(released.wait(30)))
        begun = monotonic()
        text = text_of(save(page, scenario, listens))
        took = monotonic() - begun
        released.set()
        assert "1 of 2 cases played" in text, "the other one needs no engine"
        assert took < 10
        assert not Run.objects.get().lease_until, "a worker can go on with it at once"
        assert typed(fresh(scenario))["example_phrases"] == listens["example_phrases"]

    def test_nothing_is_saved_before_all_cases_were_asked(
        self, impatient: Client, scenario: Scenario, listens: Posted, kept: list[Case]
    ) -> None:
        save(impatient, scenario, listens)
        answer = impatient.post(address("save_anyway", scenario, Run.objects.get().pk), follow=True)
        assert "The cases are still being played. Nothing was saved yet." in text_of(answer)
        assert not is_live(scenario)

    def test_cases_that_do_not_change_leave_just_the_save_to_press(
        self, impatient: Client, scenario: Scenario, kept: list[Case], now: datetime
    ) -> None:
        save(impatient, scenario, {**live(scenario), "final_message": "One moment, please."})
        run = Run.objects.get()
        checking.work(run.pk, now=now)
        text = text_of(impatient.get(address("checked", scenario, run.pk)))
        assert "All 2 cases would behave as before" in text
        impatient.post(address("save_anyway", scenario, run.pk))
        assert fresh(scenario).final_message == "One moment, please."


def test_a_run_of_another_scenario_or_kind_saves_nothing(
    page: Client, bot: Bot, scenario: Scenario, listens: Posted, kept: list[Case], ana: Member, now: datetime
) -> None:
    save(page, scenario, listens)
    other = bot.scenarios.exclude(pk=scenario.pk)[0]
    everything = checking.run_all(bot, by=ana, now=now)
    assert page.post(address("save_anyway", other, Run.objects.earliest("pk").pk)).status_code == 404
    assert page.post(address("save_anyway", scenario, everything.pk)).status_code == 404
    assert not is_live(scenario)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_save_at_once_one_is_live_and_the_other_is_shown_the_difference(
    bot: Bot, scenario: Scenario, ana: Member, carl: Member, now: datetime
) -> None:
    carl.groups.set(ana.groups.all())
    for number in range(8):
        start = fresh(scenario)
        texts = [f"Message of {name} {number}" for name in ("Ana", "Carl")]
        answers = at_once(
            *(
                partial(_posted, member, start, {**live(start), "final_message": text})
                for member, text in zip((ana, carl), texts, strict=True)
            )
        )
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [302, 409], statuses
        won = next(place for place, answer in enumerate(answers) if answer.status_code == 302)
        assert fresh(scenario).final_message == texts[won]
        lost = answers[1 - won].content.decode()
        assert texts[won] in lost
        assert texts[1 - won] in lost
        assert ScenarioRevision.objects.filter(scenario=scenario).count() == number + 2


def _posted(member: Member, scenario: Scenario, posted: Posted) -> Any:
    client = Client()
    client.force_login(member)
    path = address("scenario_save", scenario)
    return client.post(path, {**posted, "seen": scenario.edit_version})


def test_pressing_save_twice_is_no_conflict_with_oneself_also_where_saving_tidied_up(
    page: Client, scenario: Scenario, listens: Posted
) -> None:
    seen = scenario.edit_version
    answers = [save(page, scenario, {**listens, "name": "Wants a person "}, seen) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "nothing had changed" in text_of(answers[1])
    assert fresh(scenario).name == "Wants a person"
    assert ScenarioRevision.objects.filter(scenario=scenario, fields__name="Wants a person").count() == 1


def test_a_draft_that_differs_by_a_space_is_gone_once_it_is_saved(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    drafted = {**live(scenario), "name": f"{scenario.name} "}
    drafts.autosave(scenario, drafted, seen=scenario.edit_version, by=ana, now=now)
    assert save(page, scenario, drafted).status_code == 200
    assert not ScenarioDraft.objects.exists()
