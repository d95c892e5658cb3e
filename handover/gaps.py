"""Questions the knowledge did not answer, kept for whoever writes its articles."""

from collections.abc import Iterable
from datetime import datetime

from bots.decisions import Decision, Escalate, Reply
from bots.models import Bot
from handover.models import Conversation, Gap, Message
from handover.models.message import clean
from staff.models import Member

LONGEST: int = Gap._meta.get_field("question").max_length or 0


def note(conversation: Conversation, decision: Decision, message: Message | None, *, now: datetime) -> None:
    """Keep the question that the decision left unanswered, if it did. Part of the turn's transaction.

    message: the contact's, of which there is one gap at most.
    """
    question = decision.unanswered if isinstance(decision, Reply | Escalate) else ""
    if question and message and conversation.bot_id:
        text = " ".join(clean(question).split())[:LONGEST]
        fields = {
            "bot_id": conversation.bot_id,
            "conversation": conversation,
            "question": text,
            "asked_at": now,
        }
        Gap.objects.get_or_create(message=message, defaults=fields)


def dismiss(bot: Bot, gaps: Iterable[int], *, by: Member, now: datetime) -> int:
    """No article is wanted for these. Returns how many were still open."""
    return Gap.objects.filter(bot=bot, pk__in=gaps, dismissed_at=None).update(
        dismissed_at=now, dismissed_by=by
    )


def bring_back(bot: Bot, *, by: Member, dismissed_at: datetime) -> int:
    """Undo what this member dismissed at that moment. Returns how many came back."""
    mine = Gap.objects.filter(bot=bot, dismissed_by=by, dismissed_at=dismissed_at)
    return mine.update(dismissed_at=None, dismissed_by=None)
