"""The desk's queues: what stands in each, how much that is, and how long the longest has waited."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, Subquery

from handover.models import Conversation
from handover.models.conversation import ConversationQuerySet
from handover.views.desk_words import waited_since
from staff.models import Member

QUEUES = {
    "mine": "Mine",
    "unassigned": "Unassigned",
    "bot": "Bot",
    "all": "All",
    "snoozed": "Snoozed",
    "mentions": "Mentions of me",
    "resolved": "Resolved",
}
AT_HAND = ("mine", "unassigned", "bot", "all")
"""Always in sight; the others stand in a menu."""
CONCERNING = ("mine", "unassigned")
"""Where somebody waits for this member, or for anyone."""
COUNT_TO = 99
"""Nobody reads larger numbers, and counting them would take longer the more there are."""


@dataclass(frozen=True, slots=True)
class Queue:
    """count: in words, "99+" for more; empty when it is not counted. waited: of whoever waits longest."""

    name: str
    label: str
    count: str
    waited: str
    at_hand: bool


def queue_of(name: str, member: Member, now: datetime) -> ConversationQuerySet:
    visible = Conversation.objects.visible_to(member)
    found: dict[str, Callable[[], ConversationQuerySet]] = {
        "mine": lambda: visible.mine(member).awake(now),
        "unassigned": lambda: visible.unassigned().awake(now),
        "bot": lambda: visible.answered_by_bot(now).awake(now),
        "snoozed": lambda: visible.snoozed(now),
        "mentions": lambda: visible.mentioning(member),
        "resolved": lambda: visible.filter(status=Conversation.Status.RESOLVED),
    }
    return found.get(name, lambda: visible.open().awake(now))()


class Counted(Subquery):
    """How many rows, at most one more than COUNT_TO; a part of a larger question."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()

    def __init__(self, found: ConversationQuerySet) -> None:
        super().__init__(found.order_by().values("pk")[: COUNT_TO + 1])


def queues_of(
    found: dict[str, ConversationQuerySet], member: Member, now: datetime
) -> tuple[list[Queue], str]:
    """The queues, and in words how many that the member has or could claim they have not read. One query.

    found: what stands in each queue.
    """
    counting = [name for name in QUEUES if name != "resolved"]
    asked: dict[str, Subquery] = {f"in_{name}": Counted(found[name]) for name in counting}
    for name in CONCERNING:
        waiting = found[name].filter(waiting_since__isnull=False).order_by("waiting_since")
        asked[f"waits_{name}"] = Subquery(waiting.values("waiting_since")[:1])
        asked[f"unread_{name}"] = Counted(found[name].unread_by(member))
    numbers: dict[str, Any] = dict(Member.objects.filter(pk=member.pk).values(**asked).get())
    queues = [
        Queue(
            name,
            label,
            count=shown(numbers[f"in_{name}"]) if name in counting else "",
            waited=waited_since(numbers.get(f"waits_{name}"), now),
            at_hand=name in AT_HAND,
        )
        for name, label in QUEUES.items()
    ]
    unread = sum(numbers[f"unread_{name}"] for name in CONCERNING)
    return queues, shown(unread) if unread else ""


def in_badge(queues: Iterable[Queue]) -> str:
    """The same as unassigned(), of queues that were counted."""
    count = next(one.count for one in queues if one.name == "unassigned")
    return count if count != "0" else ""


def unassigned(member: Member, now: datetime) -> str:
    """How many wait for somebody, in words; empty for none."""
    count = queue_of("unassigned", member, now).order_by()[: COUNT_TO + 1].count()
    return shown(count) if count else ""


def shown(count: int) -> str:
    return f"{COUNT_TO}+" if count > COUNT_TO else str(count)
