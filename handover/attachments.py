"""Files that come and go with messages: checked, kept beside their rows, given out, and swept away.

The storage knows no transaction. A file is written before the transaction that stores its row, removed
when that fails, and otherwise found by the sweep: one without a row is nobody's after a day.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage
from django.core.signing import TimestampSigner
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from bots.channels.base import FileLink, SentFile
from handover import allowance
from handover.acceptance import check, check_number
from handover.models import Attachment, Conversation, Message
from handover.models.attachment import stored_as
from staff.models import Member

log = logging.getLogger(__name__)

LEFT_AFTER = timedelta(days=1)  # what nobody has sent until then is removed, and what no row knows
LINK_LASTS = timedelta(days=7)


class NotKept(ValidationError):
    """The storage has failed, or has no room left to fail in."""

    def __init__(self) -> None:
        words = "The file could not be stored just now, and nothing was sent. Try again in a few minutes."
        super().__init__(words, code="storage")


@contextmanager
def kept(files: Sequence[SentFile], *, now: datetime, beside: int = 0) -> Iterator[list[Attachment]]:
    """Unsaved rows of files that are in the storage; those that are not saved inside are removed again.

    beside: how many go with the message already. Errors: Refused, NotKept; then nothing is kept.
    """
    checked = check(files, beside=beside)
    if checked and not allowance.has_room(storage(), files):
        log.error("files are refused: less than ATTACHMENTS_LEAVE_FREE_BYTES would be left on the disk")
        raise NotKept
    rows: list[Attachment] = []
    try:
        for file in checked:
            row = Attachment(name=file.name, content_type=file.content_type, size=file.size, created_at=now)
            rows.append(row)
            _write(row, file.content)
        yield rows
    finally:
        _remove_unsaved(rows)


def _write(row: Attachment, content: IO[bytes]) -> None:
    content.seek(0)
    try:
        row.file.save(row.name, File(content), save=False)
    except Exception as error:  # a full disk, a network: each storage has errors of its own
        log.exception("storing %s of %s bytes failed", row.key, row.size)
        raise NotKept from error


def _remove_unsaved(rows: Sequence[Attachment]) -> None:
    """Whether they are saved, the database knows best: what failed may have failed after the commit."""
    if not rows:
        return
    try:
        saved = set(
            Attachment.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True)
        )
    except DatabaseError:
        log.exception("whether files were stored is not known; the sweep will look again")
        return
    _remove_files(row for row in rows if row.key not in saved)


def _remove_files(rows: Iterable[Attachment]) -> None:
    for row in rows:
        _delete(row.file.name or stored_as(row, row.name))


def _delete(name: str) -> None:
    try:
        storage().delete(name)
    except Exception:  # it has no row, so nobody sees it; the sweep tries again
        log.exception("removing %s failed", name)


def storage() -> Storage:
    return Attachment._meta.get_field("file").storage


def store(rows: Sequence[Attachment], conversation: Conversation, **fields: Any) -> None:
    """Save rows of `kept` in the transaction of their message, or as a member's who has not sent them yet."""
    for row in rows:
        row.conversation = conversation
        for name, value in fields.items():
            setattr(row, name, value)
    Attachment.objects.bulk_create(rows)


def upload(
    conversation: Conversation, files: Sequence[SentFile], *, by: Member, now: datetime
) -> list[Attachment]:
    """Keep what a member has chosen until they send it. Errors: Refused, NotKept."""
    if not files:
        return []
    with kept(files, now=now, beside=unsent(conversation, by).count()) as rows, transaction.atomic():
        # One at a time: others of this member's may have come in while these were written.
        Conversation.objects.select_for_update(no_key=True).filter(pk=conversation.pk).first()
        check_number(len(rows), unsent(conversation, by).count())
        store(rows, conversation, uploaded_by=by)
    return rows


def unsent(conversation: Conversation, member: Member) -> "QuerySet[Attachment]":
    return Attachment.objects.filter(conversation=conversation, uploaded_by=member, message=None)


def attach(files: Sequence[Attachment], message: Message) -> None:
    """Unsent files go with the message. Errors: ValidationError: too many, or one is gone meanwhile."""
    check_number(len(files), 0)
    mine = Attachment.objects.filter(pk__in=[one.pk for one in files], message=None)
    if files and mine.update(message=message) != len(files):
        raise ValidationError("A file was removed or sent meanwhile. Look at your reply again.", code="gone")


def discard(files: Iterable[Attachment]) -> None:
    """Remove those that were not sent."""
    for row in files:
        with transaction.atomic():
            removed, _ = Attachment.objects.filter(pk=row.pk, message=None).delete()
            if removed:
                transaction.on_commit(lambda row=row: _remove_files([row]))  # type: ignore[misc]


def links(message: Message) -> tuple[FileLink, ...]:
    """For the outside world."""
    return tuple(
        FileLink(one.name, one.content_type, one.size, settings.BASE_URL + signed_path(one))
        for one in message.attachments.all()
    )


def signed_path(attachment: Attachment) -> str:
    return reverse("files:link", args=[_signer().sign(attachment.key), attachment.name])


def key_in(signed: str) -> str:
    """Errors: SignatureExpired, BadSignature."""
    return _signer().unsign(signed, max_age=LINK_LASTS)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="handover.attachments")


def sweep(*, now: datetime) -> int:
    """Remove what was never sent, and files whose rows are gone. Returns how many."""
    left = list(Attachment.objects.filter(message=None, created_at__lt=now - LEFT_AFTER))
    discard(left)
    return len(left) + sum(_sweep_folder(folder, now) for folder in _folders())


def _folders() -> list[str]:
    """Ours alone, of the two letters a key begins with: whatever else lies beside them is somebody's."""
    try:
        return [name for name in storage().listdir("")[0] if len(name) == 2]
    except FileNotFoundError:  # nothing was ever stored
        return []


def _sweep_folder(folder: str, now: datetime) -> int:
    found = {f"{folder}/{name}" for name in storage().listdir(folder)[1]}
    known = Attachment.objects.filter(file__startswith=f"{folder}/").values_list("file", flat=True)
    nobodys = [name for name in found - set(known) if _written_before(name, now - LEFT_AFTER)]
    for name in nobodys:
        _delete(name)
    return len(nobodys)


def _written_before(name: str, moment: datetime) -> bool:
    """Also false for one that is gone."""
    try:
        return storage().get_modified_time(name) < moment
    except FileNotFoundError:
        return False
