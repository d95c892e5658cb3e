"""Working hours: open or not, when next, and how many working minutes, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from staff import hours
from staff.hours import Hours, Span
from staff.models import Holiday, Member, WorkingHours

LISBON, BERLIN, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)

OFFICE = Hours(BERLIN, tuple(Span(day, NINE, FIVE) for day in range(5)))
WITH_LUNCH = Hours(BERLIN, (Span(0, NINE, NOON), Span(0, ONE, FIVE)))
NIGHTS = Hours(BERLIN, (Span(4, time(22), time(6)),))  # Friday to Saturday
ALWAYS = Hours(BERLIN)


def berlin(text: str, fold: int = 0) -> datetime:
    """On Berlin's wall clock. 2026-03-02 is a Monday; the clocks change on 29 March and 25 October."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2026-03-02T08:59:59", False),
        ("2026-03-02T09:00", True),
        ("2026-03-02T16:59:59", True),
        ("2026-03-02T17:00", False),
        ("2026-03-07T12:00", False),
    ],
)
def test_it_is_open_from_the_first_moment_to_the_last(at: str, open_then: bool) -> None:
    assert OFFICE.is_open(berlin(at)) is open_then
    assert OFFICE.is_open(berlin(at).astimezone(UTC)) is open_then


def test_the_wall_clock_is_the_zones_not_the_askers() -> None:
    noon_in_new_york = datetime(2026, 3, 2, 12, tzinfo=NEW_YORK)  # 18:00 in Berlin
    assert not OFFICE.is_open(noon_in_new_york)
    assert Hours(NEW_YORK, OFFICE.spans).is_open(noon_in_new_york)


def test_several_spans_a_day_leave_the_time_between_them_free() -> None:
    assert not WITH_LUNCH.is_open(berlin("2026-03-02T12:30"))
    assert WITH_LUNCH.next_opening(berlin("2026-03-02T12:30")) == berlin("2026-03-02T13:00")


def test_without_hours_it_is_always_open() -> None:
    for at in ("2026-03-01T03:00", "2026-03-29T02:30", "2026-10-25T02:30"):
        assert ALWAYS.is_open(berlin(at))
    assert ALWAYS.minutes_between(berlin("2026-03-01T00:00"), berlin("2026-03-31T00:00")) == 30 * 1440 - 60


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("2026-03-02T12:00", "2026-03-02T12:00"),
        ("2026-03-02T08:00", "2026-03-02T09:00"),
        ("2026-03-02T17:00", "2026-03-03T09:00"),
        ("2026-03-06T18:00", "2026-03-09T09:00"),
    ],
)
def test_the_next_opening_is_now_or_the_next_beginning(asked: str, opens: str) -> None:
    assert OFFICE.next_opening(berlin(asked)) == berlin(opens)


def test_the_next_opening_stands_on_the_zones_clock() -> None:
    opens = OFFICE.next_opening(datetime(2026, 3, 2, 0, tzinfo=UTC))
    assert opens is not None
    assert (opens.tzinfo, opens.hour) == (BERLIN, 9)


def test_nine_in_the_morning_is_nine_before_and_after_the_clocks_change() -> None:
    friday, monday = (
        OFFICE.next_opening(berlin("2026-03-27T00:00")),
        OFFICE.next_opening(berlin("2026-03-28T00:00")),
    )
    assert friday
    assert monday
    assert (friday.hour, monday.hour) == (9, 9)
    assert monday.astimezone(UTC) - friday.astimezone(UTC) == timedelta(days=3, hours=-1)


def test_a_night_ends_on_the_day_after() -> None:
    assert not NIGHTS.is_open(berlin("2026-03-06T21:59"))
    assert NIGHTS.is_open(berlin("2026-03-06T23:00"))
    assert NIGHTS.is_open(berlin("2026-03-07T05:59"))
    assert not NIGHTS.is_open(berlin("2026-03-07T06:00"))
    assert not NIGHTS.is_open(berlin("2026-03-06T05:00")), "that is Thursday's night"


def test_the_nights_of_the_clock_changes_are_as_long_as_they_are() -> None:
    saturdays = Hours(BERLIN, (Span(5, time(22), time(6)),))
    assert saturdays.minutes_between(berlin("2026-03-28T12:00"), berlin("2026-03-29T12:00")) == 7 * 60
    assert saturdays.minutes_between(berlin("2026-10-24T12:00"), berlin("2026-10-25T12:00")) == 9 * 60


def test_an_hour_that_the_clock_shows_twice_is_open_both_times() -> None:
    early = Hours(BERLIN, (Span(6, time(2), time(3)),))
    assert early.is_open(berlin("2026-10-25T02:30", fold=0))
    assert early.is_open(berlin("2026-10-25T02:30", fold=1))
    assert early.minutes_between(berlin("2026-10-25T00:00"), berlin("2026-10-25T12:00")) == 120


def test_an_hour_that_the_clock_leaves_out_opens_right_after_it() -> None:
    early = Hours(BERLIN, (Span(6, time(2), time(5)),))
    assert early.next_opening(berlin("2026-03-29T00:00")) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_day_that_begins_in_a_clock_change_has_no_hole() -> None:
    beirut = Hours(ZoneInfo("Asia/Beirut"))  # its clocks change at midnight, 28 to 29 March 2026
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert all(beirut.is_open(before + timedelta(minutes=15 * n)) for n in range(96))


