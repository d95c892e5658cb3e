"""What the actions of one handover share while it is planned."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bots.decisions import Escalate
from bots.models import Scenario
from bots.placeholders import fill
from handover import assignment
from handover.briefing import details, last_burst
from handover.models import Contact, Conversation, Message, Task
from staff.hours import in_words
from staff.models import Notification

SOON = "soon"
PAGE_ONLY = "webchat"  # what is said there is read only while the contact's page is open


@dataclass(slots=True)
class Case:
    """Everything the handover will write, decided before anything is written.

    The planning functions fill it in order, each reading what those before it decided.
    said: the messages of the bot's present term, oldest first. away: ids of members to be taken for away.
    """

    conversation: Conversation
    scenario: Scenario
    decision: Escalate
    trigger_message: Message | None
    said: list[Message]
    now: datetime
    away: Collection[int] = ()
    plan: assignment.Plan = field(default_factory=lambda: assignment.Plan(None, "queued", ""))
    final_text: str = ""
    paused_until: datetime | None = None
    task: Task | None = None
    tags: list[str] = field(default_factory=list)
    notices: list[Notification] = field(default_factory=list)

    @property
    def contact(self) -> Contact:
        return self.conversation.contact

    @property
    def reachable(self) -> bool:
        """Whether an answer can find the contact later."""
        known = details(self.contact, self.said)
        channel = self.conversation.address.channel if self.conversation.address_id is not None else None
        elsewhere = channel is not None and channel.kind != PAGE_ONLY
        return bool(known["email"] or known["phone"] or elsewhere)

    def fill(self, template: str, *, nameless: str) -> str:
        """The template with this case's values. nameless: what to call a contact without a name."""
        bot = self.conversation.bot
        return fill(
            template,
            {
                "contact_name": self.contact.name or nameless,
                "first_name": self.contact.first_name or nameless,
                "bot_name": bot.name if bot else "our assistant",
                "assignee_name": self.plan.member.name if self.plan.member else "our team",
                "last_message": " ".join(
                    message.text or message.in_words() for message in last_burst(self.said)
                )[:500],
                "scenario": self.scenario.name,
                "why": self.decision.because,
                "next_opening": _opening(self.plan.reopens_at, self.now),
            },
        )


def _opening(reopens_at: datetime | None, now: datetime) -> str:
    """With its time zone: nobody knows on whose clock the contact reads it."""
    return in_words(reopens_at, now, zone=True) if reopens_at else SOON


def result(action: str, outcome: str, detail: str = "") -> dict[str, Any]:
    """One entry of Handover.actions."""
    return {"action": action, "result": outcome, "detail": detail}
