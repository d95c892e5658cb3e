"""assignment.plan: who will get a conversation, known before the contact is told anything."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bots.models import Bot, Channel, Scenario
from handover import assignment
from handover.assignment import Plan, Skipped, seats
from handover.models import Address, Contact, Conversation, Handover, Workload
from staff import presence
from staff.models import Holiday, Member, Team, WorkingHours
from tests.conftest import Say, member
from tests.handover.conftest import Hand, action, final_text

MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def works(who: Member, weekdays: str = "01234", start: int = 9, until: int = 17, zone: str = "UTC") -> None:
    Member.objects.filter(pk=who.pk).update(time_zone=zone)
    WorkingHours.objects.bulk_create(
        WorkingHours(member=who, weekday=int(day), start=time(start), until=time(until)) for day in weekdays
    )


def limit(who: Member, capacity: int) -> None:
    Member.objects.filter(pk=who.pk).update(capacity=capacity)


def holds(who: Member, contact: Contact, *, conversations: int, at: datetime = MONDAY_NOON) -> None:
    for number in range(conversations):
        address = Address.objects.create(contact=contact, external_id=f"{who.pk}-{number}-{at}")
        Conversation.objects.create(
            contact=contact,
            address=address,
            owner_kind="member",
            assignee=who,
            assigned_at=at,
            bot_since=at,
            last_message_at=at,
            created_at=at,
        )


Planned = Callable[..., Plan]


@pytest.fixture
def planned(bot: Bot, scenario: Scenario, dana: Contact) -> Planned:
    """The plan for Dana by the scenario, changed as given."""

    def make(now: datetime = MONDAY_NOON, away: tuple[int, ...] = (), **changes: Any) -> Plan:
        for name, value in changes.items():
            setattr(scenario, name, value)
        return assignment.plan(Bot.objects.get(), scenario, dana, now=now, away=away)

    return make


@pytest.fixture
def workshop(bea: Member, carl: Member) -> Team:
    team = Team.objects.create(name="Workshop")
    team.members.set([bea, carl])
    return team


def reasons(plan: Plan) -> list[str]:
    return [f"{who} {reason}" for who, reason in plan.skipped]


def test_with_nothing_set_up_the_scenarios_member_gets_it(planned: Planned, bea: Member) -> None:
    assert planned() == Plan(bea, "assigned", "Bea Okoro")


def test_a_scenario_that_names_nobody_leaves_it_to_anyone_and_passes_nobody_over(planned: Planned) -> None:
    plan = planned(assign_to=None)
    assert plan == Plan(None, "queued", "Anyone may claim it")
    assert not plan.nobody_available


def test_the_chain_is_the_contacts_owner_the_scenarios_choice_the_bots_default_the_queue(
    planned: Planned, ana: Member, bea: Member, carl: Member, dana: Contact
) -> None:
    Bot.objects.update(default_assignee=ana)
    holds(carl, dana, conversations=1)
    chain = []
    away: list[int] = []
    while (plan := planned(skip_if_assigned=True, away=tuple(away))).member:
        chain.append((plan.member, plan.result))
        away.append(plan.member.pk)
    assert chain == [(carl, "kept"), (bea, "fell_back"), (ana, "fell_back")]
    assert plan.result == "queued"
    assert reasons(plan) == ["Carl Weiss is away", "Bea Okoro is away", "Ana Lima is away"]


def test_who_stands_in_the_chain_twice_is_passed_over_once(
    planned: Planned, bea: Member, dana: Contact
) -> None:
    Bot.objects.update(default_assignee=bea)
    holds(bea, dana, conversations=1)
    assert reasons(planned(skip_if_assigned=True, away=(bea.pk,))) == ["Bea Okoro is away"]


def test_offline_within_working_hours_is_fine(planned: Planned, bea: Member) -> None:
    works(bea)
    assert presence.of_one(bea, MONDAY_NOON).label == "not seen yet"
    assert planned().member == bea


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2026-03-02T08:00", "is outside working hours until today at 9:00"),
        ("2026-03-02T20:00", "is outside working hours until tomorrow at 9:00"),
        ("2026-03-06T20:00", "is outside working hours until Monday at 9:00"),
    ],
)
def test_outside_working_hours_it_falls_to_the_next_with_the_reason(
    at: str, reason: str, planned: Planned, bea: Member, carl: Member
) -> None:
    works(bea)
    Bot.objects.update(default_assignee=carl)
    plan = planned(datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert (plan.member, plan.result) == (carl, "fell_back")
    assert plan.skipped == (Skipped("Bea Okoro", reason),)
    assert plan.detail == f"Carl Weiss; passed over: Bea Okoro {reason}"


def test_a_holiday_is_outside_working_hours(planned: Planned, bea: Member) -> None:
    Holiday.objects.create(first_day=date(2026, 3, 2), last_day=date(2026, 3, 2), name="Founders' day")
    assert reasons(planned()) == ["Bea Okoro is outside working hours until tomorrow"]


def test_who_is_closed_for_more_than_a_year_says_so_and_promises_no_time(
    planned: Planned, bea: Member
) -> None:
    Holiday.objects.create(member=bea, first_day=date(2026, 1, 1), last_day=date(2027, 12, 31))
    plan = planned()
    assert reasons(plan) == ["Bea Okoro is outside working hours for more than a year"]
    assert plan.reopens_at is None


def test_away_by_hand_wins_over_working_hours_and_ends_when_it_was_said_to(
    planned: Planned, bea: Member
) -> None:
    works(bea)
    presence.go_away(bea, now=MONDAY_NOON, until=MONDAY_NOON + timedelta(hours=2))
    assert reasons(planned()) == ["Bea Okoro is away until today at 14:00"]
    assert planned().reopens_at == MONDAY_NOON + timedelta(hours=2)
    assert planned(MONDAY_NOON + timedelta(hours=2)).member == bea
    presence.go_away(bea, now=MONDAY_NOON)
    assert reasons(planned()) == ["Bea Okoro is away"]
    assert planned().reopens_at is None


def test_at_the_limit_no_more_is_assigned(planned: Planned, bea: Member, carl: Member, dana: Contact) -> None:
    limit(bea, 2)
    Bot.objects.update(default_assignee=carl)
    holds(bea, dana, conversations=1)
    assert planned().member == bea
    holds(bea, dana, conversations=1, at=MONDAY_NOON - timedelta(days=1))
    assert reasons(planned()) == ["Bea Okoro has 2 of at most 2 open conversations"]
    assert planned().member == carl


def test_only_open_conversations_in_their_hands_count(planned: Planned, bea: Member, dana: Contact) -> None:
    limit(bea, 1)
    holds(bea, dana, conversations=2)
    first, second = Conversation.objects.filter(assignee=bea)
    Conversation.objects.filter(pk=first.pk).update(status="resolved")
    Conversation.objects.filter(pk=second.pk).update(owner_kind="bot")
    assert planned().member == bea


def test_it_opens_again_when_the_first_of_the_chain_does_in_their_zone(
    planned: Planned, bea: Member, carl: Member
) -> None:
    works(bea, zone="America/New_York")  # from 14:00 UTC
    works(carl, start=15, until=23)
    Bot.objects.update(default_assignee=carl)
    opens = planned(datetime(2026, 3, 2, 6, tzinfo=UTC)).reopens_at
    assert opens is not None
    assert (opens.isoformat(), str(opens.tzinfo)) == ("2026-03-02T09:00:00-05:00", "America/New_York")


@pytest.mark.parametrize("spoil", ["inactive", "full", "away"])
def test_the_clock_alone_does_not_bring_back_who_is_inactive_full_or_pretended_away(
    spoil: str, planned: Planned, bea: Member, dana: Contact
) -> None:
    works(bea)
    if spoil == "inactive":
        Member.objects.filter(pk=bea.pk).update(is_active=False)
    if spoil == "full":
        limit(bea, 1)
        holds(bea, dana, conversations=1)
    away = (bea.pk,) if spoil == "away" else ()
    plan = planned(datetime(2026, 3, 2, 6, tzinfo=UTC), away=away)
    assert plan.nobody_available
    assert plan.reopens_at is None


def test_round_robin_is_whoever_was_assigned_longest_ago(
    planned: Planned, workshop: Team, bea: Member, carl: Member, dana: Contact
) -> None:
    by_team = {"assign_to": None, "assign_to_team": workshop}
    assert planned(**by_team).member == bea, "neither was, so the first of them"
    holds(bea, dana, conversations=1, at=MONDAY_NOON)
    assert planned(**by_team).member == carl
    holds(carl, dana, conversations=1, at=MONDAY_NOON + timedelta(minutes=1))
    plan = planned(**by_team)
    assert (plan.member, plan.result, plan.detail) == (bea, "assigned", "Bea Okoro of Workshop")


def test_least_loaded_is_whoever_has_the_fewest_and_among_equals_was_assigned_longest_ago(
    planned: Planned, workshop: Team, bea: Member, carl: Member, dana: Contact
) -> None:
    Team.objects.update(method=Team.Method.LEAST_LOADED)
    workshop.refresh_from_db()
    by_team = {"assign_to": None, "assign_to_team": workshop}
    holds(bea, dana, conversations=2, at=MONDAY_NOON - timedelta(days=9))
    holds(carl, dana, conversations=1, at=MONDAY_NOON)
    assert planned(**by_team).member == carl
    holds(carl, dana, conversations=1, at=MONDAY_NOON + timedelta(minutes=1))
    assert planned(**by_team).member == bea


def test_in_a_team_who_cannot_is_passed_over_and_it_has_not_fallen_back(
    planned: Planned, workshop: Team, bea: Member, carl: Member
) -> None:
    plan = planned(assign_to=None, assign_to_team=workshop, away=(bea.pk,))
    assert (plan.member, plan.result) == (carl, "assigned")
    assert reasons(plan) == ["Bea Okoro is away"]


def test_a_team_without_members_is_passed_over_by_name(planned: Planned, carl: Member, bot: Bot) -> None:
    Bot.objects.update(default_assignee=carl)
    plan = planned(assign_to=None, assign_to_team=Team.objects.create(name="Night shift"))
    assert (plan.member, plan.result) == (carl, "fell_back")
    assert plan.skipped == (Skipped("Night shift", "has no members"),)


def test_the_queries_are_as_many_for_one_as_for_thirty(
    workshop: Team, planned: Planned, dana: Contact, bea: Member
) -> None:
    holds(bea, dana, conversations=1)
    by_team = {"assign_to": None, "assign_to_team": workshop, "skip_if_assigned": True}
    with CaptureQueriesContext(connection) as few:
        planned(**by_team, away=(bea.pk,))
    for number in range(30):
        more = member(f"Member{number}", "member")
        works(more, weekdays="6")
        workshop.members.add(more)
    with CaptureQueriesContext(connection) as many:
        plan = planned(**by_team, away=(bea.pk,))
    assert len(plan.skipped) > 0
    assert len(many) == len(few) == 4 + 1, "and the bot itself"


def test_planning_writes_nothing(planned: Planned, workshop: Team, bea: Member) -> None:
    limit(bea, 3)
    with CaptureQueriesContext(connection) as queries:
        planned(assign_to=None, assign_to_team=workshop)
    assert [one["sql"][:6] for one in queries] == ["SELECT"] * len(queries)


def test_a_visitor_who_is_nobody_yet_can_be_planned_for(bot: Bot, scenario: Scenario, bea: Member) -> None:
    scenario.skip_if_assigned = True
    assert assignment.plan(bot, scenario, Contact(), now=MONDAY_NOON).member == bea


def test_what_was_passed_over_stands_on_the_handover(hand: Hand, bea: Member, carl: Member) -> None:
    presence.go_away(bea, now=MONDAY_NOON)
    Bot.objects.update(default_assignee=carl)
    handover = hand()
    (assigned, *_) = handover.actions
    assert assigned == {
        "action": "assign",
        "result": "fell_back",
        "detail": "Carl Weiss; passed over: Bea Okoro is away",
        "skipped": [{"who": "Bea Okoro", "reason": "is away"}],
    }


def test_the_final_message_says_when_somebody_is_there_again(hand: Hand, bea: Member, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    Holiday.objects.create(member=bea, first_day=now.date() - timedelta(days=1), last_day=day)
    handover = hand(final_message_unavailable="We are back {next_opening}, {first_name}.")
    opens = now.date() + timedelta(days=4)
    assert final_text(handover) == f"We are back {opens:%A} (UTC), Dana."


@pytest.mark.parametrize("assign_to", [None, "away"])
def test_soon_is_said_when_nobody_knows_when(
    assign_to: str | None, hand: Hand, bea: Member, now: datetime
) -> None:
    presence.go_away(bea, now=now)
    said = "You hear from us {next_opening}."
    handover = hand(final_message_unavailable=said, assign_to=bea if assign_to else None)
    assert final_text(handover) == "You hear from us soon."


ASKED = "Please leave your email address or phone number here, so that we can reach you."


def test_a_visitor_nobody_can_reach_is_asked_for_an_address_when_nobody_is_available(
    unknown: Conversation, hand: Hand, bea: Member, now: datetime
) -> None:
    presence.go_away(bea, now=now)
    handover = hand(final_message_unavailable="Nobody is here.")
    assert final_text(handover) == f"Nobody is here. {ASKED}"
    assert handover.briefing["told"] == final_text(handover)


@pytest.mark.parametrize("known", ["email", "phone", "mentioned", "channel", "available", "not named"])
def test_nobody_is_asked_for_what_is_known_or_not_needed(
    known: str, unknown: Conversation, hand: Hand, internal: Channel, bea: Member, now: datetime
) -> None:
    if known not in ("available", "not named"):
        presence.go_away(bea, now=now)
    if known in ("email", "phone"):
        Contact.objects.filter(pk=unknown.contact_id).update(**{known: "dana@home.example"})
    if known == "mentioned":
        unknown.messages.update(text="A person please, or write to dana@home.example")
    if known == "channel":
        Address.objects.filter(pk=unknown.address_id).update(channel=internal)
    handover = hand(assign_to=None if known == "not named" else bea)
    assert ASKED not in final_text(handover)


@pytest.fixture
def unknown(conversation: Conversation, webchat: Channel) -> Conversation:
    """Dana left no address, and writes from a page that may be closed at any moment."""
    Contact.objects.filter(pk=conversation.contact_id).update(email="", phone="")
    Address.objects.filter(pk=conversation.address_id).update(channel=webchat)
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def test_a_counted_place_is_raised_once_by_each_handover_and_not_where_nobody_counts(
    hand: Hand, bea: Member
) -> None:
    hand()
    assert not Workload.objects.exists()


def test_a_handover_to_a_member_with_a_limit_counts(hand: Hand, bea: Member) -> None:
    limit(bea, 5)
    hand()
    assert Workload.objects.get(member=bea).given == 1


def test_who_was_given_another_one_meanwhile_is_planned_anew(
    hand: Hand, bea: Member, carl: Member, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(bea, 1)
    Bot.objects.update(default_assignee=carl)
    quicker = iter([True])

    def make_row(seat: seats.Seat) -> None:
        seats.make_row(seat)
        if next(quicker, False):
            holds(bea, dana, conversations=1)
            Workload.objects.filter(member=bea).update(given=1)

    monkeypatch.setattr("handover.escalation.make_row", make_row)
    handover = hand()
    assert handover.conversation.assignee == carl
    assert action(handover, "assign")["detail"].endswith("Bea Okoro has 1 of at most 1 open conversations")
    assert Handover.objects.count() == 1


def test_a_handover_that_is_always_overtaken_is_made_all_the_same(
    hand: Hand, bea: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(bea, 100)

    def make_row(seat: seats.Seat) -> None:
        Workload.objects.update_or_create(member=bea, defaults={"given": seat.given + 1})

    monkeypatch.setattr("handover.escalation.make_row", make_row)
    assert hand().conversation.assignee == bea


def test_the_desk_says_who_was_passed_over(say: Say, bea: Member, carl: Member, client: Any) -> None:
    presence.go_away(bea, now=MONDAY_NOON)
    Bot.objects.update(default_assignee=carl)
    conversation = say("I want to talk to a human")
    client.force_login(carl)
    page = client.get(f"/desk/{conversation.pk}/").content.decode()
    assert "<dt>Passed over</dt><dd>Bea Okoro is away</dd>" in page
    assert "Passed over: Bea Okoro is away" in page
    assert "Fell back to Carl Weiss<" in page
    handover = conversation.handovers.get()
    shown = client.get(f"/admin/handover/handover/{handover.pk}/change/").content.decode()
    assert "Passed over: Bea Okoro is away" in shown


def test_whoever_assigns_by_hand_sees_who_is_away(
    handed_over: Conversation, ana: Member, carl: Member, client: Any
) -> None:
    presence.go_away(carl, now=MONDAY_NOON)
    client.force_login(ana)
    page = client.get(f"/desk/{handed_over.pk}/").content.decode()
    choice = page.partition(f'name="to" value="{carl.pk}"')[2].partition("</button>")[0]
    assert "Carl Weiss" in choice
    assert "away" in choice
    assert "0 open" in choice
