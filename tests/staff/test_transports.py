"""Browser push, text messages and chat apps, each against a server that behaves like the real one."""

import base64
import json
import socket
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import http_ece
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse
from py_vapid import Vapid02
from pytest_django import Settings

from staff import addresses, notifications
from staff.audience import Notice
from staff.models import Delivery, Event, Member, MemberAddress, Notification, NotificationPreference
from staff.notifications import notify
from staff.outside import Refused, check_host, only_public
from staff.transports import chat, web_push
from tests.conftest import Receiver

pytestmark = pytest.mark.django_db
NOTICE = Notice(Event.CONVERSATION_ASSIGNED, "handover:1", "Dana was handed to you", "She asked.", "/desk/7/")


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


def only_by(member: Member, kind: str) -> None:
    for other in ("in_app", "web_push", "email", "sms", "chat"):
        NotificationPreference.objects.create(
            member=member, event=Event.CONVERSATION_ASSIGNED, transport=other, enabled=other == kind
        )


def told(member: Member, now: datetime) -> Delivery:
    """What came of a notice, a minute later."""
    notify(NOTICE, [member], now=now)
    notifications.sweep(now=now)
    notifications.sweep(now=now + timedelta(seconds=61))
    return Delivery.objects.get(notification__cause=NOTICE.cause)


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


@pytest.fixture
def twilio(settings: Settings, receiver: Receiver) -> Receiver:
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC123", "secret"
    settings.TWILIO_FROM_NUMBER = "+15005550006"
    settings.TWILIO_BASE_URL = receiver.url.removesuffix("/hook")
    settings.BASE_URL = "https://chat.example.com"
    receiver.answers, receiver.headers = [201], {"Content-Type": "application/json"}
    receiver.body = json.dumps({"sid": "SM1", "status": "queued"}).encode()
    receiver.headers["Content-Length"] = str(len(receiver.body))
    return receiver


def refuses(twilio: Receiver, status: int, code: int) -> None:
    twilio.answers = [status]
    twilio.body = json.dumps({"code": code, "message": "refused", "status": status}).encode()
    twilio.headers["Content-Length"] = str(len(twilio.body))


def test_a_text_message_goes_through_twilio(bea: Member, twilio: Receiver, now: datetime) -> None:
    only_by(bea, "sms")
    addresses.only(bea, "sms", "+351912345678", now=now)
    assert told(bea, now).status == Delivery.Status.DELIVERED
    [(path, headers, body)] = twilio.got
    sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    assert path == "/2010-04-01/Accounts/AC123/Messages.json"
    assert headers["authorization"] == "Basic " + base64.b64encode(b"AC123:secret").decode()
    assert (sent["To"], sent["From"]) == ("+351912345678", "+15005550006")
    assert sent["Body"] == "Dana was handed to you. She asked. https://chat.example.com/desk/7/"


def test_a_number_that_can_never_work_is_switched_off(bea: Member, twilio: Receiver, now: datetime) -> None:
    only_by(bea, "sms")
    addresses.only(bea, "sms", "+351912345678", now=now)
    refuses(twilio, 400, 21614)
    delivery = told(bea, now)
    assert (delivery.status, "refused" in delivery.last_error) == (Delivery.Status.FAILED, True)
    assert MemberAddress.objects.get().off_at


def test_an_error_of_twilios_is_tried_again(bea: Member, twilio: Receiver, now: datetime) -> None:
    only_by(bea, "sms")
    addresses.only(bea, "sms", "+351912345678", now=now)
    refuses(twilio, 429, 20429)
    assert told(bea, now).status == Delivery.Status.PENDING
    assert MemberAddress.objects.get().off_at is None


@pytest.mark.parametrize(
    ("typed", "kept"), [("+351 912 345 678", "+351912345678"), ("", None), ("12", None), ("call me", None)]
)
def test_a_number_is_kept_in_the_form_that_providers_take(
    client: Client, bea: Member, typed: str, kept: str | None
) -> None:
    client.force_login(bea)
    client.post(reverse("staff:number", args=[bea.pk]), {"number": typed})
    assert list(MemberAddress.objects.values_list("address", flat=True)) == ([kept] if kept else [])


def test_a_chat_app_is_told(bea: Member, receiver: Receiver, now: datetime) -> None:
    only_by(bea, "chat")
    place = urlsplit(receiver.url).netloc
    addresses.add(bea, "chat", f"ntfy://{place}/handover", now=now)
    receiver.answers = [200]
    assert told(bea, now).status == Delivery.Status.DELIVERED
    [(_, headers, body)] = receiver.got
    assert b"She asked." in body or "She asked." in str(headers)
    assert b"/desk/7/" in body


def test_a_chat_app_that_refuses_is_tried_again_with_its_words(
    bea: Member, receiver: Receiver, now: datetime
) -> None:
    only_by(bea, "chat")
    addresses.add(bea, "chat", f"ntfy://{urlsplit(receiver.url).netloc}/handover", now=now)
    receiver.answers = [500, 500, 500, 500]
    delivery = told(bea, now)
    assert delivery.status == Delivery.Status.PENDING
    assert delivery.last_error


