"""Working hours and days off as people write them: "9:00–12:00, 13:00–17:00", and a date or two a line."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby, pairwise

from django.db import transaction

from staff.hours import MIDNIGHT, Hours, Span
from staff.models import Holiday, Member, WorkingHours

ANY_TIME = "any time"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_OFF_AT_MOST = 100
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|—|to)\s*{_CLOCK}")
_DAY = r"(\d{4}-\d{1,2}-\d{1,2})"
_DAYS_OFF = re.compile(rf"{_DAY}(?:\s*(?:-|–|—|to)\s*{_DAY})?(?:[\s,:]+(.*))?")


@dataclass(frozen=True, slots=True)
class DaysOff:
    first: date
    last: date
    name: str = ""


def spans_of(weekday: int, text: str) -> list[Span]:
    """In order. Errors: ValueError with what to write instead."""
    parts = [part.strip() for part in re.split(r"[,;]|\band\b", text) if part.strip()]
    spans = sorted((_span(weekday, part) for part in parts), key=lambda span: span.start)
    for one, other in pairwise(spans):
        if one.overnight or one.until > other.start:
            raise ValueError(f"{_written(one)} and {_written(other)} overlap.")
    return spans


def _span(weekday: int, text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is no span of time. Write it like 9:00–17:00.")
    start, until = _clock(match[1], match[2]), _clock(match[3], match[4])
    if start == until and (match[3], start) != ("24", MIDNIGHT):
        raise ValueError(f"“{text}” begins and ends at once. For the whole day, write 0:00–24:00.")
    return Span(weekday, start, until)


def _clock(hours: str, minutes: str | None) -> time:
    """24:00 is the midnight at the day's end."""
    hour, minute = int(hours), int(minutes or 0)
    if (hour, minute) == (24, 0):
        return MIDNIGHT
    if hour > 23 or minute > 59:
        raise ValueError(f"“{hours}:{minutes or '00'}” is no time of day.")
    return time(hour, minute)


def written(spans: Iterable[Span]) -> str:
    """One day's, as spans_of() reads them."""
    return ", ".join(_written(span) for span in spans)


def _written(span: Span) -> str:
    until = "24:00" if span.until == MIDNIGHT else _shown(span.until)
    return f"{_shown(span.start)}–{until}"


def _shown(clock: time) -> str:
    return f"{clock.hour}:{clock:%M}"


def in_short(spans: Sequence[Span]) -> str:
    """A week in one line: "Mon–Fri 9:00–17:00, Sat 10:00–14:00"."""
    return ", ".join(lines(spans))


def lines(spans: Sequence[Span]) -> list[str]:
    """A week, with one line for each run of days that are alike."""
    if not spans:
        return [ANY_TIME]
    days = [written(span for span in spans if span.weekday == day) for day in range(7)]
    runs = [(text, [day for day, _ in run]) for text, run in groupby(enumerate(days), key=lambda one: one[1])]
    return [f"{_days(run)} {text}" for text, run in runs if text]


def today(theirs: Hours, now: datetime) -> str:
    """The hours of the day that it is on their clock."""
    day = now.astimezone(theirs.zone).date()
    if any(first <= day <= last for first, last in theirs.days_off):
        return "Day off"
    if not theirs.spans:
        return ANY_TIME.capitalize()
    return written(span for span in theirs.spans if span.weekday == day.weekday()) or "Free"


def _days(run: list[int]) -> str:
    return DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}–{DAYS[run[-1]]}"


def days_off_of(text: str) -> list[DaysOff]:
    """One a line. Errors: ValueError with what to write instead."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > DAYS_OFF_AT_MOST:
        raise ValueError(f"At most {DAYS_OFF_AT_MOST} lines.")
    return [_days_off(line) for line in lines]


def _days_off(line: str) -> DaysOff:
    match = _DAYS_OFF.fullmatch(line)
    if match is None:
        raise ValueError(f"“{line[:60]}” does not begin with a date. Write it like 2026-12-24.")
    first = _date(match[1])
    last = _date(match[2]) if match[2] else first
    if last < first:
        raise ValueError(f"“{line[:60]}” ends before it begins.")
    return DaysOff(first, last, (match[3] or "").strip()[:80])


def _date(text: str) -> date:
    try:
        return date(*(int(part) for part in text.split("-")))
    except ValueError as error:
        raise ValueError(f"“{text}” is no date. Write it like 2026-12-24: year, month, day.") from error


def days_off_written(days: Iterable[DaysOff]) -> str:
    lines = []
    for one in days:
        until = f" – {one.last.isoformat()}" if one.last != one.first else ""
        lines.append(f"{one.first.isoformat()}{until} {one.name}".rstrip())
    return "\n".join(lines)


def week_of(member: Member) -> list[Span]:
    """Reads prefetched rows, if they are."""
    rows = sorted(member.working_hours.all(), key=lambda row: (row.weekday, row.start))
    return [Span(row.weekday, row.start, row.until) for row in rows]


def days_off(member: Member, today: date) -> list[DaysOff]:
    """The member's own that are not over."""
    rows = member.holidays.filter(last_day__gte=today)
    return [DaysOff(row.first_day, row.last_day, row.name) for row in rows]


def keep(member: Member, week: Iterable[Span], off: Iterable[DaysOff], *, today: date) -> None:
    """In place of what was there; days off that are over stay as they were. The member's row is locked, so
    that two who save at once, such as a double click, leave one week and not two."""
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        member.working_hours.all().delete()
        WorkingHours.objects.bulk_create(
            WorkingHours(member=member, weekday=span.weekday, start=span.start, until=span.until)
            for span in week
        )
        member.holidays.filter(last_day__gte=today).delete()
        Holiday.objects.bulk_create(
            Holiday(member=member, first_day=one.first, last_day=one.last, name=one.name) for one in off
        )
