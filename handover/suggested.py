"""What a bot in Suggestive mode suggests, as rows: one at a time stands in the thread for a member to use.

Whoever changes one has the conversation's row first, so that nobody waits for somebody who waits for them.
"""

from datetime import datetime

from bots.decisions import Escalate, Reply
from bots.models import Scenario
from handover import outbox
from handover.models import Conversation, Handover, Message, SuggestedHandover
from staff.models import Member

NEWER = "Suggested only: a newer suggestion took its place."


def offer(conversation: Conversation, decision: Reply | Escalate, *, now: datetime) -> Message | None:
    """In the caller's transaction. None where it is handed over already: that need not be suggested."""
    if isinstance(decision, Escalate) and Handover.objects.open().filter(conversation=conversation).exists():
        return None
    withdraw(conversation, NEWER)
    suggestion = outbox.outbound(
        conversation,
        decision.text if isinstance(decision, Reply) else "",
        now=now,
        because=decision.because[:300],
        evidence=[item.as_dict() for item in decision.evidence],
        status=Message.Status.SUGGESTED,
        next_try_at=None,
    )
    suggestion.save()
    if isinstance(decision, Escalate):
        scenario = decision.scenario
        SuggestedHandover.objects.create(
            message=suggestion,
            scenario=Scenario.with_deleted.filter(pk=scenario.id).first() if scenario else None,
            trigger=decision.trigger.value,
            score=decision.score,
        )
    return suggestion


def standing(conversation: Conversation) -> Message | None:
    """The one that waits to be used, if any."""
    waiting = conversation.messages.filter(status=Message.Status.SUGGESTED)
    return waiting.select_related("suggested_handover__scenario").order_by("-pk").first()


def withdraw(conversation: Conversation, because: str) -> None:
    """In the caller's transaction: it stays in the thread, with the reason, and cannot be used any more."""
    waiting = Message.objects.filter(conversation=conversation, status=Message.Status.SUGGESTED)
    waiting.update(status=Message.Status.SUPPRESSED, last_error=because)


def settle(suggestion: Message, *, by: Member, became: str) -> bool:
    """Whether it was still there; then it is that member's doing. became: what the thread says of it."""
    waiting = Message.objects.filter(pk=suggestion.pk, status=Message.Status.SUGGESTED)
    return bool(waiting.update(status=Message.Status.SUPPRESSED, last_error=became, member=by))


def is_dismissed(latest: Message) -> bool:
    """latest: of what was sent or suggested. One that was sent or accepted has its answer after it."""
    left = latest.author == Message.Author.BOT and latest.status == Message.Status.SUPPRESSED
    return left and latest.member_id is not None


def restorable(conversation: Conversation) -> Message | None:
    """The one that a member dismissed, where nothing was said or suggested since."""
    outbound = conversation.messages.filter(direction=Message.Direction.OUTBOUND).beside_holding()
    latest = outbound.order_by("-pk").first()
    return latest if latest and is_dismissed(latest) else None


def restore(suggestion: Message) -> None:
    """In the caller's transaction: it waits to be used again."""
    left = Message.objects.filter(pk=suggestion.pk, status=Message.Status.SUPPRESSED)
    left.update(status=Message.Status.SUGGESTED, last_error="", member=None)
