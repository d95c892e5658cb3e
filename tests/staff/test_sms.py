"""Text messages, against a server that answers as Twilio does."""

import base64
import json
from datetime import datetime
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from staff import addresses
from staff.models import Delivery, Member, MemberAddress
from tests.conftest import Receiver
from tests.staff.sending import only_by, told

pytestmark = pytest.mark.django_db


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
