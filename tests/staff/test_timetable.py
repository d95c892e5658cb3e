"""Working hours and days off as people write them."""

import re
from datetime import date, time

import pytest

from staff import timetable
from staff.hours import Span
from staff.models import Holiday, Member
from staff.timetable import DaysOff, days_off_of, days_off_written, in_short, spans_of, written

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("9:00–17:00", [(time(9), time(17))]),
        ("9-17", [(time(9), time(17))]),
        (" 09.30 to 17.15 ", [(time(9, 30), time(17, 15))]),
        ("13:00-18:00; 8:00-12:00", [(time(8), time(12)), (time(13), time(18))]),
        ("8-12 and 12-16", [(time(8), time(12)), (time(12), time(16))]),
        ("22:00—6:00", [(time(22), time(6))]),
        ("0-24", [(time(0), time(0))]),
        ("18:00-24:00", [(time(18), time(0))]),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, spans: list[tuple[time, time]]) -> None:
    assert spans_of(0, text) == [Span(0, start, until) for start, until in spans]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mornings", "“mornings” is no span of time. Write it like 9:00–17:00."),
        ("9:00", "“9:00” is no span of time"),
        ("9-17 x", "“9-17 x” is no span of time"),
        ("9:00-25:00", "“25:00” is no time of day."),
        ("9:75-17:00", "“9:75” is no time of day."),
        ("24:30-6", "“24:30” is no time of day."),
        ("9-9", "For the whole day, write 0:00–24:00."),
        ("0-0", "For the whole day, write 0:00–24:00."),
        ("9-13, 12-17", "9:00–13:00 and 12:00–17:00 overlap."),
        ("20-6, 22-23", "20:00–6:00 and 22:00–23:00 overlap."),
        ("²-5", "is no"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        spans_of(0, text)


@pytest.mark.parametrize("text", ["", "9:00–17:00", "8:00–12:00, 13:30–18:00", "22:00–6:00", "0:00–24:00"])
def test_what_is_written_is_read_again_as_it_was(text: str) -> None:
    assert written(spans_of(3, text)) == text


@pytest.mark.parametrize(
    ("week", "short"),
    [
        ([""] * 7, "any time"),
        (["9-17"] * 5 + ["", ""], "Mon–Fri 9:00–17:00"),
        (["9-17"] * 4 + ["9-15", "", "10-12"], "Mon–Thu 9:00–17:00, Fri 9:00–15:00, Sun 10:00–12:00"),
        (["0-24"] * 7, "Mon–Sun 0:00–24:00"),
    ],
)
def test_a_week_fits_one_line(week: list[str], short: str) -> None:
    assert in_short([span for day, text in enumerate(week) for span in spans_of(day, text)]) == short


def test_days_off_are_a_date_or_two_and_a_name() -> None:
    text = "2026-12-24\n\n 2026-08-03 – 2026-08-14 Summer\n2027-1-1: New Year\n2027-03-01 to 2027-03-02"
    assert days_off_of(text) == [
        DaysOff(date(2026, 12, 24), date(2026, 12, 24)),
        DaysOff(date(2026, 8, 3), date(2026, 8, 14), "Summer"),
        DaysOff(date(2027, 1, 1), date(2027, 1, 1), "New Year"),
        DaysOff(date(2027, 3, 1), date(2027, 3, 2)),
    ]
    assert days_off_of(days_off_written(days_off_of(text))) == days_off_of(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Christmas", "“Christmas” does not begin with a date. Write it like 2026-12-24."),
        ("24.12.2026", "does not begin with a date"),
        ("2026-02-30", "“2026-02-30” is no date."),
        ("2026-08-14 - 2026-08-03", "ends before it begins"),
        ("2026-12-24\n" * 101, "At most 100 lines."),
    ],
)
def test_a_day_off_that_cannot_be_read_says_what_to_write(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        days_off_of(text)


@pytest.mark.django_db
def test_keeping_replaces_what_was_there_and_leaves_the_past_alone(bea: Member, carl: Member) -> None:
    for whose, day in ((bea, 1), (bea, 5), (carl, 5), (None, 5)):
        Holiday.objects.create(member=whose, first_day=date(2026, 3, day), last_day=date(2026, 3, day))
    timetable.keep(bea, spans_of(0, "9-17"), days_off_of("2026-03-09 Dentist"), today=TODAY)
    timetable.keep(bea, spans_of(1, "8-12, 13-17"), days_off_of("2026-03-09 Dentist"), today=TODAY)
    assert in_short(timetable.week_of(bea)) == "Tue 8:00–12:00, 13:00–17:00"
    assert days_off_written(timetable.days_off(bea, TODAY)) == "2026-03-09 Dentist"
    assert bea.holidays.count() == 2
    assert Holiday.objects.exclude(member=bea).count() == 2
