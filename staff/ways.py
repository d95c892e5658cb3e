"""The transports as they stand for a member: do they reach them, and if not, what is missing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from staff import addresses
from staff.models import Event, Member, MemberAddress
from staff.transports import KINDS

HANDED = (Event.CONVERSATION_ASSIGNED, Event.CONVERSATION_HANDED_OVER)


@dataclass(frozen=True, slots=True)
class Way:
    """One transport as it stands for a member. rows: the addresses to show."""

    kind: str
    label: str
    works: bool
    missing: str
    rows: list[MemberAddress]


def ways_of(member: Member) -> list[Way]:
    own = addresses.of([member])
    return [_way(kind, member, own.get((member.pk, kind), [])) for kind in KINDS]


def _way(kind: str, member: Member, rows: list[MemberAddress]) -> Way:
    transport = KINDS[kind]
    works = transport.reaches(member, rows)
    if kind == "email":
        rows = [row for row in rows if row.address == member.email]
    return Way(kind, transport.label, works, "" if works else transport.missing(rows), rows)


def working(ways: Iterable[Way]) -> set[str]:
    return {way.kind for way in ways if way.works}


def hears_of_handovers(member: Member, rows: Collection[MemberAddress]) -> list[str]:
    """The kinds that reach the member and that they have ticked for one kind of handover or another. rows:
    all their addresses. Without a query when `preferences` were prefetched."""
    own = {(row.event, row.transport): row.enabled for row in member.preferences.all()}
    return [
        kind
        for kind, transport in KINDS.items()
        if any(own.get((event.value, kind), transport.default(event)) for event in HANDED)
        and transport.reaches(member, _of(kind, rows))
    ]


def switched_off(rows: Iterable[MemberAddress]) -> list[str]:
    """Such as "Email is off since 3 Nov": what was refused for good, also if others of its kind work."""
    return [
        f"{KINDS[row.transport].label} is off since {date_format(timezone.localtime(row.off_at), 'j M')}"
        for row in rows
        if row.off_at and row.transport in KINDS and _is_theirs(row)
    ]


def _is_theirs(row: MemberAddress) -> bool:
    """A mailbox that they have left is no loss."""
    return row.transport != "email" or row.address == row.member.email


def _of(kind: str, rows: Iterable[MemberAddress]) -> Sequence[MemberAddress]:
    return [row for row in rows if row.transport == kind]
