"""What the desk says about a conversation's state."""

from dataclasses import dataclass
from datetime import datetime

from bots.models import Mode
from handover.models import Conversation
from staff.models import Member

ICONS = {"bot": "smart_toy", "member": "person", "nobody": "front_hand", "resolved": "check_circle"}


@dataclass(frozen=True, slots=True)
class Control:
    """Who is in control. kind: bot, member, nobody or resolved. headline: in words. paused: until when."""

    kind: str
    headline: str
    mine: bool
    bot_note: str
    until: datetime | None

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def waited(conversation: Conversation, now: datetime) -> str:
    """How long the contact has waited: "12 min"; empty when nobody waits."""
    if conversation.waiting_since is None:
        return ""
    minutes = max(int((now - conversation.waiting_since).total_seconds()) // 60, 0)
    if minutes < 1:
        return "under 1 min"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def control_of(conversation: Conversation, member: Member, now: datetime) -> Control:
    owner = conversation.owner(now)
    note, until = _bot_note(conversation, now)
    if conversation.status == Conversation.Status.RESOLVED:
        return Control("resolved", "Resolved", False, "", None)
    if owner.kind == "bot":
        return Control("bot", f"{conversation.bot} answers", False, "", None)
    if owner.member:
        mine = owner.member.pk == member.pk
        return Control("member", "You have it" if mine else f"{owner.member} has it", mine, note, until)
    return Control("nobody", "Nobody has it", False, note, until)


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
    if conversation.bot_resumes_at:
        return "Bot is paused until", conversation.bot_resumes_at
    return "Bot is paused until someone hands back", None
