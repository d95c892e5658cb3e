"""POST /in/<token>/: what other systems send in a contact's name, and how it is refused."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings
from standardwebhooks import Webhook

from bots.channels.webhook import new_secret
from bots.models import Channel
from handover.models import Address, Contact, Conversation, Message

BODY: dict[str, Any] = {
    "message_id": "m1",
    "contact": {"id": "c1", "name": "Dana", "email": "dana@home.example", "phone": "+49 30 1"},
    "text": "When are you open?",
    "sent_at": "2020-01-01T09:30:00+02:00",
}


def signed(channel: Channel, body: bytes, at: datetime | None = None) -> dict[str, str]:
    at = at or datetime.now(UTC)
    secret = Webhook(channel.config["secret"])
    return {
        "webhook-id": "w1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": secret.sign("w1", at, body.decode("utf-8", "replace")),
    }


def post(
    channel: Channel,
    body: bytes | dict[str, Any],
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
    **environ: Any,
) -> HttpResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = signed(channel, data) if headers is None else headers
    response: Any = Client().generic(
        "POST", f"/in/{channel.token}/", data, content_type=content_type, headers=headers, **environ
    )
    return HttpResponse(response.content, status=response.status_code)


def nothing_is_stored() -> bool:
    models = (Message, Conversation, Contact, Address)
    return not any(model._default_manager.exists() for model in models)


def test_a_message_is_accepted_stored_and_named(channel: Channel) -> None:
    response = post(channel, BODY)
    message = Message.objects.get()
    assert response.status_code == 202
    assert json.loads(response.content) == {
        "message": str(message.pk),
        "conversation": str(message.conversation_id),
        "duplicate": False,
    }
    contact = message.conversation.contact
    assert (contact.name, contact.email, contact.phone) == ("Dana", "dana@home.example", "+49 30 1")


def test_a_repeat_is_accepted_and_said_to_be_one(channel: Channel) -> None:
    first, again = post(channel, BODY), post(channel, BODY)
    assert again.status_code == 202
    assert json.loads(again.content) == {**json.loads(first.content), "duplicate": True}
    assert Message.objects.count() == 1


def test_only_what_is_required_is_required(channel: Channel) -> None:
    body = {"message_id": "m1", "contact": {"id": "c1", "name": None}, "text": "Hi", "more": [1]}
    assert post(channel, body).status_code == 202


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("message_id", {"message_id": None}),
        ("message_id", {"message_id": 7}),
        ("message_id", {"message_id": " "}),
        ("message_id", {"message_id": "x" * 201}),
        ("message_id", {"message_id": "a\x00b"}),
        ("message_id", {"message_id": "\ud800"}),
        ("contact", {"contact": None}),
        ("contact", {"contact": "c1"}),
        ("contact", {"contact": []}),
        ("contact.id", {"contact": {}}),
        ("contact.id", {"contact": {"id": {"a": 1}}}),
        ("contact.id", {"contact": {"id": "a\nb"}}),
        ("contact.name", {"contact": {"id": "c1", "name": ["x"]}}),
        ("contact.name", {"contact": {"id": "c1", "name": "x" * 201}}),
        ("contact.email", {"contact": {"id": "c1", "email": "x" * 255}}),
        ("contact.email", {"contact": {"id": "c1", "email": 1e400}}),
        ("contact.phone", {"contact": {"id": "c1", "phone": "1" * 41}}),
        ("contact.phone", {"contact": {"id": "c1", "phone": 49301}}),
        ("text", {"text": None}),
        ("text", {"text": True}),
        ("text", {"text": ""}),
        ("text", {"text": " \n\t "}),
        ("text", {"text": "\x00\x07 "}),
        ("text", {"text": "x" * 8001}),
        ("sent_at", {"sent_at": "yesterday"}),
        ("sent_at", {"sent_at": 1700000000}),
        ("sent_at", {"sent_at": "2026-05-01T09:30:00"}),
        ("sent_at", {"sent_at": "2026-13-01T09:30:00Z"}),
        ("sent_at", {"sent_at": ["2026-05-01T09:30:00Z"]}),
    ],
)
def test_a_malformed_field_is_refused_and_named(
    field: str, changes: dict[str, Any], channel: Channel
) -> None:
    response = post(channel, {**BODY, **changes})
    assert response.status_code == 400
    answer = json.loads(response.content)
    assert answer["field"] == field
    assert answer["error"]
    assert nothing_is_stored()


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"[]",
        b'"text"',
        b"7",
        b"null",
        b"NaN",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"text": "\xc3\x28"}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"message_id": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_json_object_is_refused(body: bytes, channel: Channel) -> None:
    response = post(channel, body)
    assert response.status_code == 400
    assert json.loads(response.content)["field"] == "body"
    assert nothing_is_stored()


@pytest.mark.parametrize("sent_at", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", None])
def test_a_time_at_the_ends_of_the_calendar_does_no_harm(sent_at: str | None, channel: Channel) -> None:
    assert post(channel, {**BODY, "sent_at": sent_at}).status_code == 202


def test_a_body_written_anew_does_not_verify(channel: Channel) -> None:
    body = json.dumps(BODY).encode()
    anew = json.dumps(BODY, separators=(",", ":")).encode()
    assert post(channel, anew, signed(channel, body)).status_code == 401
    assert nothing_is_stored()


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": ""},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,not base64!"},
        {"webhook-signature": "v1a,x v1,é"},
        {"webhook-id": "other"},
        {"webhook-id": ""},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e300"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "1700000000"},
    ],
)
def test_a_signature_that_does_not_fit_is_refused(change: dict[str, str], channel: Channel) -> None:
    body = json.dumps(BODY).encode()
    response = post(channel, body, {**signed(channel, body), **change})
    assert response.status_code == 401
    assert json.loads(response.content)["error"]
    assert nothing_is_stored()


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_signature_older_or_newer_than_five_minutes_is_refused(minutes: int, channel: Channel) -> None:
    body = json.dumps(BODY).encode()
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    assert post(channel, body, signed(channel, body, at)).status_code == 401
    assert nothing_is_stored()


def test_without_a_signature_or_with_another_channels_it_is_refused(
    channel: Channel, webchat: Channel
) -> None:
    body = json.dumps(BODY).encode()
    webchat.config = {"secret": new_secret()}
    assert post(channel, body, {}).status_code == 401
    assert post(channel, body, signed(webchat, body)).status_code == 401
    assert nothing_is_stored()


@pytest.mark.parametrize(
    "config", [{}, {"secret": ""}, {"secret": "whsec_"}, {"secret": "whsec_%"}, {"secret": None}]
)
def test_a_channel_without_a_usable_secret_lets_nobody_in(config: dict[str, Any], channel: Channel) -> None:
    body = json.dumps(BODY).encode()
    headers = signed(channel, body)
    Channel.objects.filter(pk=channel.pk).update(config=config)
    assert post(channel, body, headers).status_code == 401


def test_only_an_enabled_webhook_answers(channel: Channel, webchat: Channel) -> None:
    webchat.config = {"secret": new_secret()}
    webchat.save()
    assert post(webchat, BODY).status_code == 404
    for nonsense in ("nonsense", "%00", "a%00b"):
        assert Client().post(f"/in/{nonsense}/", {}, content_type="application/json").status_code == 404
    Channel.objects.filter(pk=channel.pk).update(enabled=False)
    assert post(channel, BODY).status_code == 404
    assert nothing_is_stored()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
def test_only_post_is_accepted(method: str, channel: Channel) -> None:
    assert Client().generic(method, f"/in/{channel.token}/").status_code == 405


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "text/json"])
def test_only_json_is_accepted(content_type: str, channel: Channel) -> None:
    assert post(channel, BODY, content_type=content_type).status_code == 415
    assert nothing_is_stored()


def test_json_with_a_charset_is_json(channel: Channel) -> None:
    assert post(channel, BODY, content_type="application/json; charset=utf-8").status_code == 202


def test_a_body_that_is_too_large_is_refused_by_its_header_and_by_itself(channel: Channel) -> None:
    large = json.dumps({**BODY, "more": "x" * 65_536}).encode()
    assert post(channel, large).status_code == 413
    assert post(channel, BODY, CONTENT_LENGTH="65537").status_code == 413
    assert post(channel, BODY, CONTENT_LENGTH="9" * 5000).status_code == 413
    assert nothing_is_stored()


def test_a_flood_is_refused_and_spares_other_contacts(channel: Channel, settings: Settings) -> None:
    settings.INBOUND_PER_CONTACT_PER_MINUTE = 2
    answers = [post(channel, {**BODY, "message_id": f"m{n}"}).status_code for n in range(5)]
    assert 429 in answers, "also when a new minute begins in between"
    assert post(channel, {**BODY, "message_id": "o", "contact": {"id": "other"}}).status_code == 202
    refused = answers.count(429)
    assert Message.objects.count() == 6 - refused
