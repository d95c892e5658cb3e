"""Two real callers with the same file, on PostgreSQL."""

from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from bots.channels.base import Inbound
from bots.models import Channel
from handover import attachments, desk, intake
from handover.acceptance import Refused
from handover.models import Attachment, Conversation, Message
from staff.models import Member
from tests.handover.files import sent
from tests.handover.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TIMES = range(15)


@pytest.fixture
def open_one(webchat: Channel, now: datetime) -> Conversation:
    message = intake.receive(webchat, Inbound("w", "v", "Hello"), now=now).message
    return Conversation.objects.for_lists().get(pk=message.conversation_id)


def stored() -> set[str]:
    return {path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def kept() -> set[str]:
    return set(Attachment.objects.values_list("key", flat=True))


def test_one_file_goes_with_one_of_two_replies(open_one: Conversation, bea: Member, now: datetime) -> None:
    for _ in TIMES:
        rows = attachments.upload(open_one, [sent("a.png")], by=bea, now=now)
        before = open_one.messages.count()
        reply = partial(desk.reply, open_one, bea, "", now=now, files=rows)
        results = at_once(reply, reply)
        assert {type(one) for one in results} == {Message, ValidationError}
        assert open_one.messages.filter(direction="outbound").latest("pk").attachments.count() == 1
        assert open_one.messages.exclude(direction="line").count() <= before + 1


def test_a_file_is_either_sent_or_removed(open_one: Conversation, bea: Member, now: datetime) -> None:
    for _ in TIMES:
        rows = attachments.upload(open_one, [sent("a.png")], by=bea, now=now)
        result, _ = at_once(
            partial(desk.reply, open_one, bea, "", now=now, files=rows), partial(attachments.discard, rows)
        )
        went = isinstance(result, Message)
        assert Attachment.objects.filter(pk=rows[0].pk).exists() is went
        assert stored() == kept()


def test_uploads_at_the_same_moment_keep_to_the_number(
    open_one: Conversation, bea: Member, now: datetime
) -> None:
    for _ in TIMES:

        def upload() -> list[Attachment]:
            return attachments.upload(open_one, [sent("a.png"), sent("b.png")], by=bea, now=now)

        results = at_once(upload, upload, upload, upload)
        assert sum(isinstance(one, list) for one in results) == 2
        assert sum(isinstance(one, Refused) for one in results) == 2
        assert stored() == kept()
        attachments.discard(attachments.unsent(open_one, bea))


def test_the_same_message_at_the_same_moment_keeps_its_file_once(webchat: Channel, now: datetime) -> None:
    for number in TIMES:

        def receive(number: int = number) -> intake.Received:
            inbound = Inbound(f"m{number}", f"c{number}", "", attachments=(sent("a.png"),))
            return intake.receive(webchat, inbound, now=now)

        results = at_once(receive, receive)
        assert sorted(one.duplicate for one in results) == [False, True]
        assert stored() == kept()
        assert len(kept()) == number + 1
