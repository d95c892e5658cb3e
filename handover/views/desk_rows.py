"""What each row of the desk's list says, found for the whole page at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, OuterRef, Subquery, Value

from handover import searching, visits
from handover.models import Conversation, Handover, Message, Owner, Visit
from handover.searching import Snippet
from handover.views.desk_words import ICONS, kind_of, waited
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
        return kind_of(self.conversation, self.owner)

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
    """Four queries, and one more for the people at each; however many rows there are."""
    ids = [conversation.pk for conversation in page]
    opened = {row.conversation_id: row for row in Handover.objects.open().filter(conversation__in=ids)}
    here = visits.in_rows(ids, but=member, now=now)
    known = _known(ids, member, words)
    messages = _messages(one[name] for one in known.values() for name in ("last", "found"))
    return [
        Row(
            conversation,
            owner := conversation.owner(now),
            messages.get(one["last"]),
            opened.get(conversation.pk),
            now,
            unread=_unread(conversation, owner, member, one),
            here=here.get(conversation.pk, ()),
            found=searching.snippet(messages[one["found"]], words) if one["found"] in messages else None,
            suggests=_suggests(conversation, one["suggestion"]),
        )
        for conversation, one in ((each, known[each.pk]) for each in page if each.pk in known)
    ]


def _known(ids: list[int], member: Member, words: Sequence[str]) -> dict[int, dict[str, Any]]:
    """By the conversation's id: its last message and the latest with the words, up to where the member has
    read, when a note last named them, and the text of the suggestion that waits."""
    theirs = Message.objects.filter(conversation=OuterRef("pk")).order_by("-occurred_at", "-pk")
    found = searching.messages(words).filter(conversation=OuterRef("pk")).order_by("-occurred_at", "-pk")
    asked: dict[str, Any] = {
        "last": Subquery(theirs.said().values("pk")[:1]),
        "found": Subquery(found.values("pk")[:1]) if words else Value(None, IntegerField()),
        "read": Subquery(
            Visit.objects.filter(member=member, conversation=OuterRef("pk")).values("read_until")[:1]
        ),
        "named": Subquery(theirs.filter(mentions=member).order_by("-created_at").values("created_at")[:1]),
        "suggestion": Subquery(
            theirs.filter(status=Message.Status.SUGGESTED).order_by("-pk").values("text")[:1]
        ),
    }
    rows: Iterable[Any] = Conversation.objects.filter(pk__in=ids).order_by().values("pk", **asked)
    return {row["pk"]: row for row in rows}


def _messages(ids: Iterable[int | None]) -> dict[int | None, Message]:
    wanted = [pk for pk in ids if pk]
    return dict(Message.objects.select_related("member").in_bulk(wanted))


def _unread(conversation: Conversation, owner: Owner, member: Member, one: dict[str, Any]) -> bool:
    until = one["read"]
    concerns = [one["named"], _concerning(conversation, owner, member)]
    return any(at and (until is None or at > until) for at in concerns)


def _concerning(conversation: Conversation, owner: Owner, member: Member) -> datetime | None:
    """When the contact last wrote, where it is for this member to read: theirs, or nobody's."""
    if conversation.status == Conversation.Status.RESOLVED or conversation.last_inbound is None:
        return None
    concerns = owner.member.pk == member.pk if owner.member else owner.kind == "nobody"
    return conversation.last_inbound.created_at if concerns else None


def _suggests(conversation: Conversation, text: str | None) -> str:
    """text: none where nothing is suggested; a suggested handover has no words."""
    if text is None or conversation.status != Conversation.Status.OPEN:
        return ""
    return "an answer" if text else "a handover"
