"""Each thing that stands in the way of a handover: its cause makes it appear, its remedy makes it go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bots import scenarios, switches
from bots.models import Article, Bot, Channel, Mode, Scenario
from handover import preflight
from handover.models import Conversation, Message
from handover.preflight import Check, Level
from staff import addresses, presence
from staff.models import Delivery, Event, Heartbeat, Member, Notification, NotificationPreference, Team
from staff.transports import KINDS
from tests.conftest import Say

pytestmark = pytest.mark.django_db
Kind = Scenario.Kind


@pytest.fixture
def well(bot: Bot, scenario: Scenario, webchat: Channel, carl: Member, now: datetime) -> Bot:
    """Nothing at all stands in its way."""
    scenario.example_phrases = ["talk to a human", "get me a person", "is anybody there"]
    scenario.save()
    Bot.objects.update(default_assignee=carl)
    for role in ("worker", "beat"):
        Heartbeat.beat(role, now)
    return Bot.objects.get()


Look = Callable[[], list[Check]]


@pytest.fixture
def look(well: Bot, now: datetime) -> Look:
    """What is not well now."""

    def now_wrong() -> list[Check]:
        checks = preflight.run(list(Bot.objects.all()), now=now)
        return [check for check in checks if check.level != Level.OK]

    return now_wrong


def the_one(found: list[Check]) -> Check:
    (check,) = found
    return check


def test_a_bot_that_is_set_up_is_ready(look: Look) -> None:
    assert look() == []


def test_every_problem_leads_to_a_page_that_is_there(
    bot: Bot, channel: Channel, bea: Member, ana: Member, client: Client, now: datetime
) -> None:
    """Those of the processes alone are put right elsewhere."""
    Bot.objects.update(mode=Mode.OFF)
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    Article.objects.all().delete()
    scenarios.add_custom(bot, by=ana, now=now)
    Scenario.objects.update(enabled=True)
    client.force_login(ana)
    found = [one for one in preflight.run([Bot.objects.get()], now=now) if one.level != Level.OK]
    assert {one.id for one in found if not one.url} == {"worker", "beat"}
    for check in found:
        assert check.hint, check
        if check.url:
            assert client.get(check.url, follow=True).status_code == 200, check


def only(look: Look, key: str, level: Level = Level.WARNING) -> Check:
    check = the_one(look())
    assert (check.id, check.level) == (key, level)
    return check


@pytest.mark.parametrize(("mode", "does"), [(Mode.OFF, "never speaks"), (Mode.SUGGESTIVE, "only suggests")])
def test_mode(mode: Mode, does: str, look: Look) -> None:
    Bot.objects.update(mode=mode)
    assert does in only(look, "mode", Level.ERROR).message


def test_master_switch(well: Bot, look: Look, now: datetime) -> None:
    switches.switch_handover(well, on=False, now=now)
    only(look, "master_switch", Level.ERROR)
    switches.switch_handover(well, on=True, now=now)
    assert look() == []


def test_no_scenario_enabled(well: Bot, look: Look, ana: Member, now: datetime) -> None:
    for scenario in well.scenarios.all():
        scenarios.switch(scenario, on=False, by=ana, now=now)
    only(look, "scenarios", Level.ERROR)


def test_no_channel_and_one_that_is_off(look: Look, webchat: Channel) -> None:
    switches.switch_channel(webchat, on=False)
    assert "switched off" in only(look, "channels").message
    webchat.delete()
    assert "Nobody can write" in only(look, "channels").message


def test_a_webhook_without_an_address_to_send_to(look: Look, channel: Channel) -> None:
    assert "Shop system" in only(look, "channel_url").message
    Channel.objects.filter(pk=channel.pk).update(config={**channel.config, "url": "http://127.0.0.1:9/in"})
    assert look() == []


def test_knowledge_is_empty(look: Look) -> None:
    Article.objects.update(enabled=False)
    assert "Lack of Information hands every question over" in only(look, "knowledge").message
    Scenario.objects.filter(trigger=Kind.LACK_OF_INFORMATION).update(enabled=False)
    assert "it can answer no question" in only(look, "knowledge").message
    Article.objects.update(enabled=True)
    assert look() == []


# Phrases


def phrases(scenario: Scenario, *examples: str, never: tuple[str, ...] = ()) -> None:
    fields = {"example_phrases": list(examples), "never_phrases": list(never)}
    Scenario.objects.filter(pk=scenario.pk).update(**fields)


def test_missing_phrases(look: Look, scenario: Scenario) -> None:
    phrases(scenario)
    check = only(look, "phrases", Level.ERROR)
    assert check.scenario == str(scenario.pk)


def test_few_phrases(look: Look, scenario: Scenario) -> None:
    phrases(scenario, "talk to a human")
    assert "only 1 example phrase." in only(look, "phrases").message


def test_a_phrase_of_one_word_is_in_messages_about_anything(look: Look, scenario: Scenario) -> None:
    phrases(scenario, "talk to a human", "get me a person", "shop")
    assert "“shop”" in only(look, "phrases").message


def test_one_word_says_enough_where_words_are_not_spaced(look: Look, scenario: Scenario) -> None:
    phrases(scenario, "我想和真人说话", "转人工客服", "人工服务谢谢")
    assert look() == []


def test_a_phrase_that_never_matches_forbids(look: Look, scenario: Scenario) -> None:
    phrases(scenario, "talk to a human", "get me a person", "any staff discount", never=("staff discount",))
    message = only(look, "phrases").message
    assert "“any staff discount”" in message
    assert "“staff discount”" in message


def custom(bot: Bot, ana: Member, now: datetime, *examples: str) -> Scenario:
    made = scenarios.add_custom(bot, by=ana, now=now)
    Scenario.objects.filter(pk=made.pk).update(name="Returns", example_phrases=examples)
    scenarios.switch(made, on=True, by=ana, now=now)
    return made


def test_a_phrase_that_a_scenario_above_catches(look: Look, well: Bot, ana: Member, now: datetime) -> None:
    returns = custom(well, ana, now, "send it back", "return my order", "get me a person for a return")
    check = only(look, "overlap")
    assert "“get me a person for a return”" in check.message
    assert check.scenario == str(returns.pk)
    others = [row.pk for row in well.scenarios.all() if row.pk != returns.pk]
    scenarios.reorder(well, [returns.pk, *others])
    assert look() == []


def test_a_scenario_that_is_off_catches_nothing(
    look: Look, well: Bot, scenario: Scenario, ana: Member, now: datetime
) -> None:
    custom(well, ana, now, "send it back", "return my order", "get me a person for a return")
    scenarios.switch(scenario, on=False, by=ana, now=now)
    assert look() == []


def test_no_final_message(look: Look, scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(final_message=" \n")
    only(look, "final_message", Level.ERROR)


# Who gets it


def test_nobody_is_named(look: Look) -> None:
    Bot.objects.update(default_assignee=None)
    found = look()
    assert {check.id for check in found} == {"assignee"}
    assert len(found) == 2, "of the scenarios that name nobody"
    assert "until someone claims them" in found[0].message


def test_an_inactive_assignee_with_and_without_somebody_behind(look: Look, bea: Member) -> None:
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    assert "Carl Weiss, the default assignee, gets" in only(look, "assignee").message
    Bot.objects.update(default_assignee=bea)
    levels = {(check.id, check.level) for check in look()}
    assert levels == {("default_assignee", Level.WARNING), ("assignee", Level.ERROR)}


def test_an_assignee_without_permission(look: Look, bea: Member) -> None:
    bea.groups.clear()
    assert "may not take over" in only(look, "assignee").message


def test_an_assignee_who_is_away_until_they_come_back(look: Look, bea: Member, now: datetime) -> None:
    presence.go_away(bea, now=now)
    message = only(look, "assignee").message
    assert "Bea Okoro is away" in message
    assert "Carl Weiss, the default assignee, gets" in message
    presence.come_back(bea)
    assert look() == []


def test_an_assignee_with_no_room_left_matters_when_nobody_is_behind(
    look: Look, bea: Member, carl: Member, say: Say, now: datetime
) -> None:
    say("I want to talk to a human", at=now - timedelta(minutes=1))
    Conversation.objects.update(waiting_since=None)
    Member.objects.filter(pk=bea.pk).update(capacity=1)
    assert look() == []
    presence.go_away(carl, now=now)
    found = {check.id: check.message for check in look()}
    assert "anyone may claim" in found["assignee"]
    Member.objects.filter(pk=bea.pk).update(capacity=2)
    assert {check.id for check in look()} == {"default_assignee"}


def test_a_default_assignee_who_is_away(look: Look, carl: Member, now: datetime) -> None:
    presence.go_away(carl, now=now)
    assert "Carl Weiss, is away" in only(look, "default_assignee").message


def test_a_team_empty_unable_and_away(
    look: Look, scenario: Scenario, ana: Member, bea: Member, now: datetime
) -> None:
    team = Team.objects.create(name="Repairs")
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None, assign_to_team=team)
    assert "Repairs, which has no members" in only(look, "assignee").message
    team.members.add(bea)
    assert look() == []
    bea.groups.clear()
    assert "nobody may take over" in only(look, "assignee").message
    team.members.set([ana])
    presence.go_away(ana, now=now)
    assert "Nobody in Repairs is available: Ana Lima is away" in only(look, "assignee").message


def untell(member: Member, *events: Event) -> None:
    NotificationPreference.objects.bulk_create(
        NotificationPreference(member=member, event=event, transport=kind, enabled=False)
        for event in events
        for kind in KINDS
    )


def test_notifications_of_the_assignee_are_off(look: Look, bea: Member) -> None:
    untell(bea, Event.CONVERSATION_ASSIGNED)
    assert only(look, "notifications").message == (
        "Bea Okoro is not told of a conversation that is assigned to them."
    )
    NotificationPreference.objects.update(enabled=True)
    assert look() == []


def test_tasks_matter_where_one_is_created(look: Look, bea: Member, scenario: Scenario) -> None:
    untell(bea, Event.TASK_ASSIGNED)
    assert "a task that is assigned" in only(look, "notifications").message
    Scenario.objects.filter(pk=scenario.pk).update(create_task=False)
    assert look() == []


def test_everybody_in_a_team_is_to_be_told(look: Look, scenario: Scenario, bea: Member, ana: Member) -> None:
    team = Team.objects.create(name="Repairs")
    team.members.set([ana, bea])
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None, assign_to_team=team)
    untell(ana, Event.CONVERSATION_ASSIGNED, Event.TASK_ASSIGNED)
    assert "Ana Lima is not told" in only(look, "notifications").message


def test_nobody_is_told_when_something_waits_to_be_claimed(look: Look, ana: Member) -> None:
    Bot.objects.update(default_assignee=None)
    for member in Member.objects.all():
        untell(member, Event.CONVERSATION_HANDED_OVER)
    assert "Nobody is told when a conversation waits to be claimed." in {check.message for check in look()}


def sent(member: Member, status: str, now: datetime, transport: str = "email") -> None:
    notification = Notification.objects.create(
        member=member,
        event=Event.CONVERSATION_ASSIGNED,
        cause=f"test:{Notification.objects.count()}",
        title="x",
        created_at=now,
        planned_at=now,
    )
    Delivery.objects.create(
        notification=notification, transport=transport, status=status, next_try_at=now + timedelta(days=1)
    )


def test_what_is_sent_to_the_assignee_does_not_arrive(look: Look, bea: Member, now: datetime) -> None:
    sent(bea, "failed", now)
    found = {check.id: check for check in look()}
    assert set(found) == {"notifications", "failed_notifications"}
    assert "Nothing that was sent to Bea Okoro" in found["notifications"].message
    sent(bea, "delivered", now)
    assert {check.id for check in look()} == {"failed_notifications"}


# The installation


def test_nobody_may_take_over(look: Look) -> None:
    Member.objects.update(is_active=False)
    assert "members" in {check.id for check in look()}


@pytest.mark.parametrize("role", ["worker", "beat"])
def test_a_process_that_is_not_running(role: str, look: Look, now: datetime) -> None:
    Heartbeat.objects.filter(role=role).update(at=now - timedelta(minutes=5))
    check = only(look, role, Level.ERROR)
    assert f"serve --{role}" in check.hint
    Heartbeat.beat(role, now)
    assert look() == []


def test_messages_that_wait_for_an_answer(look: Look, say: Say, now: datetime) -> None:
    say("When are you open?", at=now - timedelta(hours=1), work=False)
    only(look, "stuck_turns", Level.ERROR)


def test_messages_that_wait_to_be_sent_and_that_failed(look: Look, say: Say, now: datetime) -> None:
    say("When are you open?", at=now - timedelta(minutes=10))
    bots = Message.objects.filter(author="bot")
    late = now - timedelta(minutes=5)
    bots.update(status=Message.Status.PENDING, next_try_at=late, lease_until=None)
    only(look, "stuck_outbox", Level.ERROR)
    bots.update(status=Message.Status.FAILED, next_try_at=None)
    assert only(look, "failed_messages").url == f"/desk/{Conversation.objects.get().pk}/"
    bots.update(created_at=now - timedelta(days=2))
    assert look() == []


def test_notifications_that_wait_to_be_sent(look: Look, bea: Member, now: datetime) -> None:
    sent(bea, "pending", now)
    assert look() == []
    Delivery.objects.update(next_try_at=now - timedelta(minutes=5))
    only(look, "stuck_notifications", Level.ERROR)


def test_a_bot_that_should_have_been_back(look: Look, handed_over: Conversation, now: datetime) -> None:
    Conversation.objects.update(
        bot_resumes_at=now - timedelta(minutes=10), waiting_since=None, deadline_at=None, deadline_step=""
    )
    only(look, "stuck_pauses", Level.ERROR)


def test_steps_when_nobody_answers_that_nobody_has_taken(
    look: Look, handed_over: Conversation, now: datetime
) -> None:
    Conversation.objects.update(deadline_at=now - timedelta(minutes=1))
    assert look() == []
    Conversation.objects.update(deadline_at=now - timedelta(minutes=5))
    only(look, "stuck_deadlines", Level.ERROR)


def test_nothing_that_happens_when_nobody_answers(look: Look) -> None:
    Bot.objects.update(remind_after=None, reassign_after=None, supervise_after=None)
    check = only(look, "clock")
    assert check.url.endswith("#id_remind_after")
    Bot.objects.update(supervise_after=5)
    assert look() == []


def test_steps_that_are_out_of_order(look: Look) -> None:
    Bot.objects.update(remind_after=20, reassign_after=20)
    check = only(look, "clock")
    assert "someone else (20 min) is not after the reminder (20 min)" in check.message
    Bot.objects.update(reassign_after=None)
    assert look() == []


@pytest.mark.parametrize("why", ["inactive", "without permission", "notices off", "nothing arrives"])
def test_a_supervisor_who_does_not_hear(why: str, look: Look, ana: Member, now: datetime) -> None:
    Bot.objects.update(supervisor=ana)
    assert look() == []
    if why == "inactive":
        Member.objects.filter(pk=ana.pk).update(is_active=False)
    elif why == "without permission":
        ana.groups.clear()
    elif why == "notices off":
        for kind in KINDS:
            row = {"member": ana, "event": Event.UNANSWERED, "transport": kind}
            NotificationPreference.objects.create(**row, enabled=False)
    else:
        sent(ana, "failed", now)
    checks = [check for check in look() if check.id == "supervisor"]
    assert len(checks) == 1
    assert checks[0].level == Level.WARNING
    assert checks[0].message.startswith("The supervisor, Ana Lima,")
    Bot.objects.update(supervise_after=None)
    assert not [check for check in look() if check.id == "supervisor"]


def test_a_conversation_that_nobody_claims(look: Look, say: Say, now: datetime) -> None:
    say("I want to talk to a human", at=now)
    Conversation.objects.update(
        owner_kind="nobody", assignee=None, waiting_since=now - timedelta(hours=2), bot_resumes_at=None
    )
    assert "1 conversation." in only(look, "unclaimed").message
    Conversation.objects.update(waiting_since=now - timedelta(minutes=30))
    assert look() == []


# As a whole


def test_what_is_off_is_in_nobodys_way_but_its_card_says_what_would_be(
    well: Bot, look: Look, scenario: Scenario, ana: Member, now: datetime
) -> None:
    phrases(scenario)
    Scenario.objects.filter(pk=scenario.pk).update(enabled=False)
    assert look() == []
    _, apart = preflight.of_each(Bot.objects.get(), now=now)
    assert [check.id for check in apart[scenario.pk]] == ["phrases"]


QUERIES = 27  # at most, whatever there is


def test_more_bots_scenarios_and_members_ask_no_more_of_the_database(
    well: Bot,
    channel: Channel,
    ana: Member,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    team: Any = Team.objects.create(name="Repairs")
    team.members.set(Member.objects.all())
    Scenario.objects.filter(trigger=Kind.LACK_OF_INFORMATION).update(assign_to_team=team)
    with django_assert_max_num_queries(QUERIES) as before:
        preflight.run(list(Bot.objects.all()), now=now)
    for number in range(5):
        other = Bot.objects.create(name=f"Bot {number}", slug=f"bot-{number}", default_assignee=ana)
        custom(other, ana, now, "send it back", "return it", "my money back")
        member = Member.objects.create_user(f"{number}@shop.example", name=f"Member {number}")
        team.members.add(member)
        made = scenarios.add_prebuilt(other, Kind.LACK_OF_INFORMATION, by=ana, now=now)
        Scenario.objects.filter(pk=made.pk).update(assign_to_team=team, enabled=True)
    with django_assert_max_num_queries(QUERIES) as after:
        assert len(preflight.run(list(Bot.objects.all()), now=now)) > 30
    assert len(after) == len(before)


def test_an_address_of_the_assignee_that_was_switched_off_is_named(
    look: Look, bea: Member, now: datetime
) -> None:
    addresses.add(bea, "sms", "+351912345678", now=now)
    addresses.switch_off(bea, "sms", ["+351912345678"], "Twilio answered 400", now=now)
    found = the_one(look())
    assert (found.id, found.url) == ("notifications", reverse("staff:ways", args=[bea.pk]))
    assert "Bea Okoro: SMS is off since" in found.message
    addresses.switch_on(bea, bea.addresses.get().pk)
    assert look() == []
