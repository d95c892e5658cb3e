"""What will come of a member's choices, in plain sentences."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.text import get_text_list

from staff import quiet
from staff.models import Event, Member
from staff.preferences import Choice
from staff.transports import KINDS

WHEN = {
    Event.CONVERSATION_ASSIGNED: "when a conversation is assigned to {them}",
    Event.TASK_ASSIGNED: "when a task is assigned to {them}",
    Event.CONVERSATION_HANDED_OVER: "when the bot hands over a conversation that nobody has yet",
    Event.NEW_MESSAGE: "when a contact writes in a conversation of {theirs}",
    Event.UNANSWERED: "when a contact waits too long for an answer",
    Event.BOT_RESUMING: "before the bot answers again in a conversation of {theirs}",
    Event.BOT_RESUMED: "when the bot answers again in a conversation of {theirs}",
    Event.MENTIONED: "when a colleague mentions {them} in a note",
    Event.SNOOZE_ENDED: "when a conversation that {they} put aside is back",
    Event.ADDRESS_OFF: "when one of {their} addresses no longer works",
}
TO_ONESELF = {"them": "you", "theirs": "yours", "they": "you", "their": "your"}
TO_OTHERS = {"them": "them", "theirs": "theirs", "they": "they", "their": "their"}


@dataclass(frozen=True, slots=True)
class Row:
    """An event's row of the matrix. told: what will come of the choices."""

    event: Event
    choices: list[Choice]
    told: str


def rows(member: Member, ticked: Collection[str], working: Collection[str], *, to_self: bool) -> list[Row]:
    """ticked: the keys of what is switched on; working: the transports that reach the member."""
    return [
        Row(event, choices, _sentence(member, event, choices, working, to_self=to_self))
        for event in Event
        for choices in [[Choice(event, kind, f"{event}:{kind}" in ticked) for kind in KINDS]]
    ]


def _sentence(
    member: Member, event: Event, choices: Iterable[Choice], working: Collection[str], *, to_self: bool
) -> str:
    who = "You" if to_self else member.get_short_name()
    when = WHEN[event].format(**TO_ONESELF if to_self else TO_OTHERS)
    ways = [one.transport for one in choices if one.enabled and one.transport in working]
    if not ways:
        return f"{who} will hear nothing {when}."
    got = get_text_list([KINDS[kind].gets for kind in ways], "and")
    return f"{who} will get {got} {when}.{_at_night(member, ways)}"


def _at_night(member: Member, ways: Collection[str]) -> str:
    hours = quiet.in_words(member)
    if not hours:
        return ""
    if "in_app" not in ways:
        return f" From {hours} it waits."
    return f" From {hours} only the toast, without a sound." if len(ways) > 1 else f" No sound from {hours}."
