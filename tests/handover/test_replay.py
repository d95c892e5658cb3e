"""Replay: past conversations against the drafts, beside what happened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bots import drafts, outcomes
from bots.bench import Outcome
from bots.channels.base import Inbound
from bots.models import Bot, Case, Channel, Played, Run, Scenario
from bots.proposals import live
from handover import desk, intake, replay
from handover.jobs import replay_job, sweep_runs_job
from handover.models import Contact, Conversation, Message
from handover.replay import Wanted
from handover.views import replay as pages
from staff.models import Member
from tests.conftest import Say, Think, run_due

pytestmark = pytest.mark.django_db

OPEN, HUMAN = "When are you open?", "I want to talk to a human"


@pytest.fixture
def page(ana: Member, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Ana's browser, on a machine where the conversations are played while she waits."""
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 60)
    client.force_login(ana)
    return client


@pytest.fixture
def writes(internal: Channel, now: datetime) -> Callable[..., Conversation]:
    """A contact of that name writes these, a minute apart, a day ago."""
    count = 0

    def write(who: str, *texts: str, gap: timedelta = timedelta(minutes=1)) -> Conversation:
        nonlocal count
        for text in texts:
            count += 1
            moment = now - timedelta(days=1) + gap * count
            received = intake.receive(internal, Inbound(f"r{count}", who, text), now=moment)
            run_due(moment)
        return Conversation.objects.get(pk=received.message.conversation_id)

    return write


Writes = Callable[..., Conversation]


def type_phrases(scenario: Scenario, ana: Member, now: datetime, phrases: str) -> None:
    """The draft listens for these instead."""
    current = Scenario.objects.get(pk=scenario.pk)
    posted = {**live(current), "example_phrases": phrases}
    drafts.autosave(current, posted, seen=current.edit_version, by=ana, now=now)


def address(name: str, *more: Any) -> str:
    return reverse(f"cases:{name}", args=["pedal", *more])


def start(page: Client, **wanted: Any) -> str:
    answer = page.post(address("replay_start"), wanted, follow=True)
    return " ".join(answer.content.decode().split())


def played(conversation: Conversation) -> Played:
    return Played.objects.filter(conversation=conversation.pk).latest("pk")


def test_what_happened_stands_beside_what_the_draft_would_do_differences_first(
    page: Client, scenario: Scenario, ana: Member, now: datetime, writes: Writes
) -> None:
    same, differs = writes("Same", OPEN, HUMAN), writes("Newly", OPEN)
    writes("Later", OPEN)
    type_phrases(scenario, ana, now, OPEN)
    text = start(page)
    assert "3 of 3 conversations would have gone differently" in text
    assert "Handed over earlier" in text
    assert text.count("Newly handed over") == 2
    assert "With the drafts of Human Requested as they were" in text
    assert outcomes.before(played(same)).turn == 2
    assert outcomes.after(played(same)).turn == 1
    assert outcomes.before(played(differs)) == Outcome()
    assert reverse("desk:conversation", args=[differs.pk]) in text
    assert text.count(f'<span class="hint">Message 1</span> {OPEN}</blockquote>') == 3


def test_those_that_go_the_same_way_come_last(
    page: Client, bot: Bot, scenario: Scenario, ana: Member, now: datetime, writes: Writes
) -> None:
    differs = writes("First", "How much does a bicycle service cost?")
    same = writes("Last", OPEN)
    type_phrases(scenario, ana, now, "How much does a bicycle service cost?")
    text = start(page)
    assert "1 of 2 conversations would have gone differently" in text
    desk_of = [reverse("desk:conversation", args=[one.pk]) for one in (differs, same)]
    assert text.index(f'href="{desk_of[0]}"') < text.index(f'href="{desk_of[1]}"')


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        (Outcome(), Outcome(1, "custom", 1, "A"), "Newly handed over"),
        (Outcome(1, "custom", 1, "A"), Outcome(), "No longer handed over"),
        (Outcome(2, "custom", 1, "A"), Outcome(1, "custom", 1, "A"), "Handed over earlier"),
        (Outcome(2, "custom", 1, "A"), Outcome(3, "custom", 1, "A"), "Handed over later"),
        (Outcome(2, "custom", 1, "A"), Outcome(2, "custom", 2, "B"), "Handed over by another scenario"),
        (Outcome(2, "custom", 1, "A"), Outcome(2, "custom", 1, "Renamed"), ""),
        (Outcome(2, "custom", None, "A"), Outcome(2, "custom", 2, "B"), "Handed over by another scenario"),
        (Outcome(), Outcome(), ""),
    ],
)
def test_each_difference_has_its_words(was: Outcome, is_now: Outcome, said: str) -> None:
    assert outcomes.difference(was, is_now) == said


