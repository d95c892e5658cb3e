"""What the generic webhook posts to the other system, seen from that system."""

import json
from datetime import datetime
from time import monotonic

import pytest
from pytest_django.fixtures import Settings
from standardwebhooks import Webhook

from bots.channels import webhook
from bots.channels.base import Outbound, SendError
from bots.channels.webhook import GenericWebhook, new_secret
from bots.models import Channel
from handover import desk, outbox
from handover.models import Conversation
from staff.models import Member
from staff.outside import NotFound, Refused, checked_address
from tests.conftest import Receiver

SECRET = new_secret()


def send(url: str, now: datetime, text: str = "Hello") -> None:
    message = Outbound("msg_7", "3", "shopper", "bot", text, now)
    GenericWebhook().send({"secret": SECRET, "url": url}, message)


def test_the_body_is_what_the_interface_says(
    hooked: Conversation, receiver: Receiver, bea: Member, now: datetime
) -> None:
    message = desk.reply(hooked, bea, "Grüße 🙂 <b>\n", now=now)
    outbox.deliver(hooked.pk, now=now)
    ((path, headers, body),) = receiver.got
    assert (path, headers["content-type"]) == ("/hook", "application/json")
    assert json.loads(body) == {
        "type": "message.created",
        "timestamp": now.isoformat(),
        "data": {
            "conversation": str(hooked.pk),
            "contact": {"id": "shopper"},
            "message": {"id": str(message.pk), "author": "member", "text": "Grüße 🙂 <b>"},
        },
    }
    assert headers["host"] == receiver.url.split("/")[2]


def test_the_signature_verifies_and_covers_the_body(receiver: Receiver, now: datetime) -> None:
    send(receiver.url, now, "Grüße")
    ((_, headers, body),) = receiver.got
    assert Webhook(SECRET).verify(body, headers)["data"]["message"]["author"] == "bot"
    assert headers["webhook-id"] == "msg_7"
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(SECRET).verify(body.replace(b"Gr", b"gr"), headers)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(new_secret()).verify(body, headers)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 429, 500, 503])
def test_anything_but_success_is_no_delivery_and_redirects_are_not_followed(
    status: int, receiver: Receiver, now: datetime
) -> None:
    receiver.answers = [status]
    receiver.headers = {"location": receiver.url + "/elsewhere"}
    with pytest.raises(SendError, match=f"answered {status}") as failed:
        send(receiver.url, now)
    assert not failed.value.permanent
    assert [path for path, _, _ in receiver.got] == ["/hook"]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_success_is_a_delivery(status: int, receiver: Receiver, now: datetime) -> None:
    receiver.answers = [status]
    send(receiver.url, now)


def test_the_answers_body_is_not_read(receiver: Receiver, now: datetime) -> None:
    receiver.answers = [200]
    receiver.headers = {"content-length": "1000000000000"}
    send(receiver.url, now)


def test_a_server_that_does_not_answer_is_given_up(
    receiver: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.2)
    receiver.holding()
    began = monotonic()
    with pytest.raises(SendError, match="Timeout") as failed:
        send(receiver.url, now)
    assert monotonic() - began < 3
    assert not failed.value.permanent


def test_a_server_that_drips_its_answer_is_given_up(
    receiver: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.5)
    receiver.drips = 0.1
    began = monotonic()
    with pytest.raises(SendError, match="Timeout") as failed:
        send(receiver.url, now)
    assert monotonic() - began < 2
    assert not failed.value.permanent


def test_a_server_that_is_not_there_is_tried_again_later(now: datetime) -> None:
    with pytest.raises(SendError) as failed:
        send("http://127.0.0.1:1/", now)
    assert not failed.value.permanent


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "0",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
        "[::ffff:7f00:1]",
        "[::ffff:a00:1]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "localhost",
        "LOCALHOST",
        "127.0.0.1.",
    ],
)
def test_a_private_address_is_refused_however_it_is_written(
    host: str, receiver: Receiver, now: datetime, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    port = receiver.url.split(":")[2].split("/")[0]
    with pytest.raises(SendError) as failed:
        send(f"http://{host}:{port}/hook", now)
    assert failed.value.permanent or "not found" in str(failed.value)
    assert receiver.got == []


@pytest.mark.parametrize(
    "url",
    [
        "http://user@8.8.8.8/",
        "http://user:secret@8.8.8.8/",
        "http://8.8.8.8@127.0.0.1/",
        "ftp://8.8.8.8/",
        "file:///etc/passwd",
        "//8.8.8.8/",
        "http://",
        "http:///path",
        "",
        "gopher://127.0.0.1:25/",
        "http://[::1",
        "http://8.8.8.8:99999/",
        "http://8.8.8.8:port/",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        checked_address(url, [])


def test_a_name_that_does_not_resolve_may_resolve_later(now: datetime) -> None:
    with pytest.raises(NotFound):
        checked_address("http://nowhere.invalid/", [])
    with pytest.raises(SendError) as failed:
        send("http://nowhere.invalid/", now)
    assert not failed.value.permanent


def test_only_the_named_host_is_allowed_not_others_at_its_address(
    receiver: Receiver, now: datetime, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = ["localhost"]
    send(receiver.url.replace("127.0.0.1", "localhost"), now)
    with pytest.raises(SendError, match="private address"):
        send(receiver.url, now)
    assert len(receiver.got) == 1


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    assert checked_address("https://8.8.8.8/x", []) == ("8.8.8.8", "8.8.8.8")
    assert checked_address("http://127.0.0.1/", ["127.0.0.1"]) == ("127.0.0.1", "127.0.0.1")


def test_a_channel_without_a_url_fails_for_good(channel: Channel, now: datetime) -> None:
    with pytest.raises(SendError, match="no URL") as failed:
        send("", now)
    assert failed.value.permanent
