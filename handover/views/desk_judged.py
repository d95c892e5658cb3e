"""What staff have said of the bot's judgement, beside the messages and handovers it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bots.models import Scenario
from handover import feedback, suggestions
from handover.actions.words import actions_of
from handover.models import Conversation, Handover, Message
from handover.views.desk_thread import Bubble


def judged(
    conversation: Conversation, bubbles: Sequence[Bubble], handovers: Sequence[Handover], now: datetime
) -> dict[str, Any]:
    """One query for the cases, one for the scenarios where the bot has said something."""
    said = [bubble.message.pk for bubble in bubbles if bubble.kind == "bot"]
    triggers = {handover.pk: handover.message_id for handover in handovers if handover.false_alarm}
    ids = [*said, *(pk for pk in triggers.values() if pk)]
    cases = feedback.cases_of(conversation, ids) if ids else {}
    return {
        "bubbles": [replace(bubble, case=cases.get(bubble.message.pk)) for bubble in bubbles],
        "handovers": [
            (handover, actions_of(handover), cases.get(triggers.get(handover.pk) or 0))
            for handover in handovers
        ],
        "scenarios": list(Scenario.objects.filter(bot=conversation.bot_id)) if said else [],
        "offer": _offer(conversation, bubbles, now),
    }


def _offer(
    conversation: Conversation, bubbles: Sequence[Bubble], now: datetime
) -> suggestions.Preview | None:
    """What accepting the suggested handover that stands in the thread would do."""
    standing = (one.message for one in reversed(bubbles) if one.usable and one.kind == "suggestion")
    message: Message | None = next(standing, None)
    return suggestions.preview(conversation, message, now=now) if message else None
