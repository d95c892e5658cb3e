"""Cases: kept, played, judged and changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from bots import cases, checking, drafts, outcomes, runs
from bots.bench import Outcome
from bots.engines import KINDS
from bots.models import Article, Bot, Case, Played, Run, Scenario
from bots.proposals import live
from bots.views import cases as pages
from handover.jobs import sweep_runs_job
from staff.models import Member
from tests.conftest import Think, committed
from tests.handover.races import at_once

pytestmark = pytest.mark.django_db

ASKS = ["When are you open?", "I want to talk to a human"]
Keep = Callable[..., Case]


@pytest.fixture
def handed(scenario: Scenario) -> Outcome:
    """By Human Requested at the second message."""
    return Outcome(2, "human_requested", scenario.pk, scenario.name)


@pytest.fixture
def keep(bot: Bot, ana: Member, now: datetime) -> Keep:
    def kept(turns: list[str], expected: Outcome | None = None, **more: Any) -> Case:
        return cases.keep(bot, turns, expected or Outcome(), by=ana, now=now, **more)

    return kept


@pytest.fixture
def page(ana: Member, bot: Bot, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Ana's browser, on a machine where the cases are played while she waits."""
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 60)
    client.force_login(ana)
    return client


def address(name: str, *more: Any) -> str:
    return reverse(f"cases:{name}", args=["pedal", *more])


def shown(page: Client, name: str, *more: Any) -> str:
    return " ".join(page.get(address(name, *more)).content.decode().split())


def result_of(case: Case) -> Played:
    return Played.objects.filter(case=case).latest("pk")


def tried(**more: Any) -> dict[str, Any]:
    return {
        "turn": ASKS,
        "name": "",
        "expected_turn": "2",
        "expected_trigger": "human_requested",
        "expected_scenario": str(Scenario.objects.get(trigger="human_requested").pk),
        **more,
    }


class TestKeeping:
    def test_it_is_called_after_its_first_message_that_says_something(
        self, keep: Keep, handed: Outcome
    ) -> None:
        assert keep(ASKS, handed).name == "When are you open?"
        assert keep(["Hello", "thanks a lot!", *ASKS]).name == "When are you open?"
        assert keep(["Hello", "Hi!"]).name == "Hello"
        assert len(keep(["word " * 100]).name) == 120
        assert keep(ASKS, handed, name="  Opening\n hours ").name == "Opening hours"

    def test_the_longest_message_that_can_be_tried_can_be_kept(self, keep: Keep) -> None:
        assert keep(["x" * settings.MESSAGE_MAX_LENGTH]).turns == ["x" * settings.MESSAGE_MAX_LENGTH]

    def test_what_was_tried_is_kept_with_what_came_of_it(
        self, page: Client, bot: Bot, scenario: Scenario, ana: Member
    ) -> None:
        answer = page.post(address("keep"), tried(), follow=True)
        case = Case.objects.get()
        assert (case.bot, case.turns, case.created_by, case.conversation) == (bot, ASKS, ana, None)
        assert outcomes.expected(case) == Outcome(2, "human_requested", scenario.pk, "Human Requested")
        assert "Hands over at message 2: Human Requested" in answer.content.decode()

    def test_a_conversation_the_bot_keeps_is_kept_with_that(self, page: Client) -> None:
        page.post(address("keep"), {"turn": ASKS[:1], "expected_turn": ""})
        assert outcomes.expected(Case.objects.get()) == Outcome()

    def test_the_same_one_twice_is_kept_once(self, page: Client) -> None:
        page.post(address("keep"), tried())
        page.post(address("keep"), tried(expected_turn="", expected_trigger="", expected_scenario=""))
        assert Case.objects.get().expected_turn is None

    @pytest.mark.parametrize(
        ("posted", "said"),
        [
            ({"turn": []}, "There is no message to keep"),
            ({"turn": [" ", "\x00"]}, "There is no message to keep"),
            ({"turn": ["x"] * 101}, "These are 101 messages; a case has at most 100."),
            ({"turn": ["x" * 8001]}, "Message 1 has 8,001 characters; a case keeps at most 8,000."),
            ({"expected_trigger": "engine_failure", "expected_scenario": ""}, "no case can expect"),
            ({"expected_turn": "3"}, "There is no message 3: the case has 2."),
            ({"expected_turn": "0"}, "There is no message 0"),
            ({"expected_turn": "-1"}, "Expected turn is no number."),
            ({"expected_turn": "٣"}, "Expected turn is no number."),
            ({"expected_trigger": "boredom"}, "Say which trigger hands it over."),
            ({"expected_trigger": ""}, "Say which trigger hands it over."),
            ({"expected_scenario": "9999"}, "The scenario it expects is not one of this bot."),
            ({"expected_scenario": "me"}, "Expected scenario is no number."),
        ],
    )
    def test_what_is_no_case_is_refused_in_words(
        self, posted: dict[str, Any], said: str, page: Client, scenario: Scenario
    ) -> None:
        answer = page.post(address("keep"), tried(**posted))
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not Case.objects.exists()

    def test_html_and_other_scripts_are_kept_as_they_are(self, page: Client) -> None:
        page.post(address("keep"), {"turn": ["<script>alert(1)</script>", "مرحبا 🙂"]})
        case = Case.objects.get()
        assert case.turns == ["<script>alert(1)</script>", "مرحبا 🙂"]
        text = shown(page, "case", case.pk)
        assert escape("<script>alert(1)</script>") in text
        assert "<script>alert(1)</script>" not in text

    def test_a_bot_has_room_for_so_many(
        self, keep: Keep, page: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cases, "MOST", 1)
        keep(["One"])
        answer = page.post(address("keep"), {"turn": ["Two"]})
        assert "A bot can have 1 cases." in answer.content.decode()