def test_a_draft_that_never_hands_over_is_no_longer(
    page: Client, bot: Bot, scenario: Scenario, ana: Member, now: datetime, writes: Writes
) -> None:
    writes("Dana", HUMAN)
    current = Scenario.objects.get(pk=scenario.pk)
    posted = {name: text for name, text in live(current).items() if name != "enabled"}
    drafts.autosave(current, posted, seen=current.edit_version, by=ana, now=now)
    assert "No longer handed over" in start(page)


def test_what_was_written_to_a_person_is_not_played_to_the_bot(
    page: Client, say: Say, bea: Member, now: datetime
) -> None:
    conversation = say(HUMAN, at=now - timedelta(hours=3))
    desk.reply(conversation, bea, "How can I help?", now=now - timedelta(hours=2))
    say("My boiler broke and nobody answers", at=now - timedelta(hours=1))
    assert replay.turns_of(conversation.pk) == [HUMAN]


def test_quick_messages_that_were_one_turn_are_one_turn_again(
    bot: Bot, internal: Channel, now: datetime
) -> None:
    for number, text in enumerate(["Hi", "I want to", "talk to a human"]):
        moment = now - timedelta(hours=1) + timedelta(seconds=2 * number)
        received = intake.receive(internal, Inbound(f"b{number}", "burst", text), now=moment)
    run_due(now - timedelta(minutes=50))
    pk = received.message.conversation_id
    assert replay.turns_of(pk) == ["Hi\nI want to\ntalk to a human"]
    thread = list(Message.objects.said().filter(conversation=pk).order_by("pk"))
    handover = Conversation.objects.get(pk=pk).handovers.get()
    assert replay.what_happened(thread, handover).turn == 1


def test_only_the_first_handover_counts_and_at_its_own_message(
    page: Client, writes: Writes, scenario: Scenario
) -> None:
    conversation = writes("Dana", OPEN, "How much does a bicycle service cost?", HUMAN, OPEN)
    start(page)
    happened = outcomes.before(played(conversation))
    assert (happened.turn, happened.scenario) == (3, scenario.pk)
    assert played(conversation).differs is False


