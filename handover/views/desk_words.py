"""What the desk says about a conversation's state and about a handover's actions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from bots.models import Mode
from handover.models import Conversation, Handover
from staff.models import Member

ICONS = {"bot": "smart_toy", "member": "person", "nobody": "front_hand", "resolved": "check_circle"}
DONE = {
    ("assign", "assigned"): "Assigned to",
    ("assign", "kept"): "Stays with",
    ("assign", "fell_back"): "Fell back to",
    ("assign", "queued"): "In the queue.",
    ("final_message", "written"): "Told the contact:",
    ("pause", "until_handed_back"): "Bot paused until someone hands back",
    ("pause", "until"): "Bot paused until",
    ("task", "created"): "Task:",
    ("task", "off"): "No task",
    ("tags", "added"): "Tags:",
    ("tags", "off"): "No tags",
    ("notify", "told"): "Notified",
    ("notify", "nobody"): "Nobody was notified.",
}
NOT_AS_MEANT = {("assign", "fell_back"), ("notify", "nobody")}


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


@dataclass(frozen=True, slots=True)
class Done:
    """One action of a handover. at: a moment that ends the sentence."""

    text: str
    at: datetime | None
    well: bool


def actions_of(handover: Handover) -> list[Done]:
    return [_done(entry) for entry in handover.actions]


def _done(entry: dict[str, Any]) -> Done:
    action, result, detail = (str(entry.get(key, "")) for key in ("action", "result", "detail"))
    said = DONE.get((action, result)) or f"{action.capitalize()}: {result.replace('_', ' ')}"
    well = (action, result) not in NOT_AS_MEANT
    if at := _moment(detail):
        return Done(said, at, well)
    head, due, moment = detail.rpartition(", due ")
    if due and (at := _moment(moment)):
        return Done(f"{said} {head}, due", at, well)
    return Done(f"{said} {detail}".strip(), None, well)


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
