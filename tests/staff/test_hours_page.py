"""Working hours on a member's page and on their own, and saying that one is away."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from staff import addresses, presence, timetable
from staff.models import Attendance, Holiday, Member, WorkingHours
from staff.presence import State
from tests.conftest import Say
from tests.pages import errors, text, typed

pytestmark = pytest.mark.django_db
PAGE, SAVE, AWAY = "/staff/hours/", "/staff/hours/save/", "/staff/away/"
WEEK = {"monday": "9-12, 13-17", "friday": "9-15"}


def admin_page(member: Member) -> str:
    return reverse("admin:staff_member_change", args=[member.pk])


def short(member: Member) -> str:
    return timetable.in_short(timetable.week_of(Member.objects.get(pk=member.pk)))


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


def test_a_member_sets_their_own_hours(as_bea: Client, bea: Member, carl: Member) -> None:
    sent = {**WEEK, "time_zone": "Europe/Lisbon", "days_off": "2030-12-24 Christmas Eve"}
    saved = as_bea.post(SAVE, sent, follow=True)
    assert saved.redirect_chain == [(PAGE, 302)]
    assert short(bea) == "Mon 9:00–12:00, 13:00–17:00, Fri 9:00–15:00"
    assert Member.objects.get(pk=bea.pk).time_zone == "Europe/Lisbon"
    assert bea.holidays.get().first_day == date(2030, 12, 24)
    assert short(carl) == "any time"
    for shown in ('value="9:00–12:00, 13:00–17:00"', "2030-12-24 Christmas Eve", "selected>Europe/Lisbon"):
        assert shown in text(saved), shown


def test_leaving_all_days_empty_is_any_time(as_bea: Client, bea: Member) -> None:
    as_bea.post(SAVE, WEEK)
    as_bea.post(SAVE, {})
    assert short(bea) == "any time"


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"monday": "mornings"}, "“mornings” is no span of time. Write it like 9:00–17:00."),
        ({"days_off": "Christmas"}, "“Christmas” does not begin with a date."),
        ({"time_zone": "Mars/Olympus"}, "This is no time zone."),
    ],
)
def test_what_cannot_be_read_is_said_beside_it_and_nothing_is_saved(
    sent: dict[str, str], problem: str, as_bea: Client, bea: Member
) -> None:
    WorkingHours.objects.create(member=bea, weekday=2, start="09:00", until="10:00")
    answer = as_bea.post(SAVE, {**WEEK, **sent})
    (name,) = sent
    assert answer.status_code == 422
    assert f'id="id_{name}_error">{problem}' in text(answer)
    assert f'aria-describedby="id_{name}_' in text(answer) or f"id_{name}_error" in text(answer)
    assert short(bea) == "Wed 9:00–10:00"
    if name != "time_zone":
        assert sent[name] in text(answer), "what was typed still stands there"


def test_an_administrator_sets_anyones_hours_and_limit(client: Client, ana: Member, bea: Member) -> None:
    client.force_login(ana)
    page = client.get(admin_page(bea))
    assert "Working Hours" in text(page)
    client.post(admin_page(bea), typed(page, **WEEK, time_zone="Asia/Tokyo", capacity="3"))
    assert short(bea) == "Mon 9:00–12:00, 13:00–17:00, Fri 9:00–15:00"
    changed = Member.objects.get(pk=bea.pk)
    assert (changed.time_zone, changed.capacity) == ("Asia/Tokyo", 3)
    refused = client.post(admin_page(bea), typed(client.get(admin_page(bea)), tuesday="9-9"))
    assert "For the whole day, write 0:00–24:00." in errors(refused)
    assert short(bea) == "Mon 9:00–12:00, 13:00–17:00, Fri 9:00–15:00"


def test_saving_the_members_page_as_it_stands_changes_nothing(
    client: Client, ana: Member, bea: Member
) -> None:
    timetable.keep(
        bea, timetable.spans_of(4, "22-6"), timetable.days_off_of("2030-01-01"), today=date(2026, 1, 1)
    )
    presence.go_away(bea, now=timezone.now())
    before = list(bea.working_hours.values("weekday", "start", "until"))
    client.force_login(ana)
    client.post(admin_page(bea), typed(client.get(admin_page(bea)), name="Bea B."))
    assert Member.objects.get(pk=bea.pk).name == "Bea B."
    assert list(bea.working_hours.values("weekday", "start", "until")) == before
    assert bea.holidays.count() == 1
    assert presence.of_one(bea, timezone.now()).state == State.AWAY


def test_one_is_away_until_one_says_so_or_until_tomorrow(as_bea: Client, bea: Member) -> None:
    as_bea.post(AWAY, {"until": "open"})
    now = timezone.now()
    assert presence.of_one(bea, now + timedelta(days=99)).state == State.AWAY
    as_bea.post(AWAY, {"until": "now"})
    assert presence.of_one(bea, now).state != State.AWAY
    Member.objects.filter(pk=bea.pk).update(time_zone="Asia/Tokyo")
    as_bea.post(AWAY, {"until": "tomorrow"})
    until = Attendance.objects.get(member=bea).away_until
    assert until is not None
    tokyo = until.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (tokyo.hour, tokyo.minute) == (0, 0)
    assert timedelta(0) < until - now <= timedelta(days=1)


def test_the_switch_stands_on_every_page_and_leads_back_to_it(as_bea: Client, say: Say) -> None:
    say("I want to talk to a human")
    before = text(as_bea.get("/desk/?queue=all"))
    assert '<input type="hidden" name="next" value="/desk/?queue=all">' in before
    assert "Away until I am back" in before
    answer = as_bea.post(AWAY, {"until": "open", "next": "/desk/?queue=all"})
    assert answer["Location"] == "/desk/?queue=all"
    after = text(as_bea.get("/desk/?queue=all"))
    assert "I am back" in after
    assert "You are away: no handover is assigned to you." in after


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(target: str, as_bea: Client) -> None:
    assert as_bea.post(AWAY, {"until": "open", "next": target})["Location"] == PAGE


@pytest.mark.parametrize("until", ["", "2099-01-01", "x"])
def test_an_absence_until_something_else_is_refused(until: str, as_bea: Client, bea: Member) -> None:
    assert as_bea.post(AWAY, {"until": until}).status_code == 400
    assert not Attendance.objects.filter(member=bea).exists()


def test_holidays_are_added_for_everyone_or_for_a_member(client: Client, ana: Member, bea: Member) -> None:
    client.force_login(ana)
    add = reverse("admin:staff_holiday_add")
    page = client.get(add)
    assert "Everyone" in text(page)
    client.post(add, typed(page, name="Christmas", first_day="2030-12-24", last_day="2030-12-26"))
    client.post(
        add, typed(page, name="Dentist", first_day="2030-03-01", last_day="2030-03-01", member=str(bea.pk))
    )
    assert set(Holiday.objects.values_list("name", "member")) == {("Christmas", None), ("Dentist", bea.pk)}
    wrong = client.post(add, typed(page, first_day="2030-12-26", last_day="2030-12-24"))
    assert "The last day is before the first." in errors(wrong)
    assert "Christmas" in text(client.get(reverse("admin:staff_holiday_changelist")))


def test_my_staff_says_who_is_there_when_they_work_and_what_they_have(
    client: Client,
    ana: Member,
    bea: Member,
    carl: Member,
    say: Say,
    settings: Settings,
    django_assert_max_num_queries: Any,
) -> None:
    say("I want to talk to a human")
    timetable.keep(carl, timetable.spans_of(0, "9-17"), [], today=date(2026, 1, 1))
    Member.objects.filter(pk=bea.pk).update(capacity=5)
    settings.TWILIO_ACCOUNT_SID = "AC1"
    for off_at in (None, timezone.now()):
        whose = carl if off_at else bea
        addresses.add(whose, "sms", "+351210000000", now=timezone.now())
        whose.addresses.update(off_at=off_at)
        whose.preferences.create(event="conversation_assigned", transport="sms", enabled=True)
    presence.heard(bea.pk, timezone.now())
    presence.go_away(carl, now=timezone.now())
    client.force_login(ana)
    page = text(client.get("/admin/staff/member/"))
    for shown in (
        "Online",
        "Away",
        "Not seen yet",
        "Mon 9:00–17:00",
        "Any time",
        "1 of 5",
        "app, SMS",
    ):
        assert shown in page, shown
    with django_assert_max_num_queries(19):
        client.get("/admin/staff/member/")
    assert page.count("app, SMS") == 1
    assert 'Ana Lima <span class="house-chip">Administrator</span>' in page
