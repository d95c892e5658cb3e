"""Who is there: by what their open pages say, and by what they say themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from staff.models import Attendance, Member

ONLINE_FOR = timedelta(seconds=90)  # after the last word of an open page: three of its pings
HEARD_EVERY = timedelta(seconds=30)


class State(StrEnum):
    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Presence:
    """
    since  away: since when; else when a page of theirs was last heard of; None: never
    until  away: when that ends by itself, if it does
    at     when this was so
    """

    state: State
    since: datetime | None
    until: datetime | None
    at: datetime

    @property
    def label(self) -> str:
        if self.state is not State.OFFLINE:
            return self.state.value
        return f"last seen {_moment(self.since, self.at)}" if self.since else "not seen yet"


def of(members: Iterable[Member], now: datetime) -> dict[int, Presence]:
    """By the members' ids, one for each. One query."""
    ids = [member.pk for member in members]
    rows = {row.member_id: row for row in Attendance.objects.filter(member__in=ids)}
    return {pk: by(rows.get(pk), now) for pk in ids}


def of_one(member: Member, now: datetime) -> Presence:
    return of([member], now)[member.pk]


def by(row: Attendance | None, now: datetime) -> Presence:
    if row is None:
        return Presence(State.OFFLINE, None, None, now)
    if row.is_away(now):
        return Presence(State.AWAY, row.away_since, row.away_until, now)
    fresh = row.seen_at is not None and abs(now - row.seen_at) < ONLINE_FOR
    return Presence(State.ONLINE if fresh else State.OFFLINE, row.seen_at, None, now)


def heard(member_id: int, now: datetime) -> None:
    """An open page of theirs lives. Written at most every HEARD_EVERY, whatever the number of pages.

    What was written by a clock that ran ahead is written over."""
    stale = Q(seen_at=None) | Q(seen_at__lte=now - HEARD_EVERY) | Q(seen_at__gt=now + HEARD_EVERY)
    if not Attendance.objects.filter(stale, member=member_id).update(seen_at=now):
        Attendance.objects.bulk_create([Attendance(member_id=member_id, seen_at=now)], ignore_conflicts=True)


def go_away(member: Member, *, now: datetime, until: datetime | None = None) -> None:
    """No handover is assigned to them from now on. until: None when they will say so themselves."""
    away = {"away_since": now, "away_until": until}
    Attendance.objects.update_or_create(member=member, defaults=away)


def come_back(member: Member) -> None:
    Attendance.objects.filter(member=member).update(away_since=None, away_until=None)


def _moment(at: datetime, now: datetime) -> str:
    local = timezone.localtime(at)
    clock = date_format(local, "TIME_FORMAT")
    return clock if local.date() == timezone.localdate(now) else f"{date_format(local, 'j M')}, {clock}"
