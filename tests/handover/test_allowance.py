"""How much of the disk contacts may take, whoever they say they are."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from bots.channels.base import Inbound
from bots.models import Channel
from handover import allowance, attachments, desk, intake
from handover.allowance import Spent
from handover.models import Attachment, Message
from handover.views.places import place_of
from staff.models import Member
from tests.handover import files
from tests.handover.files import sent
from tests.handover.test_webhook_files import attached, post

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
EACH = len(files.PNG)


@pytest.fixture(autouse=True)
def room_for_two(settings: Settings) -> None:
    settings.ATTACHMENT_BYTES_PER_CONTACT_PER_DAY = 2 * EACH


def writes(channel: Channel, contact: str, at: datetime, *names: str) -> Message:
    key = f"{contact} {at} {names}"
    given = tuple(sent(name) for name in names)
    return intake.receive(channel, Inbound(key, contact, "Look", attachments=given), now=at).message


def send(client: Client, webchat: Channel, name: str, place: str = "203.0.113.7") -> Any:
    return client.post(
        reverse("chat:send", args=[webchat.token]),
        {"text": "Look", "key": "", "files": SimpleUploadedFile(name, files.PNG, "image/png")},
        headers={"accept": "application/json"},
        REMOTE_ADDR=place,
    )


def test_who_sends_too_much_within_a_day_is_told_and_nothing_is_stored(
    webchat: Channel, now: datetime
) -> None:
    writes(webchat, "v", now, "a.png", "b.png")
    with pytest.raises(Spent, match=r"within a day is more than can be kept here\. Send the rest tomorrow"):
        writes(webchat, "v", now + HOUR, "c.png")
    assert Message.objects.count() == 1
    assert Attachment.objects.count() == 2


def test_words_still_come_and_others_still_send(webchat: Channel, channel: Channel, now: datetime) -> None:
    writes(webchat, "v", now, "a.png", "b.png")
    writes(webchat, "v", now + HOUR)
    writes(webchat, "w", now + HOUR, "c.png")
    writes(channel, "v", now + HOUR, "c.png")


def test_a_day_later_there_is_room_again(webchat: Channel, now: datetime) -> None:
    writes(webchat, "v", now, "a.png", "b.png")
    writes(webchat, "v", now + 25 * HOUR, "c.png")


def test_a_new_conversation_brings_no_new_room(webchat: Channel, bea: Member, now: datetime) -> None:
    first = writes(webchat, "v", now, "a.png", "b.png").conversation
    desk.resolve(first, by=bea, now=now)
    with pytest.raises(Spent):
        writes(webchat, "v", now + HOUR, "c.png")


def test_what_staff_send_counts_for_nobody(webchat: Channel, bea: Member, now: datetime) -> None:
    conversation = writes(webchat, "v", now, "a.png").conversation
    attachments.upload(conversation, [sent(f"{number}.png") for number in range(4)], by=bea, now=now)
    writes(webchat, "v", now + HOUR, "b.png")


def test_the_same_message_again_is_still_answered_as_stored(webchat: Channel, now: datetime) -> None:
    first = writes(webchat, "v", now, "a.png", "b.png")
    assert writes(webchat, "v", now, "a.png", "b.png") == first


def test_a_visitor_is_refused_with_words_and_keeps_their_text(client: Client, webchat: Channel) -> None:
    assert [send(client, webchat, f"{name}.png").status_code for name in "abc"] == [202, 202, 429]
    assert "Send the rest tomorrow, or a link to it." in send(client, webchat, "d.png").json()["error"]


def test_the_webhook_says_which_field(client: Client, channel: Channel) -> None:
    assert post(client, channel, [attached("a.png"), attached("b.png")]).status_code == 202
    answer = post(client, channel, [attached("c.png")], message_id="m-2")
    assert answer.status_code == 429
    assert answer.json()["field"] == "attachments"


def test_many_visitors_from_one_place_share_its_room(webchat: Channel, settings: Settings) -> None:
    settings.ATTACHMENTS_PER_CONTACT_PER_MINUTE = 100
    room = 2 * allowance.PLACES_SHARE
    answers = [send(Client(), webchat, f"{number}.png") for number in range(room + 1)]
    assert [answer.status_code for answer in answers] == [202] * room + [429]
    assert "from your network today" in answers[-1].json()["error"]
    assert send(Client(), webchat, "other.png", place="203.0.113.8").status_code == 202


def test_a_nearly_full_disk_takes_words_but_no_files(
    webchat: Channel, now: datetime, settings: Settings
) -> None:
    settings.ATTACHMENTS_LEAVE_FREE_BYTES = 2**62
    with pytest.raises(attachments.NotKept, match="nothing was sent"):
        writes(webchat, "v", now, "a.png")
    assert writes(webchat, "v", now).text == "Look"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_place_is_an_address_or_all_that_one_home_has(address: str, place: str) -> None:
    assert place_of(RequestFactory().get("/", REMOTE_ADDR=address)) == place
