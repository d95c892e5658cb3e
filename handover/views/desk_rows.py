"""What each row of the desk's list says, found for the whole page at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery

from handover import searching, visits
from handover.models import Conversation, Handover, Message, Owner, Visit
from handover.searching import Snippet
from handover.views.desk_words import ICONS, waited
from staff.models import Member


@dataclass(frozen=True, slots=True)
class Row:
    """
    unread  the contact, or a colleague who names the member, has written what the member has not seen
    here    other members who have it open
    found   where the words that were searched for stand
    suggests  what the bot's suggestion that waits for a member is: "an answer", "a handover" or nothing
    """

    conversation: Conversation
    owner: Owner
    last: Message | None
    handover: Handover | None
    now: datetime
    unread: bool = False
    here: Sequence[Member] = ()
    found: Snippet | None = None
    suggests: str = ""

    @property
    def kind(self) -> str:
        """bot, member, nobody or resolved."""
        resolved = self.conversation.status == Conversation.Status.RESOLVED
        return "resolved" if resolved else self.owner.kind

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def waited(self) -> str:
        return waited(self.conversation, self.now)

    @property
    def waits(self) -> bool:
        """Somebody should answer, and the bot is not about to."""
        asked = self.conversation.waiting_since is not None and self.kind != "resolved"
        return asked and (self.kind != "bot" or self.conversation.turn_due_at is None)

    @property
    def snoozed(self) -> bool:
        until = self.conversation.snoozed_until
        return until is not None and until > self.now


def rows_of(page: Sequence[Conversation], member: Member, words: Sequence[str], now: datetime) -> list[Row]:
    ids = [conversation.pk for conversation in page]
    last = _last(ids)
    opened = {row.conversation_id: row for row in Handover.objects.open().filter(conversation__in=ids)}
    read = dict(
        Visit.objects.filter(member=member, conversation__in=ids).values_list("conversation", "read_until")
    )
    named = _named(ids, member)
    here = visits.in_rows(ids, but=member, now=now)
    found = _found(ids, words) if words else {}
    suggested = _suggested(ids)
    rows = []
    for conversation in page:
        pk, owner = conversation.pk, conversation.owner(now)
        until = read.get(pk)
        concerns = [named.get(pk), _concerning(conversation, owner, member)]
        rows.append(
            Row(
                conversation,
                owner,
                last.get(pk),
                opened.get(pk),
                now,
                unread=any(at and (until is None or at > until) for at in concerns),
                here=here.get(pk, ()),
                found=found.get(pk),
                suggests=suggested.get(pk, ""),
            )
        )
    return rows


def _concerning(conversation: Conversation, owner: Owner, member: Member) -> datetime | None:
    """When the contact last wrote, where it is for this member to read: theirs, or nobody's."""
    if conversation.status == Conversation.Status.RESOLVED or conversation.last_inbound is None:
        return None
    concerns = owner.member.pk == member.pk if owner.member else owner.kind == "nobody"
    return conversation.last_inbound.created_at if concerns else None


def _named(ids: list[int], member: Member) -> dict[int, datetime]:
    """When a note last named the member, by conversation."""
    notes = Message.objects.filter(conversation__in=ids, mentions=member).order_by()
    return dict(notes.values_list("conversation").annotate(Max("created_at")))


def _last(ids: list[int]) -> dict[int, Message]:
    said = Message.objects.said().filter(conversation=OuterRef("pk")).order_by("-occurred_at", "-pk")
    return _messages(ids, Subquery(said.values("pk")[:1]))


def _found(ids: list[int], words: Sequence[str]) -> dict[int, Snippet]:
    latest = searching.messages(words).filter(conversation=OuterRef("pk")).order_by("-occurred_at", "-pk")
    found = _messages(ids, Subquery(latest.values("pk")[:1]))
    return {pk: searching.snippet(message, words) for pk, message in found.items()}


def _messages(ids: list[int], which: Subquery) -> dict[int, Message]:
    """One message of each of these conversations, by the conversation's id."""
    chosen = Conversation.objects.filter(pk__in=ids).order_by().values_list("pk", which)
    wanted = {message_id: pk for pk, message_id in chosen if message_id}
    messages = Message.objects.select_related("member").in_bulk(list(wanted))
    return {wanted[pk]: message for pk, message in messages.items()}


def _suggested(ids: list[int]) -> dict[int, str]:
    """A suggested handover has no words."""
    opened = Conversation.objects.open().filter(pk__in=ids).order_by()
    waiting = Message.objects.filter(conversation__in=opened.values("pk"), status=Message.Status.SUGGESTED)
    texts = waiting.order_by("pk").values_list("conversation", "text")
    return {pk: "an answer" if text else "a handover" for pk, text in texts}
