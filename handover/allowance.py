"""How much of the disk a contact may take: without an end there would be no room for anybody's messages."""

import logging
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models import Sum

from bots.channels.base import SentFile
from bots.models import Channel
from handover.acceptance import in_words
from handover.models import Attachment, Message

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
PLACES_SHARE = 5
"""So many contacts may send all that one may from the same place, such as a firm behind one address."""


class Spent(ValidationError):
    """The contact has sent as much as they may for now; the words are for them."""

    def __init__(self) -> None:
        words = f"More than {in_words(_of_contact())} of files within a day is more than can be kept here."
        super().__init__(f"{words} Send the rest tomorrow, or a link to it.", code="spent")


def check(channel: Channel, contact_id: str, files: Sequence[SentFile], *, now: datetime) -> None:
    """Errors: Spent, when with these files a contact has sent too much within a day."""
    more = sum(file.size for file in files)
    if more and sent_within_a_day(channel, contact_id, now) + more > _of_contact():
        raise Spent


def sent_within_a_day(channel: Channel, contact_id: str, now: datetime) -> int:
    """Bytes."""
    theirs = Attachment.objects.filter(
        conversation__address__channel=channel,
        conversation__address__external_id=contact_id,
        message__author=Message.Author.CONTACT,
        created_at__gt=now - A_DAY,
    )
    return int(theirs.order_by().aggregate(Sum("size", default=0))["size__sum"])


def of_place() -> int:
    """Bytes within a day, whoever they are: who throws a cookie away is somebody new each time."""
    return PLACES_SHARE * _of_contact()


def has_room(storage: Storage, files: Sequence[SentFile]) -> bool:
    """Whether the disk keeps enough for the database and all else. Other storages say so themselves."""
    if not isinstance(storage, FileSystemStorage):
        return True
    try:
        free = shutil.disk_usage(_existing(Path(storage.location))).free
    except OSError:
        log.exception("how much room is left is not known")
        return True
    return free - sum(file.size for file in files) >= int(settings.ATTACHMENTS_LEAVE_FREE_BYTES)


def _existing(folder: Path) -> Path:
    """It is made with the first file."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _of_contact() -> int:
    return int(settings.ATTACHMENT_BYTES_PER_CONTACT_PER_DAY)
