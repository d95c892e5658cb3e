"""Outbound messages: written as rows, sent by jobs, in order within each conversation."""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from bots.channels.base import Outbound, SendError
from handover import attachments
from handover.announcements import thread_changed
from handover.models import Conversation, Message
from staff.models import Member
from staff.nudges import nudge
from staff.retries import next_try

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # a send takes at most ten
WORK_SECONDS = (
    15.0  # after that a job's `now` is so old that a lease counted from it could end before the send
)
TOOK_OVER = "Someone else took over before it was sent."
DELIVER_AT_MOST = 100  # in one job, so that one conversation cannot keep a worker


def outbound(
    conversation: Conversation, text: str, *, now: datetime, member: Member | None = None, **fields: Any
) -> Message:
    """An unsaved message from the member, or from the bot when there is none, waiting to be sent."""
    return Message(
        conversation=conversation,
        channel_id=conversation.address.channel_id,
        direction=Message.Direction.OUTBOUND,
        author=Message.Author.MEMBER if member else Message.Author.BOT,
        member=member,
        text=text,
        created_at=now,
        occurred_at=now,
        **{
            "status": Message.Status.PENDING,
            "version": conversation.version,
            "next_try_at": now,
            **fields,
        },
    )


def line(conversation: Conversation, text: str, *, now: datetime, member: Member | None = None) -> Message:
    """An unsaved line in the thread that says what happened; the contact never sees it."""
    return Message(
        conversation=conversation,
        direction=Message.Direction.LINE,
        author=Message.Author.SYSTEM,
        member=member,
        status=Message.Status.NOTED,
        text=text,
        created_at=now,
        occurred_at=now,
    )


def nudge_delivery(conversation: Conversation) -> None:
    nudge(deliver_job, conversation.pk)


def deliver(conversation_id: int, *, now: datetime, until: float | None = None) -> int:
    """Send what is due, oldest first; a message waits for the one before it. Returns how many were sent.

    until: the time.monotonic() from which on no other send is begun; a sweep takes the rest.
    """
    until = until or time.monotonic() + WORK_SECONDS
    sent = 0
    for _ in range(DELIVER_AT_MOST):
        message = _next(conversation_id, now)
        if message is None:
            break
        sent += _attempt(message, now)
        if time.monotonic() >= until:
            break
    return sent


def _next(conversation_id: int, now: datetime) -> Message | None:
    """The oldest unsent message, if its time has come and nobody else is sending it."""
    message = (
        Message.objects.undelivered()
        .filter(conversation=conversation_id)
        .select_related("conversation__address__channel", "channel")
        .order_by("pk")
        .first()
    )
    if message is None or not message.next_try_at:
        return None
    if message.next_try_at > now and not _stale(message):
        return None
    return None if message.lease_until and message.lease_until > now else message


def _stale(message: Message) -> bool:
    """An answer of the bot from before someone took over: nothing has to wait for its next try."""
    return (
        message.author == Message.Author.BOT
        and not message.is_final
        and message.version != message.conversation.version
    )


def _attempt(message: Message, now: datetime) -> bool:
    if not _claim(message, now):
        return False
    try:
        _send(message)
    except SendError as error:
        _note_failure(message, error, now)
        return False
    except Exception as error:  # an adapter's own mistake must not stop what waits behind this message
        log.exception("sending %s failed", message.key)
        _note_failure(message, SendError(f"{type(error).__name__}: {error}"), now)
        return False
    Message.objects.filter(pk=message.pk).update(
        status=Message.Status.DELIVERED, delivered_at=now, next_try_at=None, lease_until=None, last_error=""
    )
    thread_changed(message.conversation, message.conversation.address)
    return True


def _claim(message: Message, now: datetime) -> bool:
    """Take the message for sending, unless somebody else has it or it must not be said any more."""
    due = Message.objects.due(now).filter(pk=message.pk)
    if message.author == Message.Author.BOT and not message.is_final:
        same = Conversation.objects.filter(pk=message.conversation_id, version=message.version)
        unsent = Message.objects.undelivered().filter(pk=message.pk).exclude(lease_until__gt=now)
        if unsent.exclude(conversation__in=same.values("pk")).update(
            status=Message.Status.SUPPRESSED, last_error=TOOK_OVER, next_try_at=None
        ):
            thread_changed(message.conversation, message.conversation.address)
            return False
        due = due.filter(conversation__in=same.values("pk"))
    return bool(due.update(lease_until=now + LEASE, attempts=message.attempts + 1))


def _send(message: Message) -> None:
    channel = message.channel
    if channel is None or not channel.enabled:
        raise SendError("The channel was switched off or deleted.", permanent=True)
    channel.adapter.send(
        channel.config,
        Outbound(
            key=message.key,
            conversation=str(message.conversation_id),
            contact_id=message.conversation.address.external_id,
            author=message.author,
            text=message.text,
            at=message.created_at,
            attachments=attachments.links(message) if message.author == Message.Author.MEMBER else (),
        ),
    )


def _note_failure(message: Message, error: SendError, now: datetime) -> None:
    """Unless it has expired and somebody else has sent the message meanwhile."""
    again = None if error.permanent else next_try(message.attempts + 1, now)
    Message.objects.undelivered().filter(pk=message.pk, lease_until=now + LEASE).update(
        status=Message.Status.PENDING if again else Message.Status.FAILED,
        next_try_at=again,
        last_error=str(error)[:500],
        lease_until=None,
    )
    thread_changed(message.conversation, message.conversation.address)


def sweep(*, now: datetime, limit: int = settings.SWEEP_LIMIT) -> int:
    """Deliver whatever a lost job left behind, however old. Returns how many conversations were due."""
    due = Message.objects.due(now).order_by("pk").values_list("conversation", flat=True)[:limit]
    conversations = list(dict.fromkeys(due))
    until = time.monotonic() + WORK_SECONDS
    for conversation_id in conversations:
        deliver(conversation_id, now=now, until=until)
        if time.monotonic() >= until:
            break
    return len(conversations)


@shared_task
def deliver_job(conversation_id: int) -> None:
    deliver(conversation_id, now=timezone.now())
