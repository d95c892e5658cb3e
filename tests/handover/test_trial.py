"""Try it: a conversation with the drafts, what would follow, and nothing stored of all that."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from bots import drafts
from bots.models import Article, Bot, Channel, Mode, Scenario
from bots.proposals import form_of, live
from handover import trial
from handover.trial import Trial, Turn, stage_of
from handover.views.trial_posted import MOST_TURNS
from staff.models import Member, NotificationPreference, WorkingHours
from tests.conftest import Think
from tests.pages import text as body

pytestmark = pytest.mark.django_db

ASKS = "I want to talk to a human"
KNOWN = "When are you open?"
Post = Callable[..., Any]


@pytest.fixture
def say(client: Client, ana: Member, bot: Bot) -> Post:
    """Posts as the page does; say(turns=[…], do="undo")."""
    client.force_login(ana)

    def post(text: str = "", *, turns: list[Turn] | None = None, do: str = "say", **fields: Any) -> Any:
        turns = turns or []
        data = {
            "text": text,
            "do": do,
            "turn": [turn.text for turn in turns],
            "at": [turn.at.isoformat() for turn in turns],
            **fields,
        }
        return client.post(f"/bots/{bot.slug}/try/say/", {key: one for key, one in data.items() if one != ""})

    return post


def draft(scenario: Scenario, by: Member, now: datetime, **typed: str) -> None:
    posted = {**live(scenario), **typed}
    assert form_of(scenario, posted).is_valid(), form_of(scenario, posted).errors
    drafts.autosave(scenario, posted, seen=scenario.edit_version, by=by, now=now)


def everything() -> dict[str, list[Any]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
    }


def turns_of(page: str) -> list[str]:
    """The conversation that the page would send along."""
    return re.findall(r'name="turn" value="([^"]*)"', page.split('id="trial-log"')[0])


def chat(page: str) -> str:
    """The conversation on the page."""
    return page.split('id="trial-log"')[1].split('id="trial-state"')[0]


def after(page: str) -> str:
    """The cards of what would follow."""
    return page.split('id="trial-after"')[1]


def test_the_bot_answers_from_its_knowledge_with_the_reason(say: Post) -> None:
    page = body(say(KNOWN))
    assert "We are open from Monday to Saturday" in chat(page)
    assert "Answers." in chat(page)
    assert "Answered by the article" in chat(page)
    assert re.search(r'trial-score">\d+%', chat(page))
    assert "you see here what the contact is told" in after(page)


def test_a_handover_names_the_scenario_and_the_evidence_and_shows_all_that_would_follow(
    say: Post, bea: Member
) -> None:
    page = body(say(ASKS))
    assert "Hands over: Human Requested." in chat(page)
    assert re.search(r"<li>[^<]*talk to a human[^<]*<span", chat(page)), "the evidence with its score"
    cards = after(page)
    assert "Bea Okoro" in cards
    assert "Someone from our team will get back to you" in cards
    assert "Visitor was handed to you" in cards
    assert "New task: Follow up with Visitor" in cards
    assert "human_handover" in cards
    assert "The bot is paused until" in cards
    assert f"“{ASKS}”" in cards, "the briefing quotes what was asked"


def test_what_speaks_against_a_handover_is_shown(say: Post) -> None:
    page = body(say("I don't want to talk to a human. When are you open?"))
    assert "Speaks against a handover:" in chat(page)
    assert "We are open" in chat(page)


def test_the_drafts_count_and_can_be_switched_off(
    say: Post, scenario: Scenario, ana: Member, now: datetime
) -> None:
    draft(scenario, ana, now, final_message="Drafted, {first_name}!", example_phrases="pink elephants please")
    with_drafts = body(say("pink elephants please"))
    assert "With the draft of Human Requested, not yet live." in with_drafts
    assert "Hands over: Human Requested." in chat(with_drafts)
    assert "Drafted, there!" in after(with_drafts)
    as_live = body(say("pink elephants please", setup="live"))
    assert "As it is live now." in as_live
    assert "Drafted" not in as_live
    assert "Hands over: Lack of Information." in chat(as_live)


def test_a_change_of_the_switch_plays_the_same_messages_again(
    say: Post, scenario: Scenario, ana: Member, now: datetime
) -> None:
    draft(scenario, ana, now, final_message="Drafted!")
    turns = [Turn(ASKS, now)]
    assert "Drafted!" in body(say(turns=turns, do="drafts", setup="live"))
    assert "Drafted!" not in body(say(turns=turns, do="live"))


def test_a_draft_that_is_not_valid_counts_as_far_as_it_is(
    say: Post, scenario: Scenario, ana: Member, now: datetime
) -> None:
    posted = {**live(scenario), "final_message": "", "task_title": "Ring {contact_name}"}
    drafts.autosave(scenario, posted, seen=scenario.edit_version, by=ana, now=now)
    cards = after(body(say(ASKS, contact="Dana Petrov")))
    assert "Someone from our team will get back to you" in cards
    assert "Ring Dana Petrov" in cards


def test_the_drafted_settings_count(say: Post, bot: Bot, ana: Member, carl: Member, now: datetime) -> None:
    posted = {**live(bot), "default_assignee": str(carl.pk), "greeting": "Drafted hello!"}
    drafts.autosave(bot, posted, seen=bot.edit_version, by=ana, now=now)
    page = body(say("hello"))
    assert "Drafted hello!" in chat(page)
    assert "With the draft of the settings, not yet live." in page
    assert "Carl Weiss" in after(body(say("Do you sell aeroplanes?")))
    bot.refresh_from_db()
    assert bot.greeting == "Hello from Pedal!"


def test_drafts_of_articles_are_said_not_to_count(say: Post, bot: Bot, ana: Member, now: datetime) -> None:
    article = Article.objects.filter(bot=bot).first()
    assert article is not None
    assert "Drafts of articles" not in body(say(KNOWN))
    drafts.autosave(article, live(article), seen=article.edit_version, by=ana, now=now)
    assert "Drafts of articles do not count here." in body(say(KNOWN))


@pytest.mark.parametrize(
    ("mode", "said"),
    [(Mode.OFF, "Pedal is off: it never speaks"), (Mode.SUGGESTIVE, "Pedal is in Suggestive mode")],
)
def test_a_bot_that_does_not_act_by_itself_is_shown_as_if_it_did(
    mode: Mode, said: str, say: Post, bot: Bot
) -> None:
    Bot.objects.update(mode=mode)
    page = body(say(ASKS))
    assert said in page
    assert "You see what would happen in Auto Pilot." in page
    assert "Hands over: Human Requested." in chat(page)


def test_with_the_master_switch_off_it_says_so_and_shows_what_would_happen(say: Post) -> None:
    assert "is switched off for this bot" not in body(say(ASKS))
    Bot.objects.update(handover_enabled=False)
    page = body(say(ASKS))
    assert "Human Handover is switched off for this bot, so nothing is handed over." in page
    assert "Hands over: Human Requested." in chat(page)


def test_the_scenario_being_edited_is_said_to_be_off(say: Post, scenario: Scenario) -> None:
    assert "is switched off" not in body(say(ASKS, scenario=scenario.pk))
    Scenario.objects.filter(pk=scenario.pk).update(enabled=False)
    page = body(say(ASKS, scenario=scenario.pk))
    assert "Human Requested is switched off. Tick Enable Scenario to see it hand over." in page
    assert "Hands over: Human Requested." not in page


def test_during_the_pause_the_bot_is_silent_and_afterwards_it_is_back(
    say: Post, bea: Member, now: datetime
) -> None:
    until = timezone.localtime(now + timedelta(hours=4))
    turns = [Turn(ASKS, now), Turn("Hello? Anybody?", now + timedelta(minutes=5))]
    paused = body(say(turns=turns, do=""))
    assert "Stays silent." in chat(paused)
    assert f"The bot is paused until {until:%a} {until.day} {until:%b, %H:%M}." in paused
    moved = body(say(turns=turns, do="after"))
    assert "The pause is over: the bot answers again, if a person has answered by then." in moved
    back = body(say(KNOWN, turns=turns, clock=f"{until + timedelta(minutes=1):%Y-%m-%dT%H:%M}"))
    assert "the bot answers again" in chat(back)
    assert "We are open from Monday" in chat(back)


def test_what_set_off_a_handover_does_not_set_off_the_next(bot: Bot, now: datetime) -> None:
    later = now + timedelta(hours=5)
    trial = Trial(stage_of(bot, drafts=True)).play([Turn(ASKS, now), Turn(KNOWN, later)])
    assert [step.follows is not None for step in trial.steps] == [True, False]
    assert trial.steps[1].resumed == now + timedelta(hours=4)
    assert trial.latest is not None
    assert trial.latest.case.now == now


def test_until_someone_hands_back_the_bot_stays_silent(say: Post, now: datetime) -> None:
    Scenario.objects.update(pause_for=None)
    page = body(say(turns=[Turn(ASKS, now), Turn("Hello?", now + timedelta(days=30))], do=""))
    assert "The bot is paused until someone hands back." in chat(page)
    assert "After the pause" not in page


@pytest.fixture
def office_hours(bea: Member) -> None:
    """Bea works on Mondays, 9 to 17."""
    WorkingHours.objects.create(member=bea, weekday=0, start=time(9), until=time(17))


def test_the_message_depends_on_the_hours_at_the_time_of_the_clock(
    say: Post, office_hours: None, webchat: Channel, now: datetime
) -> None:
    monday = timezone.localtime(now) + timedelta(days=(7 - timezone.localtime(now).weekday()))
    open_, closed = monday.replace(hour=10, minute=0), monday.replace(hour=20, minute=0)
    at_work = after(body(say(ASKS, clock=f"{open_:%Y-%m-%dT%H:%M}")))
    assert "Someone from our team will get back to you" in at_work
    assert "Passed over" not in at_work
    at_night = after(body(say(ASKS, clock=f"{closed:%Y-%m-%dT%H:%M}")))
    assert "Nobody from our team is free right now." in at_night
    assert "The message for when nobody is available." in at_night
    assert "Passed over: Bea Okoro is outside working hours until" in at_night
    assert "Somebody is available again" in at_night
    assert "Nobody in particular." in at_night


def test_someone_can_be_taken_for_away(say: Post, bea: Member, ana: Member) -> None:
    assert "Passed over" not in after(body(say(ASKS, away=ana.pk)))
    cards = after(body(say(ASKS, away=bea.pk)))
    assert "Passed over: Bea Okoro is away" in cards


def test_whom_nobody_can_tell_is_said(say: Post, bea: Member, ana: Member) -> None:
    assert "Bea Okoro has switched" not in after(body(say(ASKS)))
    for event in ("conversation_assigned", "task_assigned"):
        for transport in ("in_app", "email", "sms", "web_push", "chat"):
            NotificationPreference.objects.create(member=bea, event=event, transport=transport, enabled=False)
    cards = after(body(say(ASKS)))
    assert "Nobody else, so the administrators are." in cards
    assert "Bea Okoro has switched these notifications off" in cards
    assert str(ana) in cards.split("Briefing")[0]
    assert "Nobody could be told that" in cards


def test_on_another_channel_the_contact_is_not_asked_for_an_address(
    say: Post, channel: Channel, webchat: Channel, bea: Member
) -> None:
    away = {"away": bea.pk}
    assert "leave your email" in after(body(say(ASKS, channel=webchat.pk, **away)))
    assert "leave your email" not in after(body(say(ASKS, channel=channel.pk, **away)))


def test_the_last_message_can_be_taken_back_and_all_of_it(say: Post, now: datetime) -> None:
    turns = [Turn(KNOWN, now), Turn(ASKS, now)]
    undone = body(say(turns=turns, do="undo"))
    assert turns_of(undone) == [KNOWN]
    assert "Hands over" not in undone
    tomorrow = f"{timezone.localtime(now) + timedelta(days=1):%Y-%m-%dT%H:%M}"
    again = say(turns=turns, do="restart", clock=tomorrow)
    assert turns_of(body(again)) == []
    assert again.context["posted"].clock is None


@pytest.mark.parametrize(
    ("step", "weekday", "clock"), [("tonight", None, time(22)), ("sunday", 6, time(12)), ("hour", None, None)]
)
def test_the_clock_moves_on_in_quick_steps(
    step: str, weekday: int | None, clock: time | None, say: Post, now: datetime
) -> None:
    once = say(do=step).context["posted"].clock
    twice = say(do=step, turns=[Turn(KNOWN, once)]).context["posted"].clock
    assert now < once < twice
    if clock:
        assert timezone.localtime(once).time() == timezone.localtime(twice).time() == clock
    if weekday is not None:
        assert {once.weekday(), twice.weekday()} == {weekday}


def test_the_clock_does_not_go_behind_the_last_message_and_says_so(say: Post, now: datetime) -> None:
    sunday = now + timedelta(days=3)
    response = say(KNOWN, turns=[Turn(ASKS, sunday)])
    assert response.context["posted"].turns[-1].at == sunday
    assert "The conversation has come further than that" in body(response)


def test_things_to_try_come_from_the_scenario(say: Post, scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(never_phrases=["human resources"])
    offered = {idea.text for idea in say(do="", scenario=scenario.pk).context["ideas"]}
    assert {"talk to a human", "human resources", "Thanks, that helps!"} <= offered
    assert offered & set(Article.objects.values_list("question", flat=True))


def test_an_idea_is_said_and_what_is_typed_stays(say: Post) -> None:
    response = say("half a mess", **{"try": "talk to a human"}, do="")
    assert turns_of(body(response)) == ["talk to a human"]
    assert 'value="half a mess"' in body(response)


def test_a_contact_without_a_name_and_one_with(say: Post, scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(final_message="Bye {first_name}.")
    assert "Bye there." in after(body(say(ASKS)))
    assert "Bye Dana." in after(body(say(ASKS, contact="  Dana   Petrov ")))


def test_a_whole_session_changes_no_table(
    say: Post, scenario: Scenario, internal: Channel, ana: Member, now: datetime
) -> None:
    draft(scenario, ana, now, tags="a_tag_nobody_has_made")
    before = everything()
    assert {"handover.Message", "handover.Tag", "staff.Notification", "sessions.Session"} <= set(before)
    assert Session.objects.exists()
    turns = [Turn(KNOWN, now), Turn(ASKS, now), Turn("Hello?", now)]
    page = body(say(ASKS, contact="Dana", turns=[]))
    assert "a_tag_nobody_has_made" in after(page)
    for do in ("say", "undo", "restart", "live", "drafts", "hour", "tonight", "sunday", "after", "now", ""):
        assert say("Do you sell aeroplanes?", turns=turns, do=do).status_code in (200, 422)
    assert everything() == before


def test_a_get_shows_the_empty_page_and_the_panel_alone(
    client: Client, ana: Member, scenario: Scenario
) -> None:
    client.force_login(ana)
    page = body(client.get("/bots/pedal/try/"))
    assert 'aria-current="page">Try it' in page
    assert "Say something, or begin with one of these:" in page
    panel = body(client.get(f"/bots/pedal/try/panel/?scenario={scenario.pk}"))
    assert "<html" not in panel
    assert f'name="scenario" value="{scenario.pk}"' in panel


def test_who_may_not_set_bots_up_may_not_try_them(client: Client, bea: Member, bot: Bot) -> None:
    client.force_login(bea)
    assert client.get("/bots/pedal/try/").status_code == 403
    assert client.post("/bots/pedal/try/say/", {"do": "say", "text": "x"}).status_code == 403


def test_a_message_that_is_too_long_is_kept_and_refused_with_the_limit(say: Post) -> None:
    long = "a" * 20_000
    response = say(long)
    assert response.status_code == 422
    assert "This message has 20,000 characters; at most 8,000 are taken." in body(response)
    assert f'value="{long}"' in body(response)
    assert turns_of(body(response)) == []


def test_a_conversation_ends_at_its_limit(say: Post, now: datetime) -> None:
    full = [Turn(KNOWN, now)] * MOST_TURNS
    response = say(KNOWN, turns=full)
    assert response.status_code == 422
    assert "This conversation is as long as it can get here. Start again." in body(response)
    assert len(turns_of(body(response))) == MOST_TURNS


def test_200_messages_are_not_played(say: Post, now: datetime) -> None:
    response = say(KNOWN, turns=[Turn(KNOWN, now)] * 200)
    assert response.status_code == 422
    assert "has more than 50 messages. It starts again." in body(response)
    assert turns_of(body(response)) == []


@pytest.mark.parametrize(
    "times",
    [
        [],
        ["yesterday"],
        ["9999-12-31T23:59:59+00:00"],
        ["0001-01-01T00:00:00+23:59"],
        ["2026-02-31T10:00:00+00:00"],
        ["", ""],
    ],
)
def test_broken_times_start_again_with_a_word_on_it(times: list[str], say: Post) -> None:
    response = say(KNOWN, turn=["Hello"], at=times)
    assert response.status_code == 422
    assert "The conversation cannot be read" in body(response)
    assert f'value="{KNOWN}"' in body(response), "what was typed stays"


def test_times_out_of_order_are_broken(say: Post, now: datetime) -> None:
    response = say(KNOWN, turns=[Turn("b", now), Turn("a", now - timedelta(hours=1))])
    assert response.status_code == 422


@pytest.mark.parametrize("clock", ["noon", "2026-13-01T10:00", "9999-01-01T00:00", "1000-01-01T00:00", "‮12"])
def test_a_clock_that_is_no_time_is_refused_by_name(clock: str, say: Post, now: datetime) -> None:
    response = say(KNOWN, clock=clock, turns=[Turn(ASKS, now)])
    assert response.status_code == 422
    assert escape(f"The clock cannot be set to “{clock}”.") in body(response)
    assert turns_of(body(response)) == [ASKS]


def test_the_clock_does_not_leave_the_year(say: Post, now: datetime) -> None:
    Scenario.objects.update(pause_for=timedelta(days=365))
    response = say(do="after", turns=[Turn(ASKS, now + timedelta(days=300))])
    assert response.status_code == 422
    assert "more than a year ahead" in body(response)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "مرحبا، أريد التحدث مع شخص", "🙂" * 200, "a\x00b", "\ud800 x"]
)
def test_strange_messages_are_shown_as_they_are(text: str, say: Post) -> None:
    response = say(text.encode("utf-8", "replace").decode())
    assert response.status_code == 200
    assert "<script>alert" not in body(response)
    assert len(turns_of(body(response))) == 1


@pytest.mark.parametrize("fields", [{"away": "x"}, {"away": "9" * 30}, {"channel": "-1"}, {"scenario": "½"}])
def test_ids_that_are_none_are_left_out(fields: dict[str, str], say: Post) -> None:
    assert say(ASKS, **fields).status_code == 200


def test_nothing_is_not_said(say: Post) -> None:
    response = say("   ")
    assert response.status_code == 200
    assert turns_of(body(response)) == []


def test_an_engine_that_cannot_be_built_ends_in_a_handover(say: Post, bot: Bot) -> None:
    Bot.objects.filter(pk=bot.pk).update(engine="gone")
    page = body(say(KNOWN))
    assert "Hands over: Engine failure." in chat(page)
    assert "Nobody in particular." in after(page)


def test_an_engine_that_is_slow_holds_the_page_no_longer_than_it_may(
    say: Post, now: datetime, thinks: Callable[[Think], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "LONGEST_SECONDS", 0.0)
    thinks(lambda question: "There.")
    assert "The conversation took longer than 0 seconds." in body(say("When are you open?"))


def test_it_can_be_kept_as_a_case_with_what_it_came_to(
    say: Post, client: Client, scenario: Scenario, now: datetime
) -> None:
    turns = [Turn(KNOWN, now), Turn(ASKS, now), Turn("Hello?", now), Turn(KNOWN, now + timedelta(hours=5))]
    page = body(say(turns=turns, do=""))
    assert "It expects: Hands over at message 2: Human Requested." in page
    form = page.split('id="trial-keep"')[1].split("</form>")[0]
    posted = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    data = {name: [value for key, value in posted if key == name] for name, _ in posted}
    assert data["turn"] == [KNOWN, ASKS, "Hello?"], "a case knows no clock"
    data.pop("csrfmiddlewaretoken")
    assert client.post("/bots/pedal/cases/keep/", {**data, "name": "Asks late"}).status_code == 302
    case = scenario.bot.cases.get()
    assert (case.name, case.turns, case.expected_turn) == ("Asks late", data["turn"], 2)
    assert case.expected_scenario == scenario


def test_an_empty_conversation_and_a_broken_engine_are_not_kept(say: Post, bot: Bot) -> None:
    assert "Keep as a case" not in body(say(do=""))
    assert "Keep as a case" in body(say(KNOWN))
    Bot.objects.filter(pk=bot.pk).update(engine="gone")
    assert "Keep as a case" not in body(say(KNOWN))


def test_what_happens_when_nobody_answers_is_said_with_its_times(
    say: Post, bot: Bot, scenario: Scenario
) -> None:
    page = after(body(say(ASKS)))
    steps = ("Whoever has it is reminded", "It goes to the next who can take it", "The supervisor is told")
    assert sorted(steps, key=page.index) == list(steps)
    assert "With the first, the contact reads: “Thank you for waiting." in page
    Bot.objects.update(remind_after=None, reassign_after=None, supervise_after=None)
    page = after(body(say(ASKS)))
    assert "Nothing happens: all three steps are off." in page
    assert "With the first" not in page


def test_a_script_gets_the_parts_and_not_the_page(client: Client, ana: Member, bot: Bot) -> None:
    client.force_login(ana)
    response = client.post(
        "/bots/pedal/try/say/", {"do": "say", "text": ASKS}, headers={"HX-Request": "true"}
    )
    assert "<html" not in body(response)
    assert body(response).count('hx-swap-oob="true"') == 9


def test_a_turn_takes_few_queries_however_long_the_conversation(
    say: Post, scenario: Scenario, ana: Member, now: datetime
) -> None:
    draft(scenario, ana, now, final_message="Drafted!")
    say(ASKS)  # the first ever builds the engine
    counts = []
    for earlier in (1, 40):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = body(say(ASKS, turns=[Turn("Thank you", now)] * earlier, scenario=scenario.pk))
        counts.append(len(queries))
        assert "Hands over" in chat(page)
    assert counts[0] == counts[1] <= 40, counts
