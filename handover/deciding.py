"""From a conversation to the brain's decision on it, in time and whatever the engine does. Writes nothing."""

import logging
import math
from dataclasses import replace
from itertools import groupby

from django.conf import settings
from django.db import Error as DatabaseError

from bots.answering import REMEMBERED, decide_in_time
from bots.decisions import Decision, Escalate, Reply, engine_failed
from bots.models import Bot
from bots.setup import engine_of, setup_of
from bots.transcript import Author, Transcript, Utterance
from handover.models import Conversation, Message
from handover.models.message import clean

log = logging.getLogger(__name__)

ATTEMPTS = 3  # a turn that killed its worker this often is handed over


def decision_for(conversation: Conversation, bot: Bot) -> Decision:
    """What the bot does about what waits. Errors: of the database alone; all else is an escalation."""
    if conversation.turn_attempts > ATTEMPTS:
        return engine_failed(f"Answering failed {ATTEMPTS} times without a word.")
    transcript = transcript_of(conversation)
    try:
        setup, engine = setup_of(bot), engine_of(bot)
    except DatabaseError:
        raise  # nothing can be handed over without a database either; the sweep tries again
    except Exception as error:
        log.exception("the engine of bot %s could not be built", bot.pk)
        return engine_failed(f"{type(error).__name__}: {error}")
    return decide_in_time(setup, transcript, engine, seconds=settings.ENGINE_TIMEOUT_SECONDS)


def storable(decision: Decision) -> Decision:
    """An engine's words and figures may hold what a database refuses: that must not undo a handover."""
    evidence = tuple(
        replace(item, text=clean(item.text), score=_finite(item.score)) for item in decision.evidence
    )
    tidy = replace(decision, because=clean(decision.because), evidence=evidence)
    if isinstance(tidy, Escalate):
        return replace(tidy, score=_finite(tidy.score))
    if isinstance(tidy, Reply):
        text = clean(tidy.text).strip()
        return replace(tidy, text=text) if text else engine_failed("The engine returned no text.")
    return tidy


def _finite(score: float | None) -> float | None:
    return score if score is not None and math.isfinite(score) else None


def transcript_of(conversation: Conversation) -> Transcript:
    """The last messages as plain values; what is older than the bot's present term triggers nothing.

    In the order they came, so that a message that comes late is still answered; in a burst, as written.
    """
    rows = list(conversation.messages.said().beside_holding().order_by("-pk")[:REMEMBERED])[::-1]
    bursts = groupby(rows, key=lambda row: (row.author, row.created_at < conversation.bot_since))
    rows = [row for _, burst in bursts for row in sorted(burst, key=lambda row: (row.occurred_at, row.pk))]
    fresh = sum(row.created_at < conversation.bot_since for row in rows)
    return Transcript(
        tuple(Utterance(Author(row.author), row.text, _files(row)) for row in rows),
        fresh_from=fresh,
        note=conversation.hand_back_note,
    )


def _files(message: Message) -> tuple[str, ...]:
    """Asked for only where there are no words, which is rare."""
    return () if message.text else tuple(message.attachments.values_list("name", flat=True))
