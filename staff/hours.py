"""When somebody works, as plain values and questions to them; every answer is right across clock changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format

from staff.models import Holiday, Member, WorkingHours

A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
SEARCHED = timedelta(days=366)  # ahead: what opens later than that is as good as never
MIDNIGHT = time(0)

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Span:
    """weekday: 0 is Monday. until: not later than start means on the day after."""

    weekday: int
    start: time
    until: time

    @property
    def overnight(self) -> bool:
        return self.until <= self.start


@dataclass(frozen=True, slots=True)
class Hours:
    """spans: of every week, on the zone's wall clock; none is always. days_off: first and last days."""

    zone: ZoneInfo
    spans: tuple[Span, ...] = ()
    days_off: tuple[tuple[date, date], ...] = ()

    def is_open(self, now: datetime) -> bool:
        return any(start <= now for start, _ in self._stretches(now, now))

    def next_opening(self, now: datetime) -> datetime | None:
        """In the zone: now if it is open; None if that is more than a year away."""
        first = next(self._stretches(now, now + SEARCHED), None)
        return max(first[0], now).astimezone(self.zone) if first else None

    def minutes_between(self, since: datetime, until: datetime) -> int:
        """Whole working minutes; 0 when `until` is before `since`."""
        since, until = since.astimezone(UTC), until.astimezone(UTC)
        worked = timedelta()
        if since < until:
            for start, end in self._stretches(since, until):
                worked += max(min(end, until) - max(start, since), timedelta())
        return worked // A_MINUTE

    def add_minutes(self, now: datetime, minutes: float) -> datetime | None:
        """In the zone: when so many working minutes will have passed; None if not within a year."""
        now, left = now.astimezone(UTC), timedelta(minutes=minutes)
        for start, end in self._stretches(now, now + SEARCHED):
            begins = max(start, now)
            if begins + left <= end:
                return (begins + left).astimezone(self.zone)
            left -= end - begins
        return None

    def _stretches(self, since: datetime, until: datetime) -> Iterator[Stretch]:
        """In UTC, in order, those that touch being one: all that end after `since` and begin by `until`."""
        pending: Stretch | None = None
        for start, end in self._pieces(
            since.astimezone(self.zone).date(), until.astimezone(self.zone).date()
        ):
            if pending and start <= pending[1]:
                pending = (pending[0], max(pending[1], end))
                continue
            if pending and pending[1] > since and pending[0] <= until:
                yield pending
            pending = (start, end)
        if pending and pending[1] > since and pending[0] <= until:
            yield pending

    def _pieces(self, first: date, last: date) -> Iterator[Stretch]:
        day = first
        while day <= last:
            yield from sorted(self._of_day(day))
            day += A_DAY

    def _of_day(self, day: date) -> Iterator[Stretch]:
        """Within one calendar day: a night's second half stands on the day after its first."""
        if self._off(day):
            return
        before = day - A_DAY
        if not self.spans:
            yield self._at(day, MIDNIGHT), self._at(day + A_DAY, MIDNIGHT, late=True)
        for span in self.spans:
            if span.weekday == day.weekday() and span.overnight:
                yield self._at(day, span.start), self._at(day + A_DAY, MIDNIGHT, late=True)
            elif span.weekday == day.weekday():
                yield self._at(day, span.start), self._at(day, span.until, late=True)
            if span.overnight and span.weekday == before.weekday() and not self._off(before):
                yield self._at(day, MIDNIGHT), self._at(day, span.until, late=True)

    def _off(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.days_off)

    def _at(self, day: date, clock: time, *, late: bool = False) -> datetime:
        """The moment in UTC. late: the second of the two when the clock shows it twice; a day ends once."""
        local = datetime.combine(day, clock, self.zone)
        once = local.astimezone(UTC)
        return max(once, local.replace(fold=1).astimezone(UTC)) if late and clock > MIDNIGHT else once


def of(members: Sequence[Member]) -> dict[int, Hours]:
    """By the members' ids, one for each. Two queries."""
    ids = [member.pk for member in members]
    spans: dict[int, list[Span]] = {pk: [] for pk in ids}
    for row in WorkingHours.objects.filter(member__in=ids).order_by("weekday", "start"):
        spans[row.member_id].append(Span(row.weekday, row.start, row.until))
    off: dict[int | None, list[tuple[date, date]]] = {}
    for day in Holiday.objects.filter(Q(member__in=ids) | Q(member=None)):
        off.setdefault(day.member_id, []).append((day.first_day, day.last_day))
    return {
        member.pk: Hours(
            zone_of(member),
            tuple(spans[member.pk]),
            (*off.get(None, ()), *off.get(member.pk, ())),
        )
        for member in members
    }


def zone_of(member: Member) -> ZoneInfo:
    """Theirs, or the site's: also when theirs has gone from the world's list since it was chosen."""
    try:
        return ZoneInfo(member.time_zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def in_words(moment: datetime, now: datetime) -> str:
    """A moment to come, on its own zone's clock: "today at 14:00", "Monday at 9:00"; midnight is "Monday"."""
    days = (moment.date() - now.astimezone(moment.tzinfo).date()).days
    day = date_format(moment, "l" if days < 7 else "l j F")
    if days < 2:
        day = "tomorrow" if days == 1 else "today"
    return day if moment.time() == MIDNIGHT else f"{day} at {date_format(moment, 'G:i')}"
