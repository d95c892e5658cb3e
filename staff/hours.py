"""When somebody works, as plain values and questions to them; every answer is right across clock changes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format

from staff.models import Holiday, Member, WorkingHours

A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
SEARCHED = timedelta(days=366)  # ahead: what opens later than that is as good as never
SOON = timedelta(days=8)  # ahead, looked at first: most things that are counted end within it
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


class Open(ABC):
    """What is open at times: the questions that stretches of time answer."""

    zone: ZoneInfo

    def is_open(self, now: datetime) -> bool:
        return any(start <= now for start, _ in self._stretches(now, now))

    def next_opening(self, now: datetime) -> datetime | None:
        """In the zone: now if it is open; None if that is more than a year away."""
        first = next(self._stretches(now, now + SEARCHED), None)
        return max(first[0], now).astimezone(self.zone) if first else None

    def closing(self, now: datetime) -> datetime | None:
        """In the zone: when what is open now closes, at most a day from now; None if it is not open."""
        first = next(self._stretches(now, now + A_DAY), None)
        is_open = first is not None and first[0] <= now
        return min(first[1], now + A_DAY).astimezone(self.zone) if first and is_open else None

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
        now = now.astimezone(UTC)
        for ahead in (SOON, SEARCHED):
            left = timedelta(minutes=minutes)
            for start, end in self._stretches(now, now + ahead):
                begins = max(start, now)
                if begins + left <= end:
                    return (begins + left).astimezone(self.zone)
                left -= end - begins
        return None

    def _stretches(self, since: datetime, until: datetime) -> Iterator[Stretch]:
        """In UTC, in order, those that touch being one: all that end after `since` and begin by `until`."""
        pending: Stretch | None = None
        for start, end in self._in_order(since, until):
            if pending and start <= pending[1]:
                pending = (pending[0], max(pending[1], end))
                continue
            if pending and pending[1] > since and pending[0] <= until:
                yield pending
            pending = (start, end)
        if pending and pending[1] > since and pending[0] <= until:
            yield pending

    @abstractmethod
    def _in_order(self, since: datetime, until: datetime) -> Iterator[Stretch]:
        """In UTC, by their beginnings: at least all that _stretches() speaks of."""


@dataclass(frozen=True)
class Hours(Open):
    """spans: of every week, on the zone's wall clock; none is always. days_off: first and last days."""

    zone: ZoneInfo
    spans: tuple[Span, ...] = ()
    days_off: tuple[tuple[date, date], ...] = ()

    def _in_order(self, since: datetime, until: datetime) -> Iterator[Stretch]:
        return self._pieces(since.astimezone(self.zone).date(), until.astimezone(self.zone).date())

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


@dataclass(frozen=True)
class AnyOf(Open):
    """Open while any of them is."""

    zone: ZoneInfo
    every: tuple[Hours, ...]

    def _in_order(self, since: datetime, until: datetime) -> Iterator[Stretch]:
        return merge(*(one._stretches(since, until) for one in self.every))


def any_of(every: Iterable[Hours]) -> Open:
    """Always open where nobody is given."""
    site = ZoneInfo(settings.TIME_ZONE)
    alike = tuple(dict.fromkeys(every))
    return alike[0] if len(alike) == 1 else AnyOf(site, alike) if alike else Hours(site)


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


def in_words(moment: datetime, now: datetime, *, zone: bool = False) -> str:
    """A moment to come, on its own zone's clock: "today at 14:00", "Monday at 9:00"; midnight is "Monday".

    zone: name it, as in "tomorrow at 9:00 (Lisbon time)", for a reader whose own is not known.
    """
    days = (moment.date() - now.astimezone(moment.tzinfo).date()).days
    day = date_format(moment, "l" if days < 7 else "l j F")
    if days < 2:
        day = "tomorrow" if days == 1 else "today"
    said = day if moment.time() == MIDNIGHT else f"{day} at {date_format(moment, 'G:i')}"
    return f"{said} ({zone_in_words(moment)})" if zone else said


def zone_in_words(moment: datetime) -> str:
    """ "Lisbon time", "UTC"; how far it is from that where the zone bears no city's name: "UTC+03:00"."""
    area, _, city = getattr(moment.tzinfo, "key", "").rpartition("/")
    if area and area != "Etc":
        return f"{city.replace('_', ' ')} time"
    return f"UTC{moment.isoformat(timespec='minutes')[16:]}" if moment.utcoffset() else "UTC"
