"""The bell: what stands under it, what is new since a page last looked, and reading."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import Event, Member, Notification

URL = "/desk/7/"


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


def told(member: Member, now: datetime, title: str = "Dana waits", url: str = URL) -> Notification:
    cause = f"test:{Notification.objects.count()}"
    return Notification.objects.create(
        member=member,
        event=Event.CONVERSATION_ASSIGNED,
        cause=cause,
        title=title,
        url=url,
        created_at=now,
    )


def open_path(notification: Notification) -> str:
    return reverse("staff:open", args=[notification.pk])


def test_it_counts_what_is_unread(as_bea: Client, bea: Member, ana: Member, now: datetime) -> None:
    told(bea, now)
    told(ana, now, "Not for Bea")
    page = as_bea.get(reverse("staff:bell"))
    assert page.context["unread"] == 1
    assert "Not for Bea" not in page.content.decode()


def test_it_brings_what_is_newer_than_the_page_has_seen(as_bea: Client, bea: Member, now: datetime) -> None:
    seen, fresh = told(bea, now, "Old"), told(bea, now, "New")
    page = as_bea.get(reverse("staff:bell"), {"after": seen.pk})
    assert [one.pk for one in page.context["fresh"]] == [fresh.pk]
    assert page.content.decode().count("data-toast=") == 1


@pytest.mark.parametrize("after", ["", "x", "-1", "²"])
def test_a_page_that_has_seen_nothing_gets_no_toasts(
    as_bea: Client, bea: Member, now: datetime, after: str
) -> None:
    told(bea, now)
    assert as_bea.get(reverse("staff:bell"), {"after": after}).context["fresh"] == []


def test_looking_reads_nothing(as_bea: Client, bea: Member, now: datetime) -> None:
    notification = told(bea, now)
    as_bea.get(reverse("staff:bell"))
    as_bea.get(reverse("staff:notifications"))
    assert as_bea.get(open_path(notification)).status_code == 405
    assert Notification.objects.unread().count() == 1


def test_opening_reads_all_that_points_there(as_bea: Client, bea: Member, now: datetime) -> None:
    told(bea, now, "Its task")
    told(bea, now, "Something else", url="/desk/8/")
    answer = as_bea.post(open_path(told(bea, now)))
    assert answer.headers["Location"] == URL
    assert [one.title for one in Notification.objects.unread()] == ["Something else"]


@pytest.mark.parametrize("url", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(as_bea: Client, bea: Member, now: datetime, url: str) -> None:
    answer = as_bea.post(open_path(told(bea, now, url=url)))
    assert answer.headers["Location"] == reverse("staff:notifications")


def test_nobody_opens_what_is_anothers(as_bea: Client, ana: Member, now: datetime) -> None:
    assert as_bea.post(open_path(told(ana, now))).status_code == 404


def test_all_is_read_at_once(as_bea: Client, bea: Member, now: datetime) -> None:
    told(bea, now)
    told(bea, now, url="/desk/8/")
    as_bea.post(reverse("staff:read_all"))
    assert not Notification.objects.unread()


def test_who_is_not_signed_in_sees_nothing(client: Client, db: None) -> None:
    for name in ["bell", "notifications", "settings"]:
        assert client.get(reverse(f"staff:{name}")).status_code == 302


def test_the_page_turns(as_bea: Client, bea: Member, now: datetime) -> None:
    for number in range(31):
        told(bea, now, f"Number {number}")
    page = as_bea.get(reverse("staff:notifications"), {"page": 2})
    assert len(page.context["page"].object_list) == 1


@pytest.mark.parametrize("after", ["", "-1", "x", "²", "9" * 18, "9" * 5000])
def test_any_position_a_page_claims_to_stand_at_is_answered(as_bea: Client, after: str) -> None:
    assert as_bea.get(reverse("staff:bell"), {"after": after}).status_code == 200
