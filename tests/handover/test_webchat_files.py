"""Files in the web chat: sent with a plain form, shown both ways, given to nobody else."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from bots.channels.base import Inbound
from bots.models import Channel
from handover import attachments, desk, intake
from handover.models import Attachment, Conversation, Message
from staff.models import Member
from tests.conftest import run_due
from tests.handover import files
from tests.handover.files import sent

pytestmark = pytest.mark.django_db

KEY = "6f1c2b1e-3d4a-4b5c-8d6e-7f8091a2b3c4"


def png(name: str = "bike.png", data: bytes = files.PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


def send(
    client: Client, webchat: Channel, *uploads: SimpleUploadedFile, scripted: bool = True, **fields: str
) -> Any:
    accept = {"accept": "application/json"} if scripted else {"accept": "text/html"}
    return client.post(
        reverse("chat:send", args=[webchat.token]),
        {"text": "", "key": KEY, **fields, "files": list(uploads)},
        headers=accept,
    )


def page(client: Client, webchat: Channel) -> str:
    return client.get(reverse("chat:page", args=[webchat.token])).content.decode()


def fetch(client: Client, webchat: Channel, one: Attachment) -> Any:
    return client.get(reverse("chat:file", args=[webchat.token, one.key, one.name]))


def test_a_picture_is_sent_alone_and_shown(client: Client, webchat: Channel) -> None:
    assert send(client, webchat, png()).status_code == 202
    message = Message.objects.get()
    assert message.text == ""
    one = message.attachments.get()
    shown = page(client, webchat)
    assert (
        f'<img src="{reverse("chat:file", args=[webchat.token, one.key, one.name])}" alt="bike.png"' in shown
    )
    assert 'class="bubble"' not in shown.split("data-key")[1]
    answer = fetch(client, webchat, one)
    assert b"".join(answer.streaming_content) == files.PNG
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_plain_form_sends_it_too(client: Client, webchat: Channel) -> None:
    answer = send(client, webchat, png(), text="Look", scripted=False)
    assert answer.status_code == 302
    assert Message.objects.get().text == "Look"
    assert 'enctype="multipart/form-data"' in page(client, webchat)


def test_sending_it_again_sends_it_once(client: Client, webchat: Channel) -> None:
    assert send(client, webchat, png()).json()["duplicate"] is False
    assert send(client, webchat, png()).json()["duplicate"] is True
    assert Attachment.objects.count() == 1
    assert send(client, webchat, png("other.png")).json()["duplicate"] is False, "other files are not lost"


@pytest.mark.parametrize("scripted", [True, False])
def test_a_file_that_lies_is_refused_in_words_and_the_text_is_kept(
    client: Client, webchat: Channel, scripted: bool
) -> None:
    answer = send(client, webchat, png(data=files.EXE), text="My bike", scripted=scripted)
    assert answer.status_code == 400
    said = answer.json()["error"] if scripted else answer.content.decode()
    assert "“bike.png” is called a PNG picture, but what is in it is not." in said
    assert scripted or "My bike" in said
    assert not Message.objects.exists()


def test_nothing_at_all_is_still_refused(client: Client, webchat: Channel) -> None:
    assert send(client, webchat).status_code == 400


def test_nobody_fetches_what_is_not_in_their_own_thread(
    client: Client, webchat: Channel, bot: Any, bea: Member
) -> None:
    send(client, webchat, png())
    one = Attachment.objects.get()
    stranger = Client()
    assert fetch(stranger, webchat, one).status_code == 404, "no cookie"
    send(stranger, webchat, png())
    assert fetch(stranger, webchat, one).status_code == 404, "another visitor's cookie"
    other = Channel.objects.create(bot=bot, kind="webchat", name="Other")
    assert fetch(client, other, one).status_code == 404, "another chat"
    assert client.get(reverse("files:file", args=[one.key, one.name])).status_code == 302, (
        "the desk's address"
    )


def test_a_members_file_is_seen_once_it_is_delivered(
    client: Client, webchat: Channel, bea: Member, now: datetime
) -> None:
    send(client, webchat, png())
    conversation = Conversation.objects.for_lists().get()
    rows = attachments.upload(conversation, [sent("offer.pdf", files.PDF)], by=bea, now=now)
    assert fetch(client, webchat, rows[0]).status_code == 404, "not sent yet"
    desk.reply(conversation, bea, "", now=now, files=rows)
    assert fetch(client, webchat, rows[0]).status_code == 404, "not delivered yet"
    run_due(now)
    answer = fetch(client, webchat, rows[0])
    assert answer["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert re.search(r'class="card" href="[^"]+/offer.pdf" download="offer.pdf"', page(client, webchat))


def test_files_in_a_flood_are_refused_with_patience(
    client: Client, webchat: Channel, settings: Settings
) -> None:
    settings.ATTACHMENTS_PER_CONTACT_PER_MINUTE = 3
    assert send(client, webchat, png("a.png"), png("b.png")).status_code == 202
    assert send(client, webchat, png("c.png"), png("d.png"), png("e.png")).status_code == 202
    answer = send(client, webchat, png("f.png"))
    assert answer.status_code == 429
    assert answer.json()["error"].startswith("That is many files at once.")
    assert send(client, webchat, text="Words still go").status_code == 202


def test_who_throws_the_cookie_away_is_counted_by_place(webchat: Channel, settings: Settings) -> None:
    settings.ATTACHMENTS_PER_CONTACT_PER_MINUTE = 2
    assert [send(Client(), webchat, png()).status_code for _ in range(3)] == [202, 202, 429]


def test_a_thread_full_of_files_asks_no_more_than_one_with_one(
    client: Client, webchat: Channel, now: datetime
) -> None:
    send(client, webchat, png())
    page(client, webchat)
    with CaptureQueriesContext(connection) as few:
        page(client, webchat)
    visitor = Conversation.objects.get().address.external_id
    for number in range(8):
        given = (sent("a.png"), sent("b.pdf", files.PDF))
        intake.receive(webchat, Inbound(f"m-{number}", visitor, "", attachments=given), now=now)
    with CaptureQueriesContext(connection) as many:
        shown = page(client, webchat)
    assert shown.count("<img ") == 9
    assert len(many) <= len(few)
