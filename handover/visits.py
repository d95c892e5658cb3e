"""Who looks at a conversation, who types in it, and up to where each member has read.

All of it by the clock: a page that dies without a word is forgotten after a while. Browsers are told only
when what they show changes, not at every sign of life.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from handover.announcements import contact_told, reading_changed, visit_changed
from handover.models import Address, Conversation, Message, Visit
from staff.models import Member

HERE_FOR = timedelta(seconds=45)
WRITES_FOR = timedelta(seconds=6)
TYPED_EVERY = timedelta(seconds=2)  # a contact's typing is stored no more often, whatever their pages send


@dataclass(frozen=True, slots=True)
class Present:
    """until: how long this holds if nothing more is heard."""

    member: Member
    writes: bool
    until: datetime


def here(conversation: Conversation, member: Member, *, typing: bool, now: datetime) -> None:
    """The member has the conversation open. typing: they write to the contact just now."""
    _seen(conversation, member, now, here_at=now, typed_at=now if typing else None)


def left(conversation: Conversation, member: Member, *, now: datetime) -> None:
    _seen(conversation, member, now, here_at=None, typed_at=None)


def _seen(
    conversation: Conversation,
    member: Member,
    now: datetime,
    *,
    here_at: datetime | None,
    typed_at: datetime | None,
) -> None:
    with transaction.atomic():
        visit = _locked(conversation, member)
        came = _still(visit.here_at, HERE_FOR, now) != (here_at is not None)
        typed = _still(visit.typed_at, WRITES_FOR, now) != (typed_at is not None)
        visit.here_at, visit.typed_at = here_at, typed_at
        visit.save(update_fields=["here_at", "typed_at"])
        if came or typed:
            visit_changed(conversation, in_lists=came)
        if typed and conversation.assignee_id == member.pk:
            contact_told(conversation.address)


def _locked(conversation: Conversation, member: Member) -> Visit:
    visits = Visit.objects.select_for_update()
    return visits.get_or_create(conversation=conversation, member=member)[0]


def _still(at: datetime | None, length: timedelta, now: datetime) -> bool:
    return at is not None and now - length < at


def who_is_here(conversation: Conversation, *, but: Member, now: datetime) -> list[Present]:
    """Writers first, then by name."""
    found = []
    for visit in _current([conversation.pk], but, now):
        writes = _still(visit.typed_at, WRITES_FOR, now)
        until = visit.typed_at + WRITES_FOR if writes and visit.typed_at else _until(visit)
        found.append(Present(visit.member, writes, until))
    return sorted(found, key=lambda one: (not one.writes, str(one.member)))


def in_rows(conversations: Iterable[int], *, but: Member, now: datetime) -> dict[int, list[Member]]:
    """Who is at each of these conversations, by the conversation's id."""
    found: dict[int, list[Member]] = {}
    for visit in _current(list(conversations), but, now).order_by("member__name", "member"):
        found.setdefault(visit.conversation_id, []).append(visit.member)
    return found


def _current(conversations: list[int], but: Member, now: datetime) -> "QuerySet[Visit]":
    rows = Visit.objects.filter(conversation__in=conversations, here_at__gt=now - HERE_FOR)
    return rows.exclude(member=but).filter(member__is_active=True).select_related("member")


def _until(visit: Visit) -> datetime:
    assert visit.here_at is not None
    return visit.here_at + HERE_FOR


def contact_types(channel_id: int, external_id: str, *, now: datetime) -> None:
    """The contact's own page says that they are writing."""
    addresses = Address.objects.filter(channel=channel_id, external_id=external_id)
    opened = Conversation.objects.open().filter(address__in=addresses).select_related("last_inbound")
    with transaction.atomic():
        conversation = opened.first()
        if conversation is None:
            return
        did = contact_writes_until(conversation, now) is not None
        rested = Q(contact_typed_at=None) | Q(contact_typed_at__lte=now - TYPED_EVERY)
        if opened.filter(rested, pk=conversation.pk).update(contact_typed_at=now) and not did:
            visit_changed(conversation, in_lists=False)


def contact_writes_until(conversation: Conversation, now: datetime) -> datetime | None:
    """None when they do not; a message of theirs ends it."""
    typed = conversation.contact_typed_at
    if typed is None or not _still(typed, WRITES_FOR, now):
        return None
    last = conversation.last_inbound
    return None if last and last.created_at >= typed else typed + WRITES_FOR


def owner_writes(conversation: Conversation, member: Member, now: datetime) -> bool:
    """The owner types to the contact, and has not sent it yet."""
    visit = Visit.objects.filter(conversation=conversation, member=member).first()
    return visit is not None and _still(visit.typed_at, WRITES_FOR, now)


def mark_read(conversation: Conversation, member: Member, message: Message) -> None:
    """Everything up to the message was on the member's screen; never moves back."""
    with transaction.atomic():
        visit = _locked(conversation, member)
        if visit.read_until and visit.read_until >= message.created_at:
            return
        visit.read_until = message.created_at
        visit.save(update_fields=["read_until"])
        reading_changed(conversation, member)


def mark_unread(conversation: Conversation, member: Member) -> None:
    with transaction.atomic():
        visit = _locked(conversation, member)
        visit.read_until = None
        visit.save(update_fields=["read_until"])
        reading_changed(conversation, member)