def test_whole_days_meet_at_midnight() -> None:
    weekend = Hours(LISBON, (Span(5, time(0), time(0)), Span(6, time(0), time(0))))
    saturday = datetime(2026, 3, 7, tzinfo=LISBON)
    assert weekend.minutes_between(saturday, saturday + timedelta(days=7)) == 2 * 1440
    assert weekend.is_open(saturday + timedelta(hours=23, minutes=59, seconds=59))


def test_a_day_off_is_closed_whatever_the_hours_say() -> None:
    off = Hours(BERLIN, OFFICE.spans, ((date(2026, 3, 2), date(2026, 3, 3)),))
    assert not off.is_open(berlin("2026-03-02T12:00"))
    assert off.next_opening(berlin("2026-03-02T12:00")) == berlin("2026-03-04T09:00")
    only_off = Hours(BERLIN, (), ((date(2026, 3, 2), date(2026, 3, 3)),))
    assert only_off.next_opening(berlin("2026-03-02T12:00")) == berlin("2026-03-04T00:00")


@pytest.mark.parametrize("off", [date(2026, 3, 6), date(2026, 3, 7)])
def test_a_night_is_free_on_a_day_off(off: date) -> None:
    nights = Hours(BERLIN, NIGHTS.spans, ((off, off),))
    assert not nights.is_open(berlin("2026-03-07T03:00"))
    assert nights.is_open(berlin("2026-03-06T23:00")) is (off == date(2026, 3, 7))


def test_an_opening_months_away_is_found_and_one_beyond_a_year_is_none() -> None:
    off = (date(2026, 3, 1), date(2026, 9, 30))
    later = Hours(BERLIN, OFFICE.spans, (off,)).next_opening(berlin("2026-03-02T12:00"))
    assert later == berlin("2026-10-01T09:00")
    never = Hours(BERLIN, OFFICE.spans, ((date(2026, 3, 1), date(9999, 12, 31)),))
    assert never.next_opening(berlin("2026-03-02T12:00")) is None
    assert never.add_minutes(berlin("2026-03-02T12:00"), 1) is None


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:30", 30),
        ("2026-03-02T16:30", "2026-03-03T09:30", 60),
        ("2026-03-06T16:00", "2026-03-09T10:00", 120),
        ("2026-03-02T18:00", "2026-03-03T08:00", 0),
        ("2026-03-02T10:00", "2026-03-02T09:00", 0),
        ("2026-03-02T10:00:00", "2026-03-02T10:00:59", 0),
    ],
)
def test_working_minutes_between_two_moments(since: str, until: str, minutes: int) -> None:
    assert OFFICE.minutes_between(berlin(since), berlin(until)) == minutes


@pytest.mark.parametrize(
    ("asked", "minutes", "due"),
    [
        ("2026-03-02T10:00", 30, "2026-03-02T10:30"),
        ("2026-03-02T16:30", 60, "2026-03-03T09:30"),
        ("2026-03-07T12:00", 15, "2026-03-09T09:15"),
        ("2026-03-02T09:00", 8 * 60, "2026-03-02T17:00"),
        ("2026-03-02T10:00", 0, "2026-03-02T10:00"),
    ],
)
def test_adding_working_minutes_skips_what_is_free(asked: str, minutes: int, due: str) -> None:
    assert OFFICE.add_minutes(berlin(asked), minutes) == berlin(due)
    assert OFFICE.minutes_between(berlin(asked), berlin(due)) == minutes


def test_what_was_added_is_what_lies_between_also_across_a_clock_change() -> None:
    saturday_night = Hours(BERLIN, (Span(5, time(22), time(6)),))
    since = berlin("2026-10-24T23:00")
    due = saturday_night.add_minutes(since, 6 * 60)
    assert due is not None
    assert due.astimezone(UTC) - since.astimezone(UTC) == timedelta(hours=6)
    assert (due.hour, due.minute) == (4, 0)


@pytest.mark.parametrize(
    ("opens", "words"),
    [
        ("2026-03-02T14:00", "today at 14:00"),
        ("2026-03-03T09:00", "tomorrow at 9:00"),
        ("2026-03-03T00:00", "tomorrow"),
        ("2026-03-04T09:30", "Wednesday at 9:30"),
        ("2026-03-08T09:00", "Sunday at 9:00"),
        ("2026-03-09T09:00", "Monday 9 March at 9:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(opens: str, words: str) -> None:
    assert hours.in_words(berlin(opens), berlin("2026-03-02T12:00").astimezone(UTC)) == words


def test_a_members_hours_are_their_rows_and_everybodys_holidays(
    bea: Member, carl: Member, django_assert_num_queries: object
) -> None:
    Member.objects.filter(pk=bea.pk).update(time_zone="America/New_York")
    bea.refresh_from_db()
    WorkingHours.objects.create(member=bea, weekday=0, start=NINE, until=FIVE)
    for whose, day in ((None, 24), (bea, 25), (carl, 26)):
        Holiday.objects.create(member=whose, first_day=date(2026, 12, day), last_day=date(2026, 12, day))
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = hours.of([bea, carl])
    assert (found[bea.pk].zone, found[bea.pk].spans) == (NEW_YORK, (Span(0, NINE, FIVE),))
    assert [first.day for first, _ in found[bea.pk].days_off] == [24, 25]
    assert (found[carl.pk].spans, [first.day for first, _ in found[carl.pk].days_off]) == ((), [24, 26])


@pytest.mark.parametrize("gone", ["Mars/Olympus", "../../etc/passwd", "Europe"])
def test_a_zone_that_is_no_more_is_the_sites(bea: Member, gone: str) -> None:
    bea.time_zone = gone
    assert hours.of([bea])[bea.pk].zone == ZoneInfo("UTC")
