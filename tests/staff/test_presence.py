"""Who is there: by their open pages, and by what they say themselves."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from staff import presence
from staff.consumers import StaffConsumer
from staff.models import Attendance, Member
from staff.presence import State
from tests.conftest import committed
from tests.staff.test_socket import Page, page_of

NOON = timezone.make_aware(datetime(2026, 3, 2, 12, 3))
A_SECOND = timedelta(seconds=1)


def state(member: Member, now: datetime) -> State:
    return presence.of_one(member, now).state


@pytest.mark.django_db
def test_nobody_was_there_before_they_opened_a_page(bea: Member) -> None:
    assert presence.of_one(bea, NOON).label == "not seen yet"


@pytest.mark.django_db
def test_who_was_heard_of_is_online_for_ninety_seconds(bea: Member) -> None:
    presence.heard(bea.pk, NOON)
    assert state(bea, NOON + timedelta(seconds=89)) == State.ONLINE
    later = presence.of_one(bea, NOON + timedelta(seconds=90))
    assert (later.state, later.since, later.label) == (State.OFFLINE, NOON, "last seen 12:03")
    assert presence.of_one(bea, NOON + timedelta(days=1)).label == "last seen 2 Mar, 12:03"


@pytest.mark.django_db
def test_being_heard_of_is_written_at_most_every_thirty_seconds(bea: Member) -> None:
    for seconds in (0, 10, 29, 30, 45, 61):
        presence.heard(bea.pk, NOON + timedelta(seconds=seconds))
        seen = Attendance.objects.get(member=bea).seen_at
        assert seen == NOON + timedelta(seconds={0: 0, 10: 0, 29: 0, 30: 30, 45: 30, 61: 61}[seconds])


@pytest.mark.django_db
def test_a_clock_that_jumped_back_takes_nobody_away_and_keeps_nobody_there(bea: Member) -> None:
    presence.heard(bea.pk, NOON)
    earlier = NOON - timedelta(hours=1)
    assert state(bea, earlier) == State.OFFLINE
    presence.heard(bea.pk, earlier)
    assert state(bea, earlier) == State.ONLINE
    assert state(bea, earlier + timedelta(seconds=90)) == State.OFFLINE


@pytest.mark.django_db
def test_who_says_they_are_away_is_away_though_their_page_is_open(bea: Member) -> None:
    presence.heard(bea.pk, NOON)
    presence.go_away(bea, now=NOON)
    presence.heard(bea.pk, NOON + timedelta(minutes=1))
    away = presence.of_one(bea, NOON + timedelta(minutes=1))
    assert (away.state, away.since, away.until, away.label) == (State.AWAY, NOON, None, "away")
    presence.come_back(bea)
    assert state(bea, NOON + timedelta(minutes=1)) == State.ONLINE


@pytest.mark.django_db
def test_an_absence_with_an_end_ends_by_the_clock(bea: Member) -> None:
    tomorrow = NOON + timedelta(hours=12)
    presence.go_away(bea, now=NOON, until=tomorrow)
    assert state(bea, tomorrow - A_SECOND) == State.AWAY
    assert state(bea, tomorrow) == State.OFFLINE


@pytest.mark.django_db
def test_everybodys_presence_takes_one_query(
    ana: Member, bea: Member, carl: Member, django_assert_num_queries: Any
) -> None:
    presence.heard(bea.pk, NOON)
    presence.go_away(carl, now=NOON)
    with django_assert_num_queries(1):
        found = presence.of([ana, bea, carl], NOON)
    assert [found[one.pk].label for one in (ana, bea, carl)] == ["not seen yet", "online", "away"]


@committed
@pytest.mark.asyncio
async def test_an_open_page_makes_its_member_online_and_keeps_them_so(
    bea: Member, carl: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "HEARD_EVERY", timedelta(0))
    monkeypatch.setattr(StaffConsumer, "recheck_seconds", 0.05)
    page = await page_of(bea)
    await page.watches("desk")
    first = await seen(bea)
    assert first
    assert not await Attendance.objects.filter(member=carl).aexists()
    await page.watches("desk")
    by_ping = await seen(bea)
    assert by_ping > first
    assert await later_than(bea, by_ping)
    await page.leave()


@committed
@pytest.mark.asyncio
async def test_a_strangers_socket_is_nobodys_presence() -> None:
    page: Page = await page_of(None)
    await page.closed_with()
    assert not await Attendance.objects.aexists()


async def seen(member: Member) -> datetime:
    row = await Attendance.objects.aget(member=member)
    assert row.seen_at
    return row.seen_at


async def later_than(member: Member, moment: datetime) -> bool:
    """Whether the page is heard of again within two seconds without saying a word."""
    for _ in range(100):
        if await seen(member) > moment:
            return True
        await asyncio.sleep(0.02)
    return False
