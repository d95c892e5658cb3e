"""What staff do with a conversation. Views, commands and whatever else only call these."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from bots.models import Mode
from handover import attachments, clock, outbox, suggested
from handover.announcements import conversation_changed, thread_changed
from handover.assignment import TURN_ENDED, Taken, note_end_of_pause, owned_by, pause_restarted, take_along
from handover.models import Attachment, Conversation, Handover, Message, Task
from handover.models.message import checked
from handover.pauses import close_handover
from staff.models import Member

UNDO_FOR = timedelta(minutes=10)
"""For so long resolving can be taken back; later the conversation is reopened instead."""
NEWER = "This contact has a newer open conversation. Answer there instead."
BACK: dict[str, Any] = {"snoozed_until": None, "snoozed_by": None}


def reply(
    conversation: Conversation,
    member: Member,
    text: str,
    *,
    now: datetime,
    client_key: str | None = None,
    files: Sequence[Attachment] = (),
) -> Message:
    """Send a member's words. That is a takeover: the bot is silent from here on, and its pause starts again.

    client_key: made by the page; the same one twice sends once. Another member's conversation stays theirs.
    files: uploaded and not sent yet; with any, text may be empty.
    Errors: ValidationError (empty, too long, a file gone meanwhile), Taken (resolved).
    """
    written = conversation.messages.filter(client_key=client_key) if client_key else None
    if written is not None and (earlier := written.first()):
        return earlier
    text = checked(text, optional=bool(files))
    try:
        with transaction.atomic():
            message = _reply(conversation, member, text, client_key, now)
            attachments.attach(files, message)
            return message
    except IntegrityError:
        if written is not None and (earlier := written.first()):
            return earlier
        raise


def _reply(
    conversation: Conversation, member: Member, text: str, client_key: str | None, now: datetime
) -> Message:
    answered = {**clock.ANSWERED, "last_message_at": now}
    claimable = Conversation.objects.claimable(now).filter(pk=conversation.pk)
    if claimable.update(**{**owned_by(member, now, bot=None), **answered}):
        take_along(conversation, member, now=now)
    else:
        restarted = {"bot_resumes_at": pause_restarted(now), "version": F("version") + 1}
        opened = Conversation.objects.open().filter(pk=conversation.pk)
        if not opened.update(**restarted, **TURN_ENDED, **answered, **BACK):
            raise Taken(conversation, None)
        note_end_of_pause(conversation)
    suggested.withdraw(conversation, f"Suggested only: {member} answered.")
    message = outbox.outbound(conversation, text, now=now, member=member, client_key=client_key)
    message.save()
    outbox.nudge_delivery(conversation)
    thread_changed(conversation, conversation.address)
    return message


def resolve(conversation: Conversation, *, by: Member, now: datetime) -> Conversation:
    """Close the conversation, its handover and the open tasks of its handovers. Twice is once."""
    with transaction.atomic():
        opened = Conversation.objects.open().filter(pk=conversation.pk)
        if opened.update(
            status=Conversation.Status.RESOLVED,
            version=F("version") + 1,
            resolved_at=now,
            bot_resumes_at=None,
            **clock.ANSWERED,
            **TURN_ENDED,
            **BACK,
        ):
            follow_ups = Task.objects.to_do().filter(handover__in=_handovers(conversation))
            follow_ups.update(done_at=now, done_by=by)
            close_handover(conversation, Handover.Outcome.RESOLVED, now=now)
            outbox.line(conversation, f"{by} resolved the conversation.", now=now, member=by).save()
            thread_changed(conversation, conversation.address)
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def reopen(conversation: Conversation, *, by: Member, now: datetime) -> Conversation:
    """Open a resolved conversation again, in the member's hands.

    Errors: ValidationError when the contact has begun a new conversation in the meantime.
    """
    try:
        with transaction.atomic():
            closed = Conversation.objects.filter(pk=conversation.pk, status=Conversation.Status.RESOLVED)
            mine = {**owned_by(by, now, bot=None), "bot_resumes_at": None, "pause_for": None}
            if closed.update(status=Conversation.Status.OPEN, resolved_at=None, **mine):
                outbox.line(conversation, f"{by} reopened the conversation.", now=now, member=by).save()
                thread_changed(conversation, conversation.address)
    except IntegrityError as error:
        raise ValidationError(NEWER, code="newer") from error
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def undo_resolve(
    conversation: Conversation, *, resolved_at: datetime, by: Member, now: datetime
) -> Conversation:
    """As if it had not been resolved at that moment: in the same hands, its handover and task open again.

    Errors: ValidationError when it was reopened meanwhile, the contact has begun a new conversation, or it
    was resolved longer than UNDO_FOR ago.
    """
    if now - resolved_at > UNDO_FOR:
        raise ValidationError("That was resolved too long ago to take it back. Reopen it instead.")
    try:
        with transaction.atomic():
            _undo_resolve(conversation, resolved_at, by, now)
    except IntegrityError as error:
        raise ValidationError(NEWER, code="newer") from error
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def _undo_resolve(conversation: Conversation, resolved_at: datetime, by: Member, now: datetime) -> None:
    resolved = Conversation.objects.filter(status=Conversation.Status.RESOLVED, resolved_at=resolved_at)
    closed = resolved.held().filter(pk=conversation.pk).first()
    if closed is None:
        raise ValidationError("Too late: the conversation was reopened meanwhile.", code="newer")
    handovers = closed.handovers.filter(closed_at=resolved_at, outcome=Handover.Outcome.RESOLVED)
    before = {**_pause_before(closed, handovers.first()), **_owed_before(closed, now)}
    opened = {"status": Conversation.Status.OPEN, "resolved_at": None, "version": F("version") + 1}
    Conversation.objects.filter(pk=closed.pk).update(**opened, **before)
    done = Task.objects.filter(handover__in=_handovers(closed), done_at=resolved_at)
    done.update(done_at=None, done_by=None)
    handovers.update(closed_at=None, outcome="")
    clock.restart(closed.pk, now=now)
    outbox.line(closed, f"{by} took the resolving back.", now=now, member=by).save()
    thread_changed(closed, closed.address)


def _handovers(conversation: Conversation) -> "QuerySet[Handover, Any]":
    return Handover.objects.filter(conversation=conversation).order_by().values("pk")


def _pause_before(closed: Conversation, handover: Handover | None) -> dict[str, Any]:
    """Until when the bot was silent, as the handover says; without one, as if resolving had been a reply."""
    if closed.owner_kind == Conversation.OwnerKind.BOT:
        return {}
    if handover:
        return {"bot_resumes_at": handover.paused_until}
    ended = closed.resolved_at + closed.pause_for if closed.resolved_at and closed.pause_for else None
    return {"bot_resumes_at": ended}


def _owed_before(closed: Conversation, now: datetime) -> dict[str, Any]:
    """Since when the contact waits, and the bot's turn where the answer, or what to suggest, is its."""
    since = _waiting_since(closed)
    bots = closed.owner_kind == Conversation.OwnerKind.BOT
    suggests = bool(closed.bot and closed.bot.mode == Mode.SUGGESTIVE) and not suggested.standing(closed)
    return {"waiting_since": since, "turn_due_at": now if since and (bots or suggests) else None}


