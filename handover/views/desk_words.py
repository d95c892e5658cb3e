"""What the desk says about a conversation's state."""

from dataclasses import dataclass
from datetime import datetime

from bots.models import Mode
from handover.models import Conversation, Owner
from staff.models import Member

ICONS = {"bot": "smart_toy", "member": "person", "nobody": "front_hand", "resolved": "check_circle"}

NEXT = {
    Conversation.Deadline.REMIND.value: "Reminder",
    Conversation.Deadline.REASSIGN.value: "Goes to someone else",
    Conversation.Deadline.SUPERVISE.value: "Supervisor hears",
}
"""What the clock on an answer does next, before the time."""


@dataclass(frozen=True, slots=True)
class Control:
    """Who is in control.

    kind      bot, member, nobody or resolved; headline: in words
    until     ends the sentence of bot_note; extendable: it is when the bot answers again, and can be moved
    next_step what the clock on an answer does next, at next_at; empty when it does not run
    """

    kind: str
    headline: str
    mine: bool
    bot_note: str
    until: datetime | None
    extendable: bool = False
    next_step: str = ""
    next_at: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def kind_of(conversation: Conversation, owner: Owner) -> str:
    """bot, member, nobody or resolved."""
    return "resolved" if conversation.status == Conversation.Status.RESOLVED else owner.kind


def waited(conversation: Conversation, now: datetime) -> str:
    """How long the contact has waited: "12 min"; empty when nobody waits."""
    return waited_since(conversation.waiting_since, now)


def waited_since(since: datetime | None, now: datetime) -> str:
    if since is None:
        return ""
    minutes = max(int((now - since).total_seconds()) // 60, 0)
    if minutes < 1:
        return "under 1 min"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def control_of(conversation: Conversation, member: Member, now: datetime) -> Control:
    owner = conversation.owner(now)
    if conversation.status == Conversation.Status.RESOLVED:
        return Control("resolved", "Resolved", False, "", None)
    if owner.kind == "bot":
        return Control("bot", f"{conversation.bot} answers", False, "", None)
    mine = owner.member is not None and owner.member.pk == member.pk
    note, until = _bot_note(conversation, now)
    return Control(
        "member" if owner.member else "nobody",
        "You have it" if mine else f"{owner.member or 'Nobody'} has it",
        mine,
        note,
        until,
        extendable=until is not None and until > now,
        next_step=NEXT.get(conversation.deadline_step, ""),
        next_at=conversation.deadline_at,
    )


def _bot_note(conversation: Conversation, now: datetime) -> tuple[str, datetime | None]:
    bot = conversation.bot
    if bot is None:
        return "Its bot was deleted", None
    if bot.mode == Mode.OFF:
        return f"{bot} is off", None
    if bot.mode == Mode.SUGGESTIVE:
        return f"{bot} suggests, people answer", None
    if not conversation.is_paused(now):
        return "", None
    if conversation.pause_has_ended(now):
        return f"Bot stays silent until {conversation.contact} is answered; its pause ended", (
            conversation.bot_resumes_at
        )
    if conversation.bot_resumes_at:
        return "Bot is paused until", conversation.bot_resumes_at
    return "Bot is paused until someone hands back", None
