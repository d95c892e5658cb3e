"""Who comes next when nobody answers, by name: as things are at this moment."""

from datetime import datetime

from handover import clock, deadlines, notices
from handover.models import Conversation
from handover.views.desk_words import Control


def next_context(conversation: Conversation, control: Control, now: datetime) -> dict[str, str]:
    """next_short: for the top line; next_said: the rest of a sentence. Asks whom it goes to only where that
    is the next step."""
    if not control.next_step:
        return {"next_short": "", "next_said": ""}
    short, said = control.next_step, "the supervisors are told"
    if conversation.deadline_step == clock.REMIND.value:
        owner = conversation.owner(now).member
        said = f"{owner} is reminded" if owner else "everyone who may claim it is reminded"
    elif conversation.deadline_step == clock.REASSIGN.value:
        short, said = _given(conversation, now)
    elif names := _supervisors(conversation):
        short, said = f"{names} hears", f"{names} is told, as the supervisor"
    return {"next_short": short, "next_said": said}


def _given(conversation: Conversation, now: datetime) -> tuple[str, str]:
    if member := deadlines.next_in_line(conversation, now=now).member:
        return f"Goes to {member}", f"{member} gets it, as things are now"
    return "Everyone is told", "everyone who may take over is told, as nobody else can be given it now"


def _supervisors(conversation: Conversation) -> str:
    """The name of the one who was chosen and can be told."""
    bot = clock.settings_of(conversation)
    chosen = notices.supervisors(bot) if bot.supervisor_id else []
    return str(chosen[0]) if chosen and chosen[0].pk == bot.supervisor_id else ""
