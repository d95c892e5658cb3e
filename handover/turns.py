"""A turn: what the bot does about the messages it has not answered yet.

The row is the work item: `turn_due_at` says an answer is owed, a lease says somebody computes it. The
decision is made with no transaction open; it counts only if owner, version and last message still stand.
"""

import logging
import time
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bots.decisions import Decision, Escalate, Reply
from bots.models import Bot, Mode
from handover import clock, gaps, notices, outbox, pauses, suggested
from handover.announcements import conversation_changed, thread_changed
from handover.assignment import TURN_ENDED
from handover.deciding import decision_for, storable
from handover.escalation import hand_over
from handover.models import Conversation, Message
from handover.models.conversation import ConversationQuerySet
from staff.nudges import nudge

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # above the engine's time-out, so that a slow answer is not computed twice
WORK_SECONDS = 15.0  # after that a sweep's `now` is so old that a lease counted from it could end too soon
EARLY = timedelta(milliseconds=50)  # a job may come this much before the time it was asked for


class Outcome(StrEnum):
    NOT_DUE = "not_due"
    HELD = "held"  # a person has the conversation, or nobody speaks
    REPLIED = "replied"
    SUGGESTED = "suggested"
    HANDED_OVER = "handed_over"
    SILENT = "silent"
    SUPPRESSED = "suppressed"
    AGAIN = "again"  # the contact wrote more meanwhile


def take_turn(conversation_id: int, *, now: datetime, decision: Decision | None = None) -> Outcome:
    """Answer what waits in the conversation, or hand over. Doing it twice does it once.

    decision: already made, as a script does; without it the bot's brain is asked.
    """
    lease = now + LEASE
    mine = Conversation.objects.turn_due(now + EARLY).filter(pk=conversation_id)
    if not mine.update(turn_lease_until=lease, turn_attempts=F("turn_attempts") + 1):
        return Outcome.NOT_DUE
    conversation = _read(conversation_id)
    if conversation.pause_is_over(now):
        pauses.resume_due(now=now, only=conversation_id)
        conversation = _read(conversation_id)
    bot = conversation.bot
    if bot is None or not (conversation.bot_may_speak(now) or bot.mode == Mode.SUGGESTIVE):
        return _hold(conversation, lease, now)
    decision = storable(decision or decision_for(conversation, bot))
    return _settle(conversation, bot, decision, lease, now)


def _read(conversation_id: int) -> Conversation:
    return Conversation.objects.for_lists().select_related("last_inbound").get(pk=conversation_id)


def _hold(conversation: Conversation, lease: datetime, now: datetime) -> Outcome:
    """The bot was switched off or deleted after the message came: people hear of it instead."""
    with transaction.atomic():
        if _end(conversation, lease) and conversation.last_inbound:
            clock.start(conversation.pk, now=now)
            notices.of_inbound(conversation, conversation.last_inbound, was_waiting=False, now=now)
            thread_changed(conversation, conversation.address)
    return Outcome.HELD


def _settle(
    conversation: Conversation, bot: Bot, decision: Decision, lease: datetime, now: datetime
) -> Outcome:
    if bot.mode == Mode.SUGGESTIVE:
        return _suggest(conversation, decision, lease, now)
    still = Conversation.objects.bot_speaks().filter(
        pk=conversation.pk,
        bot=bot,
        version=conversation.version,
        last_inbound=conversation.last_inbound_id,
        turn_lease_until=lease,
    )
    if isinstance(decision, Escalate):
        message = conversation.last_inbound
        if hand_over(conversation, decision, message=message, now=now, still=still):
            return Outcome.HANDED_OVER
        return _lost(conversation, decision, lease, now)
    if isinstance(decision, Reply):
        if _reply(conversation, decision, still, now):
            return Outcome.REPLIED
        return _lost(conversation, decision, lease, now)
    with transaction.atomic():
        _end(conversation, lease)
        thread_changed(conversation, conversation.address)  # the contact's page stops showing that it writes
    return Outcome.SILENT


def _answer(conversation: Conversation, decision: Reply, now: datetime, **fields: Any) -> Message:
    return outbox.outbound(
        conversation,
        decision.text,
        now=now,
        because=decision.because[:300],
        evidence=[item.as_dict() for item in decision.evidence],
        **fields,
    )


