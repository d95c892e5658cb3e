"""Quiet hours: the app tells, without a sound; what else there is waits for their end, unless it must not."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from staff import bell, notifications, quiet, testing
from staff.audience import Notice, insist
from staff.models import Delivery, Event, Member
from staff.notifications import notify, post
from tests.staff.test_email import MailServer
from tests.staff.test_email import mail as mail

pytestmark = pytest.mark.django_db
LISBON = ZoneInfo("Europe/Lisbon")
NIGHT = datetime(2026, 7, 10, 23, 30, tzinfo=LISBON)
MORNING = datetime(2026, 7, 11, 7, 0, tzinfo=LISBON)
HELD = timedelta(seconds=61)


@pytest.fixture
def sleeper(bea: Member) -> Member:
    """Bea, quiet from 22:00 to 7:00 in Lisbon."""
    bea.time_zone, bea.quiet_from, bea.quiet_until = "Europe/Lisbon", time(22), time(7)
    bea.save()
    return bea


@pytest.fixture(autouse=True)
def _mails_wait_a_minute(settings: Settings) -> None:
    settings.NOTIFICATION_EMAIL_HOLD_SECONDS = 60


def notice(number: int = 1, url: str = "/desk/7/") -> Notice:
    return Notice(Event.CONVERSATION_ASSIGNED, f"handover:{number}", f"Dana {number}", "She waits.", url)


def lisbon(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LISBON)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-07-10T21:59", None),
        ("2026-07-10T22:00", "2026-07-11T07:00"),
        ("2026-07-11T03:00", "2026-07-11T07:00"),
        ("2026-07-11T07:00", None),
        ("2026-10-24T23:00", "2026-10-25T07:00"),  # the night in which the clock is put back
        ("2026-03-28T23:00", "2026-03-29T07:00"),  # and forward
    ],
)
def test_they_end_on_the_members_own_clock(at: str, end: str | None, sleeper: Member) -> None:
    assert quiet.ends(sleeper, lisbon(at)) == (lisbon(end) if end else None)


def test_they_may_lie_within_a_day(sleeper: Member) -> None:
    sleeper.quiet_from, sleeper.quiet_until = time(12), time(13, 30)
    assert quiet.ends(sleeper, lisbon("2026-07-10T12:10")) == lisbon("2026-07-10T13:30")
    assert quiet.ends(sleeper, lisbon("2026-07-10T23:00")) is None


def test_an_end_that_the_clock_leaves_out_is_right_after_it(sleeper: Member) -> None:
    sleeper.quiet_until = time(1, 30)
    assert quiet.ends(sleeper, lisbon("2026-03-29T00:30")) == lisbon("2026-03-29T02:30")


def test_without_them_nothing_waits(bea: Member) -> None:
    assert quiet.ends(bea, NIGHT) is None


def test_the_app_tells_at_once_and_the_mail_comes_when_they_end(sleeper: Member, mail: MailServer) -> None:
    notify(notice(), [sleeper], now=NIGHT)
    notifications.deliver("handover:1", now=NIGHT)
    notifications.sweep(now=NIGHT + HELD)
    told = {row.transport: row for row in Delivery.objects.all()}
    assert told["in_app"].status == Delivery.Status.DELIVERED
    waiting = told["email"]
    assert (waiting.status, waiting.next_try_at, waiting.attempts) == (Delivery.Status.PENDING, MORNING, 0)
    assert mail.mails == []

    notifications.sweep(now=MORNING)
    assert len(mail.mails) == 1


def test_a_nights_notices_of_one_conversation_are_one_mail(sleeper: Member, mail: MailServer) -> None:
    for number in (1, 2, 3):
        notify(notice(number), [sleeper], now=NIGHT)
        notifications.deliver(f"handover:{number}", now=NIGHT)
    notifications.sweep(now=NIGHT + HELD)
    notifications.sweep(now=MORNING)
    assert len(mail.mails) == 1
    body = mail.mails[0].get_body(("plain",))
    assert body
    assert all(f"Dana {number}" in str(body.get_content()) for number in (1, 2, 3))


def test_what_was_read_at_night_is_not_sent_in_the_morning(sleeper: Member, mail: MailServer) -> None:
    notify(notice(), [sleeper], now=NIGHT)
    notifications.deliver("handover:1", now=NIGHT)
    notifications.sweep(now=NIGHT + HELD)
    bell.read(sleeper.notifications.get(), now=NIGHT + HELD)
    notifications.sweep(now=MORNING)
    assert mail.mails == []
    assert Delivery.objects.get(transport="email").status == Delivery.Status.DROPPED


def test_what_a_retry_would_send_at_night_waits_too(sleeper: Member, mail: MailServer) -> None:
    evening = lisbon("2026-07-10T21:58")
    mail.refusals = ["451 Later"]
    notify(notice(), [sleeper], now=evening)
    notifications.deliver("handover:1", now=evening)
    notifications.sweep(now=evening + HELD)
    notifications.sweep(now=NIGHT)
    assert mail.mails == []
    assert Delivery.objects.get(transport="email").next_try_at == MORNING


def test_what_nobody_else_could_be_told_of_does_not_wait(sleeper: Member, mail: MailServer) -> None:
    post(insist(notice(), [sleeper], now=NIGHT))
    notifications.deliver("handover:1", now=NIGHT)
    notifications.sweep(now=NIGHT + HELD)
    assert len(mail.mails) == 1


def test_a_test_is_sent_at_once(sleeper: Member, mail: MailServer) -> None:
    [delivery] = testing.send(sleeper, ["email"], now=NIGHT)
    assert delivery.status == Delivery.Status.DELIVERED
    assert len(mail.mails) == 1


def test_a_colleague_who_is_awake_is_told_as_always(sleeper: Member, carl: Member, mail: MailServer) -> None:
    notify(notice(), [sleeper, carl], now=NIGHT)
    notifications.deliver("handover:1", now=NIGHT)
    notifications.sweep(now=NIGHT + HELD)
    assert mail.to == [[carl.email]]


def test_the_panel_says_whether_a_toast_may_be_heard(client: Client, bea: Member) -> None:
    client.force_login(bea)
    url = reverse("staff:bell")
    assert 'data-sound="on"' in client.get(url).content.decode()
    Member.objects.filter(pk=bea.pk).update(quiet_from=time(0), quiet_until=time(23, 59))
    assert 'data-sound="quiet"' in client.get(url).content.decode()
    client.post(reverse("staff:sound"), {"sound": "off"})
    assert 'data-sound="off"' in client.get(url).content.decode()
