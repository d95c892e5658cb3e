"""The bot's silence and its return. `bot_resumes_at` is the truth; these verbs announce and record it."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from bots.models import Bot
from handover import clock, notices, outbox
from handover.announcements import conversation_changed, thread_changed
from handover.assignment import Taken, note_end_of_pause, owned_by, take_along
from handover.models import Conversation, Handover, Message
from handover.models.message import clean
from handover.notices import AN_HOUR
from staff.models import Member
from staff.notifications import post

BOT = Conversation.OwnerKind.BOT


def resume_due(*, now: datetime, limit: int = 500, only: int | None = None) -> int:
    """Give every conversation whose pause has ended back to its bot, a chunk in one transaction.

    only: just this conversation. Two at once are harmless. Returns how many were given back.
    """
    with transaction.atomic():
        due = Conversation.objects.bot_due_back(now).for_lists()
        if only is not None:
            due = due.filter(pk=only)
        chunk = list(
            due.select_for_update(skip_locked=only is None, of=("self",)).order_by("bot_resumes_at")[:limit]
        )
        if chunk:
            _give_back(chunk, now)
    return len(chunk)


def _give_back(chunk: list[Conversation], now: datetime) -> None:
    ids = [conversation.pk for conversation in chunk]
    Conversation.objects.filter(pk__in=ids).update(
        owner_kind=BOT,
        version=F("version") + 1,
        bot_since=F("bot_resumes_at"),
        bot_resumes_at=None,
        pause_for=None,
        hand_back_note="",
        snoozed_until=None,
        snoozed_by=None,
        **clock.STOPPED,
    )
    Handover.objects.open().filter(conversation__in=ids).update(
        closed_at=now, outcome=Handover.Outcome.RESUMED
    )
    Message.objects.bulk_create(
        [outbox.line(c, "The pause has ended: the bot answers again.", now=now) for c in chunk]
    )
    post(notices.bots_resumed(chunk, now=now))
    for conversation in chunk:
        thread_changed(conversation, conversation.address)


def resume(conversation: Conversation, *, by: Member, note: str = "", now: datetime) -> Conversation:
    """Hand back to the bot. note: what the person said, for the bot.

    Errors: Taken when it is resolved; ValidationError when the bot does not answer by itself.
    """
    note = clean(note).strip()
    _check_speaks(conversation.bot)
    with transaction.atomic():
        held = Conversation.objects.open().filter(pk=conversation.pk).exclude(owner_kind=BOT)
        if held.update(
            owner_kind=BOT,
            version=F("version") + 1,
            bot_since=now,
            bot_resumes_at=None,
            pause_for=None,
            hand_back_note=note,
            snoozed_until=None,
            snoozed_by=None,
            **clock.ANSWERED,
        ):
            close_handover(conversation, Handover.Outcome.HANDED_BACK, now=now)
            text = f"{by} handed back to the bot{f': {note}' if note else '.'}"
            outbox.line(conversation, text, now=now, member=by).save()
            thread_changed(conversation, conversation.address)
    current = Conversation.objects.for_lists().get(pk=conversation.pk)
    if current.status != Conversation.Status.OPEN:
        raise Taken(current, None)
    return current


def _check_speaks(bot: Bot | None) -> None:
    if bot is None or not bot.speaks:
        who = bot or "The bot"
        raise ValidationError(f"{who} does not answer by itself. Put the conversation back into the queue.")


def pause(
    conversation: Conversation, *, by: Member, pause_for: timedelta | None, now: datetime
) -> Conversation:
    """Silence the bot for a time, or until someone hands back. Taken from the bot, it becomes the member's.

    Errors: Taken when it is resolved.
    """
    until = now + pause_for if pause_for else None
    with transaction.atomic():
        opened = Conversation.objects.open().filter(pk=conversation.pk)
        from_bot = opened.the_bots(now).update(
            **{**owned_by(by, now, bot=conversation.bot), "bot_resumes_at": until, "pause_for": pause_for}
        )
        if from_bot:
            take_along(conversation, by, now=now)
        elif opened.update(bot_resumes_at=until, pause_for=pause_for, version=F("version") + 1):
            note_end_of_pause(conversation)
        else:
            raise Taken(conversation, None)
        said = f"until {until:%d %b %H:%M} UTC" if until else "until someone hands back"
        outbox.line(conversation, f"{by} paused the bot {said}.", now=now, member=by).save()
        conversation_changed(conversation)
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def extend(conversation: Conversation, *, by: Member, now: datetime) -> Conversation:
    """Keep the bot silent once more as long as its pause was, an hour where that is not known, from now.

    Never earlier than it stood. Errors: ValidationError in words when there is no pause to extend; Taken when
    it is resolved.
    """
    with transaction.atomic():
        current = Conversation.objects.open().held().filter(pk=conversation.pk).first()
        if current is None:
            raise Taken(conversation, None)
        _check_paused(current, now)
        assert current.bot_resumes_at
        until = max(current.bot_resumes_at, now + (current.pause_for or AN_HOUR))
        if until == current.bot_resumes_at:
            return current
        Conversation.objects.filter(pk=current.pk).update(bot_resumes_at=until, version=F("version") + 1)
        note_end_of_pause(current)
        text = f"{by} extended the pause: the bot is silent until {until:%d %b %H:%M} UTC."
        outbox.line(current, text, now=now, member=by).save()
        conversation_changed(current)
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def _check_paused(conversation: Conversation, now: datetime) -> None:
    if not conversation.is_paused(now):
        raise ValidationError(
            "The bot answers again already. Reply or claim the conversation to take over.", code="late"
        )
    if conversation.bot_resumes_at is None:
        raise ValidationError("The bot is silent until someone hands back: there is no end to move.")


def warn_of_return(*, now: datetime, limit: int = 500) -> int:
    """Tell owners that their bot is about to answer again, once for each end of a pause. Returns how many.

    A pause shorter than twice the warning is warned of halfway through.
    """
    warned = 0
    chosen = Bot.objects.exclude(warn_before_resume=None).order_by("warn_before_resume")
    for minutes in chosen.values_list("warn_before_resume", flat=True).distinct():
        before = timedelta(minutes=minutes or 0)
        near = Conversation.objects.resuming(now, now + before).filter(bot__warn_before_resume=minutes)
        for conversation in near.not_warned(before).for_lists().order_by("bot_resumes_at"):
            warned += _warn(conversation, before, now)
            if warned >= limit:  # those that were warned already count for nothing, or they would be all
                return warned
    return warned


def _warn(conversation: Conversation, before: timedelta, now: datetime) -> bool:
    end, length = conversation.bot_resumes_at, conversation.pause_for
    assert end
    moment = end - min(before, length / 2 if length else before)
    warned_at = conversation.resume_warned_at
    if now < moment or (warned_at and warned_at >= moment):
        return False
    with transaction.atomic():
        still = Conversation.objects.open().filter(
            pk=conversation.pk, version=conversation.version, bot_resumes_at=end, resume_warned_at=warned_at
        )
        if not still.update(resume_warned_at=now):
            return False
        post(notices.bot_resuming(conversation, now=now))
    return True


def close_handover(conversation: Conversation, outcome: Handover.Outcome, *, now: datetime) -> None:
    Handover.objects.open().filter(conversation=conversation).update(closed_at=now, outcome=outcome)
