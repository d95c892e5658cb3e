"""Files through the webhook: bytes in base64 in, signed links out."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook

from bots.models import Channel
from handover import attachments, desk, outbox
from handover.models import Attachment, Conversation, Message
from staff.models import Member
from tests.conftest import Receiver
from tests.handover import files
from tests.handover.files import sent

pytestmark = pytest.mark.django_db


def attached(name: str = "a.png", data: bytes = files.PNG, **more: Any) -> dict[str, Any]:
    return {"name": name, "content_type": "", "data": base64.b64encode(data).decode(), **more}


def post(client: Client, channel: Channel, given: Any, text: str | None = "", message_id: str = "m-1") -> Any:
    value = {"message_id": message_id, "contact": {"id": "c"}, "text": text, "attachments": given}
    body = json.dumps({key: one for key, one in value.items() if one is not None})
    at = timezone.now()
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(channel.config["secret"]).sign(message_id, at, body),
    }
    return client.post(channel.path, body, content_type="application/json", headers=headers)


def test_files_come_in_with_or_without_words(client: Client, channel: Channel) -> None:
    assert post(client, channel, [attached(), attached("b.pdf", files.PDF)]).status_code == 202
    assert post(client, channel, [attached()], text=None, message_id="m-2").status_code == 202
    first = Message.objects.order_by("pk")[0]
    assert [(one.name, one.content_type) for one in first.attachments.all()] == [
        ("a.png", "image/png"),
        ("b.pdf", "application/pdf"),
    ]
    assert Attachment.objects.order_by("pk")[0].file.read() == files.PNG


def test_the_same_message_twice_is_one_with_its_files_once(client: Client, channel: Channel) -> None:
    assert post(client, channel, [attached()]).json()["duplicate"] is False
    assert post(client, channel, [attached()]).json()["duplicate"] is True
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("a.png", "attachments"),
        ({"name": "a.png"}, "attachments"),
        ([attached(), "a.png"], "attachments[1]"),
        ([{"name": "a.png"}], "attachments[0].data"),
        ([attached(data=b"x", name="")], "attachments[0].name"),
        ([{**attached(), "name": 7}], "attachments[0].name"),
        ([{**attached(), "data": "no base64!"}], "attachments[0].data"),
        ([{**attached(), "data": 7}], "attachments[0].data"),
        ([{**attached(), "content_type": ["image/png"]}], "attachments[0].content_type"),
        ([attached(content_type="text/html")], "attachments[0].content_type"),
        ([attached(), attached("b.png", files.EXE)], "attachments[1].data"),
        ([attached("b.exe", files.EXE)], "attachments[0].name"),
        ([attached("b.png", b"")], "attachments[0].data"),
        ([attached()] * 6, "attachments[5]"),
        ([], "text"),
        (None, "text"),
    ],
)
def test_what_is_wrong_is_named(client: Client, channel: Channel, given: Any, field: str) -> None:
    answer = post(client, channel, given)
    assert answer.status_code == 400, answer.json()
    assert answer.json()["field"] == field
    assert answer.json()["error"]
    assert not Message.objects.exists()


def test_a_body_with_files_keeps_to_the_limit(client: Client, channel: Channel) -> None:
    assert post(client, channel, [attached("a.txt", b"x" * 60_000)]).status_code == 413


@pytest.fixture
def offered(
    hooked: Conversation, bea: Member, receiver: Receiver, now: datetime, settings: Settings
) -> dict[str, Any]:
    """The message as the other system got it."""
    settings.BASE_URL = "https://chat.example.com"
    rows = attachments.upload(hooked, [sent("offer 1.pdf", files.PDF)], by=bea, now=now)
    desk.reply(hooked, bea, "Here", now=now, files=rows)
    outbox.sweep(now=now)
    message: dict[str, Any] = json.loads(receiver.got[-1][2])["data"]["message"]
    return message


def test_a_reply_goes_out_with_links(offered: dict[str, Any]) -> None:
    (link,) = offered["attachments"]
    assert link["url"].startswith("https://chat.example.com/files/link/")
    assert {key: link[key] for key in ("name", "content_type", "size")} == {
        "name": "offer 1.pdf",
        "content_type": "application/pdf",
        "size": len(files.PDF),
    }


def test_a_message_without_files_looks_as_ever(
    hooked: Conversation, bea: Member, receiver: Receiver, now: datetime
) -> None:
    desk.reply(hooked, bea, "Just words", now=now)
    outbox.sweep(now=now)
    assert set(json.loads(receiver.got[-1][2])["data"]["message"]) == {"id", "author", "text"}


def path_of(offered: dict[str, Any]) -> str:
    url: str = offered["attachments"][0]["url"]
    return url.removeprefix("https://chat.example.com")


def test_the_link_opens_without_signing_in(offered: dict[str, Any], client: Client) -> None:
    answer: Any = client.get(path_of(offered))
    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Disposition"] == 'attachment; filename="offer 1.pdf"'


def test_a_forged_link_is_not_found(offered: dict[str, Any], client: Client) -> None:
    key = Attachment.objects.get().key
    for signed in (key, f"{key}:1abcde:{'x' * 43}", TimestampSigner().sign(key)):
        assert client.get(f"/files/link/{signed}/a.pdf").status_code == 404


def test_a_link_ends_after_a_week(
    offered: dict[str, Any], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LINK_LASTS", timedelta(seconds=-1))
    answer = client.get(path_of(offered))
    assert answer.status_code == 410
    assert "Ask for the file again" in answer.content.decode()