class TestChoosing:
    def test_by_channel_scenario_day_and_words(
        self, bot: Bot, internal: Channel, scenario: Scenario, writes: Writes, webchat: Channel, now: datetime
    ) -> None:
        handed, plain = writes("Handed", HUMAN), writes("Plain", OPEN)
        old = writes("Old", OPEN)
        Conversation.objects.filter(pk=old.pk).update(last_message_at=now - timedelta(days=40))
        found = {
            "all": Wanted(),
            "scenario": Wanted(scenario=scenario.pk),
            "words": Wanted(text="are you OPEN"),
            "day": Wanted(since=now - timedelta(days=30)),
            "channel": Wanted(channel=internal.pk),
            "other channel": Wanted(channel=webchat.pk),
        }
        picked = {name: {row.pk for row in replay.past(bot, wanted)} for name, wanted in found.items()}
        everything = {handed.pk, plain.pk, old.pk}
        assert picked == {
            "all": everything,
            "scenario": {handed.pk},
            "words": {plain.pk, old.pk},
            "day": {handed.pk, plain.pk},
            "channel": everything,
            "other channel": set(),
        }

    def test_at_most_a_hundred_the_latest(
        self, bot: Bot, ana: Member, writes: Writes, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(replay, "MOST", 2)
        kept = [writes(name, OPEN) for name in ("A", "B", "C")][1:]
        run = replay.start(bot, Wanted(), by=ana, now=now)
        assert run
        assert {row.conversation for row in run.played.all()} == {one.pk for one in kept}

    def test_a_filter_that_fits_nothing_says_so(self, page: Client, writes: Writes) -> None:
        writes("Dana", OPEN)
        assert "No conversation is like that. Widen the filter." in start(page, text="zebra")
        assert not Run.objects.exists()

    @pytest.mark.parametrize(
        ("wanted", "said"),
        [
            ({"since": "soon"}, "Enter a valid date."),
            ({"channel": "999"}, "That is not there any more."),
            ({"scenario": "x"}, "That is not there any more."),
            ({"text": "x" * 101}, "at most 100 characters"),
        ],
    )
    def test_a_filter_that_makes_no_sense_is_refused_at_its_field(
        self, wanted: dict[str, str], said: str, page: Client, bot: Bot
    ) -> None:
        assert said in start(page, **wanted)
        assert not Run.objects.exists()

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_no_day_is_too_early_or_too_late_to_be_understood(
        self, day: str, page: Client, writes: Writes
    ) -> None:
        writes("Dana", OPEN)
        for zone in ("Pacific/Auckland", "America/Los_Angeles"):
            with timezone.override(zone):
                answer = page.post(address("replay_start"), {"since": day}, follow=True)
            assert answer.status_code == 422
            said = "from the year 2000 on" if day.startswith("0") else "No conversation is like that."
            assert said in answer.content.decode()

    def test_without_a_draft_the_page_says_that_nothing_was_changed(self, page: Client, bot: Bot) -> None:
        assert (
            "No scenario has a draft, so conversations are played with what is live"
            in page.get(address("replay")).content.decode()
        )


class TestLongReplays:
    def test_it_goes_on_in_the_background_with_progress(
        self, page: Client, writes: Writes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "PATIENCE_SECONDS", 0)
        writes("A", OPEN)
        writes("B", OPEN)
        text = start(page)
        assert "0 of 2 conversations played" in text
        assert 'hx-trigger="every 1s"' in text
        run = Run.objects.get()
        replay_job(run.pk)
        text = page.get(address("replayed", run.pk)).content.decode()
        assert "All 2 conversations would have gone the same way" in text
        assert 'hx-trigger="every 1s"' not in text

    def test_the_sweep_goes_on_with_one_that_was_left_behind(
        self, bot: Bot, ana: Member, writes: Writes, now: datetime
    ) -> None:
        writes("A", OPEN)
        run = replay.start(bot, Wanted(), by=ana, now=now)
        Run.objects.update(created_at=now - timedelta(minutes=2), lease_until=now - timedelta(seconds=1))
        sweep_runs_job()
        assert run
        run.refresh_from_db()
        assert run.finished_at

    def test_a_new_replay_takes_the_place_of_ones_own_not_of_others(
        self, bot: Bot, ana: Member, carl: Member, writes: Writes, now: datetime
    ) -> None:
        writes("A", OPEN)
        replay.start(bot, Wanted(), by=ana, now=now)
        carls = replay.start(bot, Wanted(), by=carl, now=now)
        mine = replay.start(bot, Wanted(), by=ana, now=now)
        assert set(Run.objects.all()) == {carls, mine}

    def test_a_conversation_that_is_deleted_meanwhile_is_marked_and_the_rest_played(
        self, page: Client, bot: Bot, ana: Member, writes: Writes, now: datetime
    ) -> None:
        gone, there = writes("Gone", OPEN), writes("There", OPEN)
        run = replay.start(bot, Wanted(), by=ana, now=now)
        assert run
        Contact.objects.filter(conversations=gone.pk).delete()
        replay.work(run.pk, now=now)
        assert "no longer there" in played(gone).failure
        assert played(there).failure == ""
        text = page.get(address("replayed", run.pk)).content.decode()
        assert "A conversation that is no longer there" in text
        assert "1 could not be played to the end" in text

    def test_an_engine_that_fails_is_said_and_the_others_are_played(
        self, page: Client, writes: Writes, thinks: Callable[[Think], None]
    ) -> None:
        broken, fine = writes("Broken", "Do you rent out electric bikes?"), writes("Fine", OPEN)

        def think(question: str) -> str:
            if "rent" in question:
                raise ConnectionError("nobody there")
            return "From 9 to 18."

        thinks(think)
        start(page)
        assert "nobody there" in played(broken).failure
        assert played(fine).failure == ""

    def test_of_a_deleted_bot_there_is_nothing_left_to_play(
        self, bot: Bot, ana: Member, writes: Writes, now: datetime
    ) -> None:
        writes("A", OPEN)
        run = replay.start(bot, Wanted(), by=ana, now=now)
        assert run
        bot.delete()
        replay_job(run.pk)
        assert not Run.objects.exists()


class TestKeeping:
    @pytest.mark.parametrize(("expect", "turn"), [("played", 1), ("happened", None)])
    def test_a_conversation_is_kept_with_what_is_right(
        self,
        expect: str,
        turn: int | None,
        page: Client,
        scenario: Scenario,
        ana: Member,
        now: datetime,
        writes: Writes,
    ) -> None:
        conversation = writes("Dana", OPEN)
        type_phrases(scenario, ana, now, OPEN)
        start(page)
        row = played(conversation)
        page.post(address("keep_conversation", conversation.pk), {"played": row.pk, "expect": expect})
        case = Case.objects.get()
        assert (case.turns, case.conversation, case.expected_turn) == ([OPEN], conversation.pk, turn)
        assert "Kept as a case." in page.get(address("replayed", row.run_id)).content.decode()
        assert (
            reverse("desk:conversation", args=[conversation.pk])
            in page.get(address("case", case.pk)).content.decode()
        )

    def test_that_the_engine_failed_is_nothing_to_expect(
        self,
        page: Client,
        bot: Bot,
        scenario: Scenario,
        ana: Member,
        now: datetime,
        writes: Writes,
        thinks: Callable[[Think], None],
    ) -> None:
        def think(question: str) -> str:
            raise ConnectionError("nobody there")

        thinks(think)
        conversation = writes("Dana", OPEN)
        thinks(lambda question: "There.")
        text = start(page)
        assert "Handed over at message 1: the engine failed" in text
        assert "Keep as a case: the replay is right" in text
        assert "what happened was right" not in text
        expects = {"played": played(conversation).pk, "expect": "happened"}
        answer = page.post(address("keep_conversation", conversation.pk), expects, follow=True)
        assert "no case can expect" in answer.content.decode()
        assert not Case.objects.exists()

    @pytest.mark.parametrize("number", ["", "x", "0", "99999", "9" * 40, "²"])
    def test_of_a_row_that_is_not_there_nothing_is_kept(
        self, number: str, page: Client, writes: Writes
    ) -> None:
        conversation = writes("Dana", OPEN)
        answer = page.post(address("keep_conversation", conversation.pk), {"played": number})
        assert answer.status_code == 404
        assert not Case.objects.exists()


def test_who_may_not_read_conversations_replays_none(
    client: Client, carl: Member, bot: Bot, writes: Writes, ana: Member
) -> None:
    conversation = writes("Dana", OPEN)
    run = replay.start(bot, Wanted(), by=ana, now=timezone.now())
    assert run
    carl.groups.clear()
    carl.user_permissions.add(Permission.objects.get(codename="change_bot"))
    client.force_login(carl)
    assert client.get(address("page")).status_code == 200
    for answer in (
        client.get(address("replay")),
        client.post(address("replay_start")),
        client.get(address("replayed", run.pk)),
        client.post(address("keep_conversation", conversation.pk)),
    ):
        assert answer.status_code == 403


def test_who_may_not_set_bots_up_replays_none(client: Client, bea: Member, bot: Bot) -> None:
    client.force_login(bea)
    assert client.get(address("replay")).status_code == 403