def _reply(conversation: Conversation, decision: Reply, still: ConversationQuerySet, now: datetime) -> bool:
    with transaction.atomic():
        if not still.update(**TURN_ENDED, **clock.ANSWERED, last_message_at=now):
            return False
        _answer(conversation, decision, now, turn_key=str(conversation.last_inbound_id)).save()
        gaps.note(conversation, decision, conversation.last_inbound, now=now)
        outbox.nudge_delivery(conversation)
        conversation_changed(conversation)
    return True


def _suggest(conversation: Conversation, decision: Decision, lease: datetime, now: datetime) -> Outcome:
    """The bot does not speak: what it would do stands in the thread for a member to use or leave."""
    with transaction.atomic():
        if not _end(conversation, lease):
            return Outcome.SILENT
        if conversation.last_inbound and clock.start(conversation.pk, now=now):  # it spoke when they wrote
            notices.of_inbound(conversation, conversation.last_inbound, was_waiting=False, now=now)
        if not isinstance(decision, Reply | Escalate):
            return Outcome.SILENT
        suggestion = suggested.offer(conversation, decision, now=now)
        if suggestion is None:
            return Outcome.SILENT
        if conversation.last_inbound:
            notices.suggestion_waits(conversation, conversation.last_inbound, suggestion)
        gaps.note(conversation, decision, conversation.last_inbound, now=now)
        conversation_changed(conversation)
    return Outcome.SUGGESTED


def _lost(conversation: Conversation, decision: Reply | Escalate, lease: datetime, now: datetime) -> Outcome:
    """Something changed while the bot thought: look again, or keep the unsaid answer for staff to see."""
    current = Conversation.objects.for_lists().get(pk=conversation.pk)
    ours = current.turn_lease_until == lease
    if not ours and current.version == conversation.version:
        return Outcome.NOT_DUE  # another worker took the turn, and settles it
    if ours and current.bot_may_speak(now) and current.last_inbound_id != conversation.last_inbound_id:
        with transaction.atomic():
            mine = Conversation.objects.filter(pk=current.pk, turn_lease_until=lease)
            mine.update(turn_lease_until=None, turn_attempts=0)
            nudge_turn(current, now)
        return Outcome.AGAIN
    with transaction.atomic():
        ended = _end(current, lease)
        _suppress(current, conversation.version, decision, now)
        if ended and not current.bot_may_speak(now) and current.last_inbound:
            clock.start(current.pk, now=now)
            notices.of_inbound(current, current.last_inbound, was_waiting=False, now=now)
    return Outcome.SUPPRESSED


def _suppress(conversation: Conversation, version: int, decision: Reply | Escalate, now: datetime) -> None:
    """version: the one the decision was computed from."""
    if isinstance(decision, Reply):
        unsaid = {"status": Message.Status.SUPPRESSED, "next_try_at": None, "last_error": outbox.TOOK_OVER}
        _answer(conversation, decision, now, version=version, **unsaid).save()
    else:
        text = f"The bot wanted to hand over, but someone took over first: {decision.because}"
        outbox.line(conversation, text, now=now).save()
    thread_changed(conversation, conversation.address)


def _end(conversation: Conversation, lease: datetime) -> int:
    """Close the turn if it is still ours and nothing was written since it began."""
    mine = Conversation.objects.filter(pk=conversation.pk, turn_lease_until=lease)
    ended = mine.filter(last_inbound=conversation.last_inbound_id).update(**TURN_ENDED)
    return ended or mine.update(turn_lease_until=None)


def nudge_turn(conversation: Conversation, now: datetime) -> None:
    """On commit, ask a worker to look at the conversation when its turn is due."""
    wait = (conversation.turn_due_at - now).total_seconds() if conversation.turn_due_at else 0
    nudge(take_turn_job, conversation.pk, countdown=max(wait, 0))


def sweep(*, now: datetime, limit: int = settings.SWEEP_LIMIT) -> int:
    """Take the turns a lost job left behind, however old. Returns how many were due."""
    due = Conversation.objects.turn_due(now).order_by("turn_due_at").values_list("pk", flat=True)[:limit]
    until = time.monotonic() + WORK_SECONDS
    for conversation_id in list(due):
        try:
            take_turn(conversation_id, now=now)
        except Exception:  # its lease expires and it is tried again; the others do not wait for it
            log.exception("the turn of conversation %s failed", conversation_id)
        if time.monotonic() >= until:
            break
    return len(due)


@shared_task
def take_turn_job(conversation_id: int) -> None:
    take_turn(conversation_id, now=timezone.now())