@pytest.mark.parametrize(
    "url", ["json://10.0.0.1/", "syslog://", "dbus://", "ntfy://", "nonsense", "slack://"]
)
def test_only_chat_apps_we_know_can_be_targets(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        chat.check(url)


def test_a_target_inside_the_network_is_refused(settings: Settings) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    with pytest.raises(Refused, match="private address"):
        chat.check("ntfy://127.0.0.1/handover")


def test_only_administrators_set_chat_targets(client: Client, ana: Member, bea: Member) -> None:
    target = {"target": "tgram://123456789:AbCdEfGhIjKlMnOpQrStUvWxYz123456789/42/"}
    client.force_login(bea)
    assert client.post(reverse("staff:target", args=[bea.pk]), target).status_code == 403
    client.force_login(ana)
    client.post(reverse("staff:target", args=[bea.pk]), target)
    assert MemberAddress.objects.get().member == bea


@pytest.mark.parametrize("name", ["ways", "number", "test"])
def test_members_set_their_own_ways_and_nobody_elses(
    client: Client, bea: Member, carl: Member, name: str
) -> None:
    client.force_login(bea)
    more = ["in_app"] if name == "test" else []
    address = reverse(f"staff:{name}", args=[carl.pk, *more])
    response = client.get(address) if name == "ways" else client.post(address, {"number": ""})
    assert response.status_code == 403


def test_an_address_of_somebody_else_is_not_removed(
    client: Client, bea: Member, carl: Member, now: datetime
) -> None:
    row = addresses.add(carl, "sms", "+351912345678", now=now)
    client.force_login(bea)
    for name in ("address_remove", "address_on"):
        assert client.post(reverse(f"staff:{name}", args=[row.pk])).status_code == 403
    assert MemberAddress.objects.exists()


def test_a_test_says_truly_what_came_of_it(
    client: Client, bea: Member, twilio: Receiver, now: datetime
) -> None:
    client.force_login(bea)
    addresses.only(bea, "sms", "+351912345678", now=now)
    address = reverse("staff:test", args=[bea.pk, "sms"])
    assert "SMS: a test was sent and accepted." in client.post(address, follow=True).content.decode()
    refuses(twilio, 400, 21211)
    page = client.post(address, follow=True).content.decode()
    assert "Twilio answered 400" in page
    assert "Off since" in page


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


def test_one_chat_app_that_fails_does_not_have_the_other_told_twice(
    bea: Member, receiver: Receiver, now: datetime
) -> None:
    only_by(bea, "chat")
    place = urlsplit(receiver.url).netloc
    for topic in ("one", "two"):
        addresses.add(bea, "chat", f"ntfy://{place}/{topic}", now=now)
    receiver.answers = [500, 200]
    assert told(bea, now).status == Delivery.Status.DELIVERED
    assert len(receiver.got) == 2


@pytest.mark.parametrize("status", [401, 404, 410])
def test_a_chat_app_that_refuses_for_good_is_switched_off(
    bea: Member, receiver: Receiver, now: datetime, status: int
) -> None:
    only_by(bea, "chat")
    addresses.add(bea, "chat", f"ntfy://{urlsplit(receiver.url).netloc}/handover", now=now)
    receiver.answers = [status]
    assert told(bea, now).status == Delivery.Status.FAILED
    assert MemberAddress.objects.get().off_at
    assert Notification.objects.filter(event=Event.ADDRESS_OFF).exists()


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#c?template=/etc/passwd",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js/?template=http://127.0.0.1/",
    ],
)
def test_a_target_does_not_read_the_servers_files(url: str) -> None:
    with pytest.raises(Refused, match="template"):
        chat.check(url)


@pytest.mark.parametrize(
    "url", ["workflows://169.254.169.254:80/abc/def", "ntfy://good.example\\@127.0.0.1/x"]
)
def test_the_host_that_is_checked_is_the_one_that_would_be_called(settings: Settings, url: str) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    with pytest.raises(Refused, match="private address"):
        chat.check(url)


def test_a_target_that_builds_its_own_address_reaches_nothing_inside(
    bea: Member, settings: Settings, now: datetime
) -> None:
    """Apprise makes https://127.0.0.1/api/... of it."""
    settings.OUTBOUND_ALLOWED_HOSTS = []
    only_by(bea, "chat")
    addresses.add(bea, "chat", f"zulip://bot@127.0.0.1/{'a8' * 16}", now=now)
    assert told(bea, now).status == Delivery.Status.PENDING


def test_a_redirect_into_the_network_is_not_followed(
    receiver: Receiver, settings: Settings, now: datetime
) -> None:
    """As asked for by the target itself, and with a host of ours that is allowed in front."""
    place = urlsplit(receiver.url)
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    receiver.answers, receiver.headers = [307], {"Location": f"http://localhost:{place.port}/inside"}
    with (
        only_public(settings.OUTBOUND_ALLOWED_HOSTS),
        pytest.raises(requests.ConnectionError, match="private"),
    ):
        requests.post(receiver.url, data=b"x", timeout=5)
    assert [path for path, _, _ in receiver.got] == [place.path]


def test_the_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name answers differently from look-up to look-up."""
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def look_up(*args: object, **kwargs: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), urlsplit(receiver.url).port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with only_public([]):
        assert check_host("turncoat.example", []) == "93.184.216.34"
        with pytest.raises(requests.ConnectionError, match="private"):
            requests.get(f"http://turncoat.example:{urlsplit(receiver.url).port}/", timeout=5)
    assert receiver.got == []


def test_outside_of_that_connections_are_as_always(receiver: Receiver) -> None:
    assert requests.post(receiver.url, data=b"x", timeout=5).ok


def test_a_chat_target_is_shown_by_its_name_alone(client: Client, ana: Member, bea: Member) -> None:
    client.force_login(ana)
    sent = {"target": "tgram://123456789:AbCdEfGhIjKlMnOpQrStUvWxYz123456789/42/", "label": "On call"}
    page = client.post(reverse("staff:target", args=[bea.pk]), sent, follow=True).content.decode()
    assert "On call" in page
    assert "AbCdEfGhIjKlMnOpQrStUvWxYz" not in page
