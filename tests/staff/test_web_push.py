"""Browser push, against a push service that answers like a real one and with a browser's own keys."""

import base64
import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse
from py_vapid import Vapid02
from pytest_django import Settings

from staff import addresses, notifications
from staff.audience import Notice
from staff.models import Delivery, Event, Member, MemberAddress, Notification
from staff.notifications import notify
from staff.transports import web_push
from tests.conftest import Receiver
from tests.staff.sending import NOTICE, only_by, told

pytestmark = pytest.mark.django_db


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Browser:
    """The end that only a real browser has: the keys to read what was pushed to it."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen bytes!!!"
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": encoded(point), "auth": encoded(self.secret)}

    def read(self, body: bytes) -> dict[str, object]:
        clear = http_ece.decrypt(body, private_key=self.private, auth_secret=self.secret, version="aes128gcm")
        found: dict[str, object] = json.loads(clear)
        return found


@pytest.fixture
def browser(bea: Member, receiver: Receiver, now: datetime) -> Browser:
    receiver.answers = [201]
    made = Browser()
    addresses.add(bea, "web_push", receiver.url, now=now, label="Chrome on Linux", keys=made.keys)
    return made


def test_a_push_is_signed_and_only_the_browser_can_read_it(
    bea: Member, browser: Browser, receiver: Receiver, now: datetime
) -> None:
    only_by(bea, "web_push")
    assert told(bea, now).status == Delivery.Status.DELIVERED
    [(_, headers, body)] = receiver.got
    assert b"Dana" not in body
    assert browser.read(body) == {
        "id": Notification.objects.get().pk,
        "title": "Dana was handed to you",
        "body": "She asked.",
        "url": "/desk/7/",
    }
    claims = Vapid02.verify(headers["authorization"])
    assert claims
    origin = urlsplit(receiver.url)
    token = headers["authorization"].split("t=")[1].split(",")[0]
    payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert payload["aud"] == f"{origin.scheme}://{origin.netloc}"
    assert f"k={web_push.public_key()}" in headers["authorization"]
    assert (headers["urgency"], headers["ttl"]) == ("high", "86400")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_switched_off_and_the_member_is_told(
    bea: Member, browser: Browser, receiver: Receiver, now: datetime, status: int
) -> None:
    only_by(bea, "web_push")
    receiver.answers = [status]
    assert told(bea, now).status == Delivery.Status.FAILED
    row = MemberAddress.objects.get()
    assert row.off_at
    assert "no longer" in row.off_because
    said = Notification.objects.get(event=Event.ADDRESS_OFF)
    assert (said.member, said.url) == (bea, reverse("staff:settings"))
    notify(Notice(Event.CONVERSATION_ASSIGNED, "again", "x"), [bea], now=now)
    assert not Notification.objects.filter(cause="again").exists()
    assert len(receiver.got) == 1


def test_a_browser_that_is_refused_when_it_is_no_longer_theirs_is_left_alone(
    bea: Member, carl: Member, browser: Browser, now: datetime
) -> None:
    row = MemberAddress.objects.get()
    addresses.add(carl, "web_push", row.address, now=now, label="Chrome", keys=browser.keys)
    assert addresses.switch_off(bea, "web_push", [row.address], "Gone.", now=now) == 0
    assert MemberAddress.objects.get().off_at is None
    addresses.remove(carl, MemberAddress.objects.get().pk)
    assert addresses.switch_off(carl, "web_push", [row.address], "Gone.", now=now) == 0
    assert not MemberAddress.objects.exists()


def test_one_gone_browser_of_two_does_not_hold_up_the_other(
    bea: Member, browser: Browser, receiver: Receiver, now: datetime
) -> None:
    only_by(bea, "web_push")
    addresses.add(bea, "web_push", f"{receiver.url}/2", now=now, label="Phone", keys=browser.keys)
    receiver.answers = [410, 201]
    assert told(bea, now).status == Delivery.Status.DELIVERED
    assert [row.off_at is None for row in MemberAddress.objects.order_by("pk")] == [False, True]


def test_a_push_service_that_stumbles_is_tried_again(
    bea: Member, browser: Browser, receiver: Receiver, now: datetime
) -> None:
    only_by(bea, "web_push")
    receiver.answers = [503, 201]
    notify(NOTICE, [bea], now=now)
    notifications.sweep(now=now)
    assert "503" in Delivery.objects.get().last_error
    notifications.sweep(now=now + timedelta(seconds=3))
    assert Delivery.objects.get().status == Delivery.Status.DELIVERED


def test_a_redirect_is_not_followed(bea: Member, browser: Browser, receiver: Receiver, now: datetime) -> None:
    only_by(bea, "web_push")
    receiver.answers, receiver.headers = [302], {"Location": receiver.url}
    notify(NOTICE, [bea], now=now)
    notifications.sweep(now=now)
    assert Delivery.objects.get().status == Delivery.Status.PENDING
    assert len(receiver.got) == 1


def test_a_browser_is_added_by_its_member_and_changes_hands(
    client: Client, bea: Member, carl: Member, receiver: Receiver
) -> None:
    sent = {"endpoint": receiver.url, "label": "Chrome on Linux", **Browser().keys}
    for member in (bea, carl):
        client.force_login(member)
        assert client.post(reverse("staff:browser"), sent).status_code == 200
    assert [row.member for row in MemberAddress.objects.all()] == [carl]


@pytest.mark.parametrize(
    "endpoint",
    [
        *("http://push.example/x", "https://10.0.0.7/x", "file:///etc/passwd", "https://localhost/"),
        *("https://user:word@93.184.215.14/x", "https://@93.184.215.14/x"),
    ],
)
def test_we_are_not_made_to_call_addresses_around_us(
    client: Client, bea: Member, settings: Settings, endpoint: str
) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    client.force_login(bea)
    response = client.post(reverse("staff:browser"), {"endpoint": endpoint, **Browser().keys})
    assert response.status_code == 400
    assert response.json()["error"]
    assert not MemberAddress.objects.exists()


def test_a_long_text_in_any_script_fits_into_a_push(
    bea: Member, browser: Browser, receiver: Receiver, now: datetime
) -> None:
    only_by(bea, "web_push")
    emoji = Notice(
        Event.CONVERSATION_ASSIGNED, NOTICE.cause, "\U0001f6b2" * 200, "\U0001f6b2" * 900, "/desk/7/"
    )
    notify(emoji, [bea], now=now)
    notifications.sweep(now=now)
    [(_, _, body)] = receiver.got
    assert len(body) <= 4096
    assert browser.read(body)["body"] == "\U0001f6b2" * 500


def test_a_browsers_endpoint_is_not_in_the_error(
    bea: Member, browser: Browser, settings: Settings, now: datetime
) -> None:
    only_by(bea, "web_push")
    MemberAddress.objects.update(address="http://127.0.0.1:9/secret-endpoint")
    said = told(bea, now).last_error
    assert "was not reached" in said
    assert "secret-endpoint" not in said


def test_a_member_has_no_more_browsers_than_a_send_has_time_for(bea: Member, now: datetime) -> None:
    for number in range(addresses.BROWSERS_AT_MOST + 2):
        addresses.add(bea, "web_push", f"https://push.example/{number}", now=now)
    kept = MemberAddress.objects.order_by("pk").values_list("address", flat=True)
    assert (len(kept), kept[0]) == (addresses.BROWSERS_AT_MOST, "https://push.example/2")
