"""Past conversations played again: what the drafts would have done, beside what happened.

The contact's messages are played in order, up to the first answer of a person; what the bot says in between
comes from its engine as it is now. Several messages that the bot took as one are one turn again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from bots import runs
from bots.bench import Outcome
from bots.cases import MOST_TURNS
from bots.forms.posted import Posted
from bots.models import Bot, Played, Run, ScenarioDraft
from bots.outcomes import columns
from handover.models import Conversation, Handover, Message
from staff.models import Member

MOST = 100  # conversations of a replay
LONGEST_BURST = timedelta(seconds=15)  # from one message to the next, as no bot waits longer for another


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations; empty is any. scenario: the id of the one that handed it over."""

    channel: int | None = None
    scenario: int | None = None
    since: datetime | None = None
    text: str = ""


def past(bot: Bot, wanted: Wanted) -> QuerySet[Conversation]:
    """Those in which a contact wrote, the latest first."""
    written = Message.objects.filter(conversation=OuterRef("pk"), direction=Message.Direction.INBOUND)
    if wanted.text:
        written = written.filter(text__icontains=wanted.text)
    found = Conversation.objects.filter(Exists(written), bot=bot)
    if wanted.channel:
        found = found.filter(address__channel=wanted.channel)
    if wanted.scenario:
        found = found.filter(
            Exists(Handover.objects.filter(conversation=OuterRef("pk"), scenario=wanted.scenario))
        )
    if wanted.since:
        found = found.filter(last_message_at__gte=wanted.since)
    return found.order_by("-last_message_at", "-pk")


def start(bot: Bot, wanted: Wanted, *, by: Member, now: datetime) -> Run | None:
    """The run, waiting to be played; None when no conversation is like that.

    Takes the place of the member's own that is still under way.
    """
    conversations = list(past(bot, wanted)[:MOST].values_list("pk", flat=True))
    if not conversations:
        return None
    bot.runs.filter(kind=Run.Kind.REPLAY, created_by=by, finished_at=None).delete()
    rows = rows_of(bot, conversations)
    return runs.start(bot, Run.Kind.REPLAY, rows, by=by, now=now, drafts=typed(bot))


def rows_of(bot: Bot, conversations: Sequence[int]) -> list[Played]:
    """One for each, unsaved, with what happened in it."""
    threads = _threads(conversations)
    first = {handover.conversation_id: handover for handover in _handovers(bot, conversations)}
    return [_row(pk, threads.get(pk, []), first.get(pk)) for pk in conversations]


def typed(bot: Bot) -> dict[int, Posted]:
    """What stands in the editors of the bot's scenarios, of those that have a draft."""
    rows = ScenarioDraft.objects.filter(scenario__bot=bot, scenario__deleted_at=None)
    return {row.scenario_id: row.fields for row in rows}


def work(
    run_id: int, *, now: datetime, seconds: float = runs.CHUNK_SECONDS, waited_for: bool = False
) -> bool:
    return runs.work(run_id, _turns, now=now, seconds=seconds, waited_for=waited_for)


def turns_of(conversation: int) -> list[str]:
    """What the contact wrote before a person answered, a text for each turn. Empty when it is gone."""
    return turns_of_each([conversation]).get(conversation, [])


def turns_of_each(conversations: Sequence[int]) -> dict[int, list[str]]:
    """The same by the conversation's id, without those that are gone. One query."""
    threads = _threads(conversations).items()
    return {pk: [text_of(burst) for burst in bursts(thread)][:MOST_TURNS] for pk, thread in threads}


def _turns(row: Played) -> list[str]:
    turns = turns_of(row.conversation or 0)
    if not turns:
        raise runs.NothingToPlayError("The conversation is no longer there.")
    return turns


def _threads(conversations: Sequence[int]) -> dict[int, list[Message]]:
    """What was said in each, in the order it came."""
    rows = (
        Message.objects.said()
        .beside_holding()
        .filter(conversation__in=conversations)
        .order_by("conversation", "pk")
        .only("pk", "conversation", "author", "direction", "text", "created_at", "occurred_at")
    )
    return {pk: list(thread) for pk, thread in groupby(rows, key=lambda row: row.conversation_id)}


def bursts(thread: Iterable[Message]) -> list[list[Message]]:
    """The contact's turns, up to the first answer of a person."""
    found: list[list[Message]] = []
    previous: Message | None = None
    for message in thread:
        if message.author == Message.Author.MEMBER:
            break
        if message.author == Message.Author.CONTACT:
            if previous and _together(previous, message):
                found[-1].append(message)
            else:
                found.append([message])
        previous = message
    return found


def _together(one: Message, other: Message) -> bool:
    near = other.created_at - one.created_at <= LONGEST_BURST
    return near and one.author == Message.Author.CONTACT


def text_of(burst: Sequence[Message]) -> str:
    return "\n".join(message.text for message in sorted(burst, key=lambda row: (row.occurred_at, row.pk)))


def _handovers(bot: Bot, conversations: Sequence[int]) -> QuerySet[Handover]:
    """The first of each conversation comes last, so that it wins."""
    found = Handover.objects.filter(Q(bot=bot) | Q(bot=None), conversation__in=conversations)
    return found.select_related("message").order_by("-created_at", "-pk")


def _row(conversation: int, thread: list[Message], handover: Handover | None) -> Played:
    happened = what_happened(thread, handover)
    return Played(conversation=conversation, **columns("before", happened))


def what_happened(thread: Sequence[Message], handover: Handover | None) -> Outcome:
    """The conversation's first handover, at the contact's turn that set it off."""
    if handover is None:
        return Outcome()
    turn = 1
    for number, burst in enumerate(bursts(thread), start=1):
        if burst[0].created_at <= handover.created_at:
            turn = number
        if handover.message_id in {message.pk for message in burst}:
            turn = number
            break
    return Outcome(turn, handover.trigger, handover.scenario_id, handover.scenario_name)
