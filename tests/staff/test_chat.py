"""Chat apps, against a server that takes what they would."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from staff import addresses
from staff.models import Delivery, Event, Member, MemberAddress, Notification
from staff.outside import Refused
from staff.transports import chat
from tests.conftest import Receiver
from tests.staff.sending import only_by, told

pytestmark = pytest.mark.django_db


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


def test_a_target_that_builds_its_own_address_reaches_nothing_inside(
    bea: Member, settings: Settings, now: datetime
) -> None:
    """Apprise makes https://127.0.0.1/api/... of it."""
    settings.OUTBOUND_ALLOWED_HOSTS = []
    only_by(bea, "chat")
    addresses.add(bea, "chat", f"zulip://bot@127.0.0.1/{'a8' * 16}", now=now)
    assert told(bea, now).status == Delivery.Status.PENDING


def test_a_chat_target_is_shown_by_its_name_alone(client: Client, ana: Member, bea: Member) -> None:
    client.force_login(ana)
    sent = {"target": "tgram://123456789:AbCdEfGhIjKlMnOpQrStUvWxYz123456789/42/", "label": "On call"}
    page = client.post(reverse("staff:target", args=[bea.pk]), sent, follow=True).content.decode()
    assert "On call" in page
    assert "AbCdEfGhIjKlMnOpQrStUvWxYz" not in page
