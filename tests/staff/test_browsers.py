"""A browser gets pushes for whoever is signed in there, and for nobody once they signed out."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from staff import notifications
from staff.audience import Notice
from staff.models import Event, Member, MemberAddress
from staff.notifications import notify
from tests.conftest import PASSWORD, Receiver
from tests.staff.test_web_push import Browser

pytestmark = pytest.mark.django_db


def subscribe(client: Client, receiver: Receiver) -> MemberAddress:
    sent = {"endpoint": receiver.url, "label": "Chrome on Linux", **Browser().keys}
    assert client.post(reverse("staff:browser"), sent).status_code == 200
    return MemberAddress.objects.latest("pk")


@pytest.mark.parametrize("door", ["account_logout", "admin:logout"])
def test_signing_out_ends_this_browsers_pushes_and_no_others(
    door: str, client: Client, bea: Member, receiver: Receiver, now: datetime
) -> None:
    client.force_login(bea)
    phone = MemberAddress.objects.create(
        member=bea, transport="web_push", address="https://push.example/phone", created_at=now
    )
    subscribe(client, receiver)
    client.post(reverse(door))
    assert list(MemberAddress.objects.all()) == [phone]


def test_nothing_reaches_it_after_that(
    client: Client, bea: Member, receiver: Receiver, now: datetime
) -> None:
    client.force_login(bea)
    subscribe(client, receiver)
    client.post(reverse("account_logout"))
    notify(Notice(Event.CONVERSATION_ASSIGNED, "handover:1", "Dana was handed to you"), [bea], now=now)
    notifications.sweep(now=now)
    assert receiver.got == []


def test_it_holds_for_a_later_session_too(client: Client, bea: Member, receiver: Receiver) -> None:
    client.force_login(bea)
    subscribe(client, receiver)
    client.session.flush()
    client.force_login(bea)
    assert MemberAddress.objects.exists(), "she is back in her own browser"
    client.post(reverse("account_logout"))
    assert not MemberAddress.objects.exists()


def test_the_next_to_sign_in_there_ends_the_pushes_of_who_never_signed_out(
    client: Client, bea: Member, carl: Member, receiver: Receiver
) -> None:
    client.force_login(bea)
    subscribe(client, receiver)
    client.session.flush()
    client.post(reverse("account_login"), {"login": carl.email, "password": PASSWORD})
    assert not MemberAddress.objects.exists()


def test_a_cookie_that_we_did_not_write_removes_nothing(
    client: Client, bea: Member, carl: Member, receiver: Receiver
) -> None:
    client.force_login(bea)
    row = subscribe(client, receiver)
    other = Client()
    other.force_login(carl)
    other.cookies["push_browser"] = str(row.pk)
    other.post(reverse("account_logout"))
    assert MemberAddress.objects.filter(pk=row.pk).exists()


def test_who_is_switched_off_gets_no_push(
    client: Client, bea: Member, receiver: Receiver, now: datetime
) -> None:
    client.force_login(bea)
    subscribe(client, receiver)
    notify(Notice(Event.CONVERSATION_ASSIGNED, "handover:1", "Dana was handed to you"), [bea], now=now)
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    notifications.sweep(now=now)
    assert receiver.got == []