def _waiting_since(conversation: Conversation) -> datetime | None:
    """When the contact wrote the first message of the bot's present term that nobody has answered."""
    said = conversation.messages.said().beside_holding()
    answers = said.filter(direction=Message.Direction.OUTBOUND, is_final=False).order_by("-pk")
    after = answers.values_list("pk", flat=True).first() or 0
    asked = said.filter(
        direction=Message.Direction.INBOUND, pk__gt=after, created_at__gte=conversation.bot_since
    )
    first = asked.order_by("pk").first()
    return first.created_at if first else None


def retry(message: Message, *, now: datetime) -> None:
    """Try a failed message again."""
    failed = Message.objects.filter(pk=message.pk, status=Message.Status.FAILED)
    with transaction.atomic():
        if failed.update(status=Message.Status.PENDING, attempts=0, next_try_at=now, last_error=""):
            outbox.nudge_delivery(message.conversation)
            thread_changed(message.conversation, message.conversation.address)


def complete_task(task: Task, *, by: Member, now: datetime) -> bool:
    """False when it was done already."""
    done = Task.objects.to_do().filter(pk=task.pk).update(done_at=now, done_by=by)
    if task.conversation:
        conversation_changed(task.conversation)
    return bool(done)


def reopen_task(task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(done_at=None, done_by=None)
    if task.conversation:
        conversation_changed(task.conversation)