class TestRunning:
    def test_all_cases_are_played_against_what_is_live(
        self, page: Client, keep: Keep, handed: Outcome
    ) -> None:
        good, bad = keep(ASKS, handed), keep(["I want to talk to a human"], name="Kept by the bot")
        answer = page.post(address("run"), follow=True)
        text = " ".join(answer.content.decode().split())
        assert "2 cases, <strong>1 not as expected</strong>." in text
        assert text.index("Kept by the bot") < text.index("When are you open?")
        assert outcomes.same(outcomes.after(result_of(good)), handed)
        assert result_of(bad).after_turn == 1

    def test_the_list_says_which_were_never_run(self, page: Client, keep: Keep) -> None:
        keep(["When are you open?"])
        assert "1 case, 1 not run yet." in shown(page, "page")

    def test_one_case_is_run_alone(self, page: Client, keep: Keep) -> None:
        one, other = keep(["When are you open?"]), keep(["Do you rent out electric bikes?"])
        page.post(address("run_one", one.pk))
        assert result_of(one).played_at
        assert not Played.objects.filter(case=other).exists()
        assert "As expected" in shown(page, "case", one.pk)

    def test_a_change_after_the_run_is_said(self, page: Client, keep: Keep, bot: Bot, now: datetime) -> None:
        keep(["When are you open?"])
        page.post(address("run"))
        assert "run them again" not in shown(page, "page")
        Article.objects.filter(bot=bot).update(updated_at=now + timedelta(hours=1))
        assert "The bot was changed since: run them again." in shown(page, "page")

    def test_without_a_case_there_is_nothing_to_run(self, page: Client, bot: Bot) -> None:
        answer = page.post(address("run"), follow=True)
        assert "There is no case yet" in answer.content.decode()
        assert not Run.objects.exists()

    def test_the_master_switch_does_not_fail_the_cases(
        self, page: Client, keep: Keep, handed: Outcome, bot: Bot
    ) -> None:
        Bot.objects.filter(pk=bot.pk).update(handover_enabled=False)
        keep(ASKS, handed)
        page.post(address("run"))
        assert "1 case, all as expected." in shown(page, "page")

    def test_an_engine_that_fails_marks_its_case_and_the_run_goes_on(
        self, page: Client, keep: Keep, thinks: Callable[[Think], None]
    ) -> None:
        def think(question: str) -> str:
            if "rent" in question:
                raise ConnectionError("nobody there")
            return "From 9 to 18."

        thinks(think)
        broken, fine = keep(["Do you rent out electric bikes?"]), keep(["When are you open?"])
        page.post(address("run"))
        assert "nobody there" in result_of(broken).failure
        assert (result_of(fine).failure, result_of(fine).after_turn) == ("", None)
        assert "Could not be played to its end" in shown(page, "page")

    def test_an_engine_that_cannot_be_built_marks_every_case(
        self, page: Client, keep: Keep, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(entries: object) -> None:
            raise ValueError("no key")

        monkeypatch.setitem(KINDS, "broken", refuse)
        Bot.objects.filter(pk=bot.pk).update(engine="broken")
        case = keep(["When are you open?"])
        page.post(address("run"))
        assert "no key" in result_of(case).failure
        assert Run.objects.get().finished_at

    def test_a_case_whose_scenario_was_deleted_says_so_and_fails(
        self, page: Client, keep: Keep, handed: Outcome, scenario: Scenario, now: datetime
    ) -> None:
        case = keep(ASKS, handed)
        Scenario.objects.filter(pk=scenario.pk).update(deleted_at=now)
        page.post(address("run"))
        assert "(this scenario was deleted)" in shown(page, "page")
        assert "Not as expected" in shown(page, "case", case.pk)
        assert "This scenario was deleted. Choose another below." in shown(page, "case", case.pk)


class TestLongRuns:
    def test_what_is_not_done_at_once_is_gone_on_with_later(
        self, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        kept = [keep([f"When are you open? {number}"]) for number in range(3)]
        run = checking.of_what_is_live(bot, kept, by=ana, now=now)
        assert checking.work(run.pk, now=now, seconds=0)
        assert runs.Progress.of(run, now=now).done == 0
        assert not checking.work(run.pk, now=now)
        progress = runs.Progress.of(Run.objects.get(), now=now)
        assert (progress.done, progress.total, progress.finished) == (3, 3, True)

    def test_the_page_shows_how_far_it_is_and_asks_again(
        self, page: Client, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        run = checking.run_all(keep(["One"]).bot, by=ana, now=now)
        text = shown(page, "page")
        assert "0 of 1 cases played" in text
        assert 'hx-trigger="every 1s"' in text
        checking.work(run.pk, now=now)
        assert 'hx-trigger="every 1s"' not in shown(page, "page")

    def test_a_second_run_of_all_joins_the_first(
        self, bot: Bot, keep: Keep, ana: Member, carl: Member, now: datetime
    ) -> None:
        keep(["One"])
        assert checking.run_all(bot, by=ana, now=now) == checking.run_all(bot, by=carl, now=now)

    def test_a_run_of_one_case_does_not_stand_for_all(
        self, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        one, _ = keep(["One"]), keep(["Two"])
        alone = checking.of_what_is_live(bot, [one], by=ana, now=now)
        everything = checking.run_all(bot, by=ana, now=now)
        assert everything != alone
        assert everything.played.count() == 2
        assert checking.going_on(bot) == everything

    def test_a_run_that_a_worker_holds_is_left_to_it_until_its_lease_ends(
        self, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        run = checking.of_what_is_live(bot, [keep(["One"])], by=ana, now=now)
        Run.objects.update(lease_until=now + runs.LEASE)
        assert not checking.work(run.pk, now=now)
        assert Played.objects.get().played_at is None
        checking.work(run.pk, now=now + runs.LEASE)
        assert Played.objects.get().played_at

    def test_the_sweep_goes_on_with_a_run_whose_worker_died(
        self, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        checking.of_what_is_live(bot, [keep(["One"])], by=ana, now=now)
        sweep_runs_job()
        assert Played.objects.get().played_at is None
        Run.objects.update(created_at=now - timedelta(minutes=5), lease_until=now - timedelta(seconds=1))
        sweep_runs_job()
        assert Run.objects.get().finished_at

    def test_a_run_that_nobody_works_on_says_so(
        self, page: Client, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        checking.of_what_is_live(bot, [keep(["One"])], by=ana, now=now - timedelta(minutes=5))
        assert "Nothing has moved for a while." in shown(page, "page")

    def test_a_run_whose_bot_or_case_is_deleted_ends_quietly(
        self, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        one, other = keep(["One"]), keep(["Two"])
        run = checking.of_what_is_live(bot, [one, other], by=ana, now=now)
        one.delete()
        assert not checking.work(run.pk, now=now)
        assert Played.objects.get().case == other
        run = checking.of_what_is_live(bot, [other], by=ana, now=now)
        bot.delete()
        assert not checking.work(run.pk, now=now)

    def test_a_case_deleted_while_it_is_played_does_not_stop_the_others(
        self, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        first, second = keep(["When?"]), keep(["Where?"])

        def turns(row: Played) -> list[str]:
            Case.objects.filter(pk=first.pk).delete()
            return ["Where?"]

        run = checking.of_what_is_live(bot, [first, second], by=ana, now=now)
        runs.work(run.pk, turns, now=now)
        assert [row.case for row in Played.objects.exclude(played_at=None)] == [second]

    def test_a_conversation_that_takes_for_ever_is_given_up_and_the_next_is_played(
        self,
        bot: Bot,
        keep: Keep,
        ana: Member,
        now: datetime,
        thinks: Callable[[Think], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(runs, "LONGEST_SECONDS", 0.2)
        released = Event()
        thinks(lambda question: "There." if "Where" in question else str(released.wait(20)))
        slow, quick = keep(["When are you open?"]), keep(["Where are you?"])
        run = checking.of_what_is_live(bot, [slow, quick], by=ana, now=now)
        assert not checking.work(run.pk, now=now)
        released.set()
        assert result_of(slow).failure == "Playing it took longer than 0.2 seconds."
        assert not result_of(quick).failure

    def test_old_runs_are_not_kept(self, bot: Bot, keep: Keep, ana: Member, now: datetime) -> None:
        case = keep(["One"])
        checking.of_what_is_live(bot, [case], by=ana, now=now - timedelta(days=31))
        latest = checking.of_what_is_live(bot, [case], by=ana, now=now)
        assert list(Run.objects.all()) == [latest]


class TestChanging:
    def test_the_new_outcome_is_accepted(self, page: Client, keep: Keep, handed: Outcome) -> None:
        case = keep(ASKS)
        page.post(address("run"))
        assert "This is right: expect it" in shown(page, "case", case.pk)
        page.post(address("accept", case.pk, result_of(case).pk))
        case.refresh_from_db()
        assert outcomes.expected(case) == handed
        assert "1 case, all as expected." in shown(page, "page")

    def test_the_result_of_another_case_is_not_accepted(self, page: Client, keep: Keep) -> None:
        one, other = keep(ASKS), keep(["I want to talk to a human"])
        page.post(address("run"))
        assert page.post(address("accept", one.pk, result_of(other).pk)).status_code == 404

    def test_name_and_expectation_are_edited(self, page: Client, keep: Keep, scenario: Scenario) -> None:
        case = keep(ASKS)
        page.post(address("change", case.pk), {"name": "Asks twice", "turn": "2", "scenario": scenario.pk})
        case.refresh_from_db()
        assert case.name == "Asks twice"
        assert outcomes.expected(case) == Outcome(2, "human_requested", scenario.pk, "Human Requested")

    @pytest.mark.parametrize(
        ("posted", "said"),
        [
            ({"name": " ", "turn": ""}, "Give the case a name."),
            ({"name": "x" * 121, "turn": ""}, "at most 120 characters"),
            ({"name": "A", "turn": "1", "scenario": ""}, "Choose the scenario that should hand it over."),
            ({"name": "A", "turn": "9", "scenario": ""}, "That is not there any more. Choose another."),
            ({"name": "A", "turn": "1", "scenario": "999"}, "That is not there any more. Choose another."),
        ],
    )
    def test_what_cannot_be_expected_is_said_at_its_field(
        self, posted: dict[str, str], said: str, page: Client, keep: Keep
    ) -> None:
        case = keep(ASKS)
        answer = page.post(address("change", case.pk), posted)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        case.refresh_from_db()
        assert (case.name, case.expected_turn) == ("When are you open?", None)

    def test_deleting_asks_first(self, page: Client, keep: Keep) -> None:
        case = keep(ASKS)
        assert "Delete this case?" in page.post(address("delete", case.pk)).content.decode()
        assert Case.objects.exists()
        page.post(address("delete", case.pk), {"sure": "yes"})
        assert not Case.objects.exists()

    def test_a_case_of_another_bot_is_not_there(self, page: Client, keep: Keep) -> None:
        case = keep(ASKS)
        Bot.objects.create(name="Other", slug="other")
        for name in ("case", "change", "delete", "run_one"):
            path = reverse(f"cases:{name}", args=["other", case.pk])
            assert {page.get(path).status_code, page.post(path).status_code} <= {404, 405}

    def test_members_who_do_not_set_bots_up_see_no_cases(self, bea: Member, client: Client, bot: Bot) -> None:
        client.force_login(bea)
        assert client.get(address("page")).status_code == 403
        assert client.post(address("keep"), tried()).status_code == 403

    def test_a_case_is_not_renamed_to_nothing(self, keep: Keep, now: datetime) -> None:
        with pytest.raises(ValidationError, match="Give the case a name"):
            cases.change(keep(ASKS), " \n ", Outcome(), now=now)

    def test_a_case_that_was_deleted_meanwhile_stays_deleted(
        self, keep: Keep, handed: Outcome, now: datetime
    ) -> None:
        case = keep(ASKS)
        Case.objects.filter(pk=case.pk).delete()
        cases.expect(case, handed, now=now)
        assert not Case.objects.exists()

    def test_accepting_an_outcome_leaves_the_name_that_somebody_gave_it_meanwhile(
        self, keep: Keep, handed: Outcome, now: datetime
    ) -> None:
        case = keep(ASKS)
        cases.change(Case.objects.get(), "Opening hours", Outcome(), now=now)
        cases.expect(case, handed, now=now)
        kept = Case.objects.get()
        assert (kept.name, kept.expected_turn) == ("Opening hours", 2)

    def test_a_change_that_is_refused_while_it_is_played_still_asks_the_case_itself(
        self, page: Client, bot: Bot, keep: Keep, ana: Member, now: datetime
    ) -> None:
        case = keep(ASKS)
        checking.of_what_is_live(bot, [case], by=ana, now=now)
        answer = page.post(address("change", case.pk), {"name": "", "turn": "", "scenario": ""})
        assert answer.status_code == 422
        assert f'hx-get="{address("case", case.pk)}"' in answer.content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_keep_and_run_all_pressed_twice_keep_and_run_once(bot: Bot, ana: Member, now: datetime) -> None:
    for number in range(8):
        keep = partial(cases.keep, bot, [f"Number {number}"], Outcome(), by=ana, now=now)
        first, second = at_once(keep, keep)
        assert first == second
        run = partial(checking.run_all, bot, by=ana, now=now)
        first, second = at_once(run, run)
        assert first == second
        checking.work(first.pk, now=now)


def test_a_run_plays_the_drafts_it_was_given_not_those_of_later(
    bot: Bot, scenario: Scenario, keep: Keep, ana: Member, now: datetime
) -> None:
    keep(["When are you open?"])
    posted = {**live(scenario), "example_phrases": "When are you open?"}
    run = checking.before_saving(scenario, posted, seen=1, by=ana, now=now)
    assert run
    drafts.autosave(scenario, {"name": "later"}, seen=scenario.edit_version, by=ana, now=now)
    checking.work(run.pk, now=now)
    [result] = checking.remarkable(run)
    assert (result.before.turn, result.after.turn, result.message) == (None, 1, "When are you open?")
    assert result.difference == "Newly handed over"


@pytest.mark.postgres
@committed
def test_two_workers_that_come_at_once_play_each_case_once(
    bot: Bot, keep: Keep, ana: Member, now: datetime, thinks: Callable[[Think], None]
) -> None:
    asked: list[str] = []
    thinks(lambda question: asked.append(question) or "There.")  # type: ignore[func-returns-value]
    kept = [keep([f"When are you open on day {number}?"]) for number in range(5)]
    for _ in range(10):
        asked.clear()
        run = checking.of_what_is_live(bot, kept, by=ana, now=now)
        at_once(partial(checking.work, run.pk, now=now), partial(checking.work, run.pk, now=now))
        assert len(asked) == len(kept)
        assert runs.Progress.of(Run.objects.get(pk=run.pk), now=now).finished
