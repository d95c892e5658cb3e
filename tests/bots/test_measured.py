"""How good is it? Measured on the scenario's page: with sentences kept for that and on past conversations."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bots import cases, checking, drafts, measuring
from bots.bench import Outcome
from bots.channels.base import Inbound
from bots.decisions import Escalate, Reply, Setup, decide
from bots.detection.base import ScenarioSetup, Trigger
from bots.detection.custom import said
from bots.detection.requested import requested
from bots.engines.base import Entry
from bots.engines.local import LocalEngine
from bots.history import side_by_side
from bots.measuring import FOLDER, Measured, texts
from bots.models import Article, Bot, Channel, Played, Run, Scenario, ScenarioDraft
from bots.proposals import as_it_was, form_of, live, typed
from bots.training.texts import rows
from bots.transcript import Author, Transcript
from handover import intake, replay
from handover import measuring as past
from staff.models import Member
from tests.conftest import Say
from tests.pages import text


def setup(trigger: Trigger, *phrases: str, sensitivity: int = 3) -> ScenarioSetup:
    return ScenarioSetup(1, "One", trigger, phrases, sensitivity=sensitivity)


class TestSensitivity:
    @pytest.mark.parametrize("step", range(1, 6))
    @pytest.mark.parametrize("listen", [said, requested])
    def test_what_is_said_word_for_word_always_fires(self, step: int, listen: Callable[..., Any]) -> None:
        trigger = Trigger.CUSTOM if listen is said else Trigger.HUMAN_REQUESTED
        scenario = setup(trigger, "cancel my plan", "退订", "🙋", sensitivity=step)
        for message in ("cancel my plan", "Hello, CANCEL my plan!", "退订", "🙋"):
            assert listen((message,), scenario).fired

    def test_less_sensitive_hears_only_what_is_nearly_the_phrase(self) -> None:
        heard = [
            said(
                ("please cancl mine plann",), setup(Trigger.CUSTOM, "cancel my plan", sensitivity=step)
            ).fired
            for step in range(1, 6)
        ]
        assert heard == sorted(heard)
        assert heard[0] != heard[4]

    @pytest.mark.parametrize("wish", ["customer service", "is one of your lot about for this"])
    def test_less_sensitive_asks_for_a_plainer_wish(self, wish: str) -> None:
        fired = [requested((wish,), setup(Trigger.HUMAN_REQUESTED, sensitivity=step)).fired
                 for step in range(1, 6)]  # fmt: skip
        assert fired == sorted(fired)
        assert (fired[0], fired[4]) == (False, True)

    def test_a_phrase_that_never_matches_counts_at_every_step(self) -> None:
        for step in range(1, 6):
            scenario = ScenarioSetup(
                1, "", Trigger.CUSTOM, ("cancel my plan",), ("cancel my plan of Friday",), sensitivity=step
            )
            assert not said(("cancel my plan of Friday",), scenario).fired

    def test_more_sensitive_to_gaps_answers_only_what_is_sure(self) -> None:
        engine = LocalEngine([Entry(1, "When are you open?", "At nine.", ("opening hours",))])
        found = []
        for step in range(1, 6):
            lack = Setup(True, (setup(Trigger.LACK_OF_INFORMATION, sensitivity=step),))
            asked = Transcript().then(Author.CONTACT, "what do you close and when do you open for repairs")
            found.append(isinstance(decide(lack, asked, engine), Escalate))
        assert found == sorted(found)
        assert found[4]
        for step in (1, 5):
            lack = Setup(True, (setup(Trigger.LACK_OF_INFORMATION, sensitivity=step),))
            asked = Transcript().then(Author.CONTACT, "opening hours")
            assert isinstance(decide(lack, asked, engine), Reply)


@pytest.mark.django_db
class TestTheField:
    def test_it_is_drafted_saved_and_written_down(
        self, client: Client, scenario: Scenario, ana: Member
    ) -> None:
        client.force_login(ana)
        fields = {**live(scenario), "sensitivity": "5", "seen": str(scenario.edit_version)}
        sent = {name: value for name, value in fields.items() if value}
        assert client.post(reverse("bots:scenario_save", args=[scenario.bot.slug, scenario.pk]), sent)
        scenario.refresh_from_db()
        assert scenario.sensitivity == 5
        newest, older = scenario.revisions.all()[:2]
        assert newest.fields["sensitivity"] == 5
        (changed,) = side_by_side(form_of(scenario), as_it_was(older), as_it_was(newest))
        assert (changed.label, changed.before[0].text, changed.after[0].text) == (
            "Sensitivity", "As it comes", "Also what is doubtful",
        )  # fmt: skip

    def test_a_revision_from_before_it_was_there_has_it_as_it_comes(self, scenario: Scenario) -> None:
        revision = scenario.revisions.get()
        revision.fields.pop("sensitivity")
        assert as_it_was(revision)["sensitivity"] == "3"

    def test_what_is_no_step_is_refused_at_the_field(self, scenario: Scenario) -> None:
        form = form_of(scenario, {**live(scenario), "sensitivity": "9"})
        assert form.errors["sensitivity"] == ["Choose a step from 1 to 5."]

    def test_failed_to_resolve_has_its_retries_instead(self, bot: Bot) -> None:
        failed = Scenario.objects.get(bot=bot, trigger=Scenario.Kind.FAILED_TO_RESOLVE)
        assert "sensitivity" not in form_of(failed).fields


class TestSentences:
    def test_no_model_was_fitted_to_any_of_them(self) -> None:
        names = ("clinc150", "banking77", "feedback", "general", "requests", "requests_world")
        fitted = {row["text"].strip().casefold() for name in names for row in rows(name)}
        ours = [one for name in ("requests", "others", "beyond") for one in texts(name)]
        ours += [turn["text"] for talk in measuring._rows("conversations") for turn in talk["turns"]]
        assert [one for one in ours if one.strip().casefold() in fitted] == []
        assert len(texts("requests")) > 100
        assert len(texts("others")) == 300

    def test_where_they_come_from_is_said(self) -> None:
        said = (FOLDER / "ATTRIBUTION.md").read_text()
        for path in Path(FOLDER).glob("*.jsonl"):
            for line in path.read_text().splitlines():
                assert json.loads(line).get("source", "") in said
            assert path.stem in said


def of(found: tuple[Measured, ...], kind: str) -> Measured:
    return next(one for one in found if one.kind == kind)


@pytest.mark.django_db
class TestMeasuring:
    def test_requests_that_are_caught_and_others_that_would_be_stopped(self, scenario: Scenario) -> None:
        found = measuring.measured(scenario)
        assert of(found, "requests").right >= 95
        assert len(of(found, "others").wrong) <= 6
        scenario.never_phrases = ["I want to talk to a human"]
        worse = measuring.measured(scenario)
        assert of(worse, "requests").right < of(found, "requests").right

    def test_a_custom_scenario_by_its_own_phrases_left_out_and_by_those_of_others(
        self, bot: Bot, scenario: Scenario
    ) -> None:
        custom = Scenario(bot=bot, trigger="custom", name="Leaving", pk=99)
        custom.example_phrases = ["I want to cancel my plan", "cancel my plan now", "goodbye for ever"]
        found = measuring.measured(custom)
        assert [one.text for one in of(found, "own").wrong] == ["goodbye for ever"]
        assert of(found, "others").total == 300
        assert of(found, "elsewhere").total == len(scenario.example_phrases)
        custom.example_phrases = ["talk to a human"]
        assert [one.text for one in of(measuring.measured(custom), "elsewhere").wrong] == ["talk to a human"]

    def test_gaps_by_the_bots_own_knowledge(self, bot: Bot) -> None:
        lack = Scenario.objects.get(bot=bot, trigger=Scenario.Kind.LACK_OF_INFORMATION)
        Article.objects.filter(question="When are you open?").update(
            wordings=["opening hours", "when do you open", "at what time do you close"]
        )
        found = measuring.measured(lack)
        assert of(found, "wordings").total == 4
        assert of(found, "beyond").right >= 140
        lack.sensitivity = 5
        assert of(measuring.measured(lack), "beyond").right >= of(found, "beyond").right

    def test_without_knowledge_there_is_nothing_to_leave_out(self, bot: Bot) -> None:
        Article.objects.all().delete()
        lack = Scenario.objects.get(bot=bot, trigger=Scenario.Kind.LACK_OF_INFORMATION)
        assert [one.kind for one in measuring.measured(lack)] == ["beyond"]

    def test_failed_answers_by_conversations_and_the_retries(self, bot: Bot) -> None:
        failed = Scenario.objects.get(bot=bot, trigger=Scenario.Kind.FAILED_TO_RESOLVE)
        for failed.retries in (1, 2, 3):
            (found,) = measuring.measured(failed)
            assert found.right >= found.total - 4

    def test_the_panel_says_it_in_words_with_a_button_for_each(
        self, client: Client, scenario: Scenario, ana: Member
    ) -> None:
        client.force_login(ana)
        address = reverse("bots:scenario_measured", args=[scenario.bot.slug, scenario.pk])
        part = client.get(address, headers={"HX-Request": "true"})
        said = text(part)
        assert "real requests for a person" in said
        assert "other messages" in said
        assert "<html" not in part.content.decode()
        assert "Add as example phrase" in said
        assert "How good is Human Requested?" in text(client.get(address))

    def test_one_click_puts_a_sentence_into_the_draft(
        self, client: Client, scenario: Scenario, ana: Member
    ) -> None:
        client.force_login(ana)
        address = reverse("bots:scenario_take_up", args=[scenario.bot.slug, scenario.pk])
        sent = {"field": "example_phrases", "text": "who is in charge there", "seen": scenario.edit_version}
        response = client.post(address, sent)
        assert response.url.endswith("#id_example_phrases")  # type: ignore[attr-defined]
        assert typed(scenario)["example_phrases"] == "talk to a human\nwho is in charge there"
        assert Scenario.objects.get(pk=scenario.pk).example_phrases == ["talk to a human"]

    @pytest.mark.parametrize("sent", [
        {"field": "name", "text": "x"}, {"field": "example_phrases", "text": "  "}, {"text": "x"}, {},
    ])  # fmt: skip
    def test_what_is_no_phrase_or_no_list_is_refused(
        self, client: Client, scenario: Scenario, ana: Member, sent: dict[str, str]
    ) -> None:
        client.force_login(ana)
        address = reverse("bots:scenario_take_up", args=[scenario.bot.slug, scenario.pk])
        assert client.post(address, {**sent, "seen": scenario.edit_version}).status_code == 400
        assert not ScenarioDraft.objects.exists()

    def test_taking_up_from_an_old_page_overwrites_nothing(
        self, client: Client, scenario: Scenario, ana: Member, bea: Member, now: datetime
    ) -> None:
        drafts.autosave(
            scenario, {**live(scenario), "name": "Bea's"}, seen=scenario.edit_version, by=bea, now=now
        )
        client.force_login(ana)
        address = reverse("bots:scenario_take_up", args=[scenario.bot.slug, scenario.pk])
        client.post(address, {"field": "example_phrases", "text": "agent!!", "seen": "0"})
        assert typed(scenario)["example_phrases"] == "talk to a human"


def wrote(name: str, message: str, now: datetime) -> None:
    """Somebody else, to whom nothing was answered."""
    channel = Channel.objects.get(kind="internal")
    intake.receive(channel, Inbound(f"from-{name}", name, message), now=now)


@pytest.mark.django_db
class TestPastConversations:
    @pytest.fixture
    def measured(self, say: Say, scenario: Scenario, ana: Member, now: datetime) -> Run:
        """One that was handed over, one that could have been, one that is about something else."""
        say("talk to a human", at=now)
        wrote("two", "customer service", now)
        wrote("three", "When are you open?", now)
        run = past.start(scenario, by=ana, now=now)
        assert run
        while replay.work(run.pk, now=now):
            pass
        return Run.objects.get(pk=run.pk)

    def test_each_step_in_numbers_of_conversations(self, measured: Run) -> None:
        assert measured.finished_at
        found = {one.step: (one.handed, one.were, one.kept) for one in past.effects(measured)}
        assert found == {1: (1, 1, 0), 2: (1, 1, 0), 3: (2, 1, 0), 4: (2, 1, 0), 5: (2, 1, 0)}

    def test_the_numbers_lead_to_the_conversations(
        self, client: Client, measured: Run, scenario: Scenario, ana: Member
    ) -> None:
        client.force_login(ana)
        page = text(client.get(reverse("goals:effects", args=[scenario.bot.slug, scenario.pk])))
        assert "2 of your last 3 conversations</a> would have been handed over, 1 of them was." in page
        address = reverse("goals:behind", args=[scenario.bot.slug, scenario.pk, measured.pk])
        behind = client.get(address, {"step": "5"})
        assert len(behind.context["found"]) == 2
        assert "What happened: The bot kept it" in text(behind)
        assert client.get(address, {"step": "7"}).status_code == 404

    def test_a_scenario_that_is_off_is_measured_as_if_it_were_on(
        self, say: Say, scenario: Scenario, ana: Member, now: datetime
    ) -> None:
        Scenario.objects.filter(pk=scenario.pk).update(enabled=False)
        say("talk to a human", at=now)
        run = past.start(Scenario.objects.get(pk=scenario.pk), by=ana, now=now)
        assert run
        replay.work(run.pk, now=now)
        assert past.effects(run)[2].handed == 1

    def test_it_measures_what_is_typed(
        self, say: Say, scenario: Scenario, ana: Member, now: datetime
    ) -> None:
        fields = {**live(scenario), "example_phrases": "zebra crossing now"}
        drafts.autosave(scenario, fields, seen=scenario.edit_version, by=ana, now=now)
        say("zebra crossing now", at=now)
        run = past.start(scenario, by=ana, now=now)
        assert run
        replay.work(run.pk, now=now)
        assert past.effects(run)[2].handed == 1

    def test_a_change_that_matters_makes_it_out_of_date_and_one_that_does_not_leaves_it(
        self, measured: Run, scenario: Scenario
    ) -> None:
        posted = typed(scenario)
        assert past.is_current(measured, scenario, posted)
        assert past.is_current(measured, scenario, {**posted, "sensitivity": "5", "task_title": "x"})
        assert not past.is_current(measured, scenario, {**posted, "never_phrases": "human resources"})

    def test_measuring_again_takes_the_place_of_the_last(
        self, client: Client, measured: Run, scenario: Scenario, ana: Member
    ) -> None:
        client.force_login(ana)
        client.post(reverse("goals:measure", args=[scenario.bot.slug, scenario.pk]))
        assert Run.objects.filter(kind=Run.Kind.MEASURE).exclude(pk=measured.pk).count() == 1
        assert not Run.objects.filter(pk=measured.pk).exists()

    def test_the_latest_are_measured_and_no_more(
        self,
        internal: Channel,
        scenario: Scenario,
        ana: Member,
        now: datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(past, "MOST", 2)
        for name in ("one", "two", "three"):
            wrote(name, "When are you open?", now)
        run = past.start(scenario, by=ana, now=now)
        assert run
        assert Played.objects.filter(run=run).values("conversation").distinct().count() == 2

    def test_retries_are_the_steps_of_failed_answers(
        self, client: Client, say: Say, bot: Bot, ana: Member, now: datetime
    ) -> None:
        failed = Scenario.objects.get(bot=bot, trigger=Scenario.Kind.FAILED_TO_RESOLVE)
        for message in ("When are you open?", "that is wrong", "no, still wrong"):
            say(message, at=now)
        run = past.start(failed, by=ana, now=now)
        assert run
        replay.work(run.pk, now=now)
        assert [one.handed for one in past.effects(run)] == [1, 0, 0, 0, 0]
        client.force_login(ana)
        assert "1 retry" in text(client.get(reverse("goals:effects", args=[bot.slug, failed.pk])))

    def test_without_conversations_it_says_so(self, client: Client, scenario: Scenario, ana: Member) -> None:
        client.force_login(ana)
        page = text(client.get(reverse("goals:effects", args=[scenario.bot.slug, scenario.pk])))
        assert "Pedal has had no conversation yet." in page
        client.post(reverse("goals:measure", args=[scenario.bot.slug, scenario.pk]))
        assert not Run.objects.exists()

    def test_whoever_may_not_read_conversations_sees_none(
        self, client: Client, scenario: Scenario, ana: Member
    ) -> None:
        ana.groups.clear()
        ana.user_permissions.clear()
        client.force_login(ana)
        assert client.get(reverse("goals:effects", args=[scenario.bot.slug, scenario.pk])).status_code == 403

    def test_cases_from_the_desk_are_counted_with_how_they_fare(
        self, client: Client, scenario: Scenario, ana: Member, now: datetime
    ) -> None:
        wanted = Outcome(1, scenario.trigger, scenario.pk)
        for number, message in enumerate(("talk to a human", "zebra crossing"), start=1):
            cases.keep(scenario.bot, [message], wanted, by=ana, now=now, message=number)
        assert past.told(scenario) == past.Told(2, 0, 2)
        run = checking.run_all(scenario.bot, by=ana, now=now)
        checking.work(run.pk, now=now)
        assert past.told(scenario) == past.Told(2, 1, 0)
        client.force_login(ana)
        page = text(client.get(reverse("goals:effects", args=[scenario.bot.slug, scenario.pk])))
        assert "2 cases came of what staff said at the desk about this scenario: 1 is as expected." in page

    def test_the_panel_needs_few_queries_however_many_conversations(
        self, client: Client, measured: Run, scenario: Scenario, ana: Member,
        django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        client.force_login(ana)
        with django_assert_max_num_queries(28):
            client.get(
                reverse("goals:effects", args=[scenario.bot.slug, scenario.pk]),
                headers={"HX-Request": "true"},
            )
