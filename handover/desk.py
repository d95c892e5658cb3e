"""What staff do with a conversation. Views, commands and whatever else only call these."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from handover import outbox
from handover.announcements import conversation_changed, thread_changed
from handover.assignment import TURN_ENDED, Taken, note_end_of_pause, owned_by, pause_restarted, take_along
from handover.models import Conversation, Handover, Message, Task
from handover.models.message import clean
from handover.pauses import close_handover
from staff.models import Member


def reply(
    conversation: Conversation, member: Member, text: str, *, now: datetime, client_key: str | None = None
) -> Message:
    """Send a member's words. That is a takeover: the bot is silent from here on, and its pause starts again.

    client_key: made by the page; the same one twice sends once. Another member's conversation stays theirs.
    Errors: ValidationError (empty or too long), Taken (resolved).
    """
    text = _words(text)
    written = conversation.messages.filter(client_key=client_key) if client_key else None
    if written and (earlier := written.first()):
        return earlier
    try:
        with transaction.atomic():
            return _reply(conversation, member, text, client_key, now)
    except IntegrityError:
        if written and (earlier := written.first()):
            return earlier
        raise


def _words(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise ValidationError("Write something first.", code="empty")
    if len(text) > settings.MESSAGE_MAX_LENGTH:
        raise ValidationError(
            f"That is {len(text)} characters; at most {settings.MESSAGE_MAX_LENGTH} can be sent.", code="long"
        )
    return text


def _reply(
    conversation: Conversation, member: Member, text: str, client_key: str | None, now: datetime
) -> Message:
    answered = {"waiting_since": None, "last_message_at": now}
    claimable = Conversation.objects.claimable(now).filter(pk=conversation.pk)
    if claimable.update(**{**owned_by(member, now), **answered}):
        take_along(conversation, member)
    else:
        restarted = {"bot_resumes_at": pause_restarted(now), "version": F("version") + 1}
        opened = Conversation.objects.open().filter(pk=conversation.pk)
        if not opened.update(**restarted, **TURN_ENDED, **answered):
            raise Taken(conversation, None)
        note_end_of_pause(conversation)
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
            waiting_since=None,
            **TURN_ENDED,
        ):
            follow_ups = Task.objects.to_do().filter(handover__conversation=conversation)
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
            mine = {**owned_by(by, now), "bot_resumes_at": None, "pause_for": None}
            if closed.update(status=Conversation.Status.OPEN, resolved_at=None, **mine):
                outbox.line(conversation, f"{by} reopened the conversation.", now=now, member=by).save()
                thread_changed(conversation, conversation.address)
    except IntegrityError as error:
        raise ValidationError(
            "This contact has a newer open conversation. Answer there instead.", code="newer"
        ) from error
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def use_suggestion(suggestion: Message, *, by: Member, now: datetime) -> Message:
    """Send what the bot suggested, as the member's words. Pressed twice, it is sent once.

    Errors: ValidationError when a colleague has dismissed it; Taken (resolved).
    """
    key = f"suggestion-{suggestion.pk}"
    with transaction.atomic():
        still_there = dismiss_suggestion(suggestion)
        used = suggestion.conversation.messages.filter(client_key=key)
        if not still_there and not used.exists():
            raise ValidationError("A colleague has dismissed this suggestion.", code="dismissed")
        return reply(suggestion.conversation, by, suggestion.text, now=now, client_key=key)


def dismiss_suggestion(suggestion: Message) -> bool:
    """Whether it was still there to be dismissed."""
    suggested = Message.objects.filter(pk=suggestion.pk, status=Message.Status.SUGGESTED)
    dismissed = suggested.update(status=Message.Status.SUPPRESSED, last_error="Suggested, not sent as it is.")
    conversation_changed(suggestion.conversation)
    return bool(dismissed)


def retry(message: Message, *, now: datetime) -> None:
    """Try a failed message again."""
    failed = Message.objects.filter(pk=message.pk, status=Message.Status.FAILED)
    with transaction.atomic():
        if failed.update(status=Message.Status.PENDING, attempts=0, next_try_at=now, last_error=""):
            outbox.nudge_delivery(message.conversation)
            thread_changed(message.conversation, message.conversation.address)


def complete_task(task: Task, *, by: Member, now: datetime) -> None:
    Task.objects.to_do().filter(pk=task.pk).update(done_at=now, done_by=by)
    if task.conversation:
        conversation_changed(task.conversation)


def reopen_task(task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(done_at=None, done_by=None)
    if task.conversation:
        conversation_changed(task.conversation)
