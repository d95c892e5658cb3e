"""Where members can be told: adding, removing, and switching off what is refused for good."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from staff.models import Member, MemberAddress

BROWSERS_AT_MOST = 10  # of a member: each takes its time when a notification is sent

Addresses = dict[tuple[int, str], list[MemberAddress]]


def of(members: Iterable[Member]) -> Addresses:
    """By member id and kind of transport, also those that are off. One query."""
    found: Addresses = {}
    for row in MemberAddress.objects.filter(member__in=list(members)):
        found.setdefault((row.member_id, row.transport), []).append(row)
    return found


def add(
    member: Member,
    transport: str,
    address: str,
    *,
    now: datetime,
    label: str = "",
    keys: dict[str, Any] | None = None,
) -> MemberAddress:
    """Once; one that was off is on again. A browser that somebody else used before changes hands, and with
    too many of them the oldest makes room."""
    fields = {"label": label, "keys": keys or {}, "off_at": None, "off_because": ""}
    with transaction.atomic():
        if transport == "web_push":
            MemberAddress.objects.filter(transport=transport, address=address).exclude(member=member).delete()
        row, _ = MemberAddress.objects.update_or_create(
            member=member,
            transport=transport,
            address=address,
            defaults=fields,
            create_defaults={**fields, "created_at": now},
        )
        if transport == "web_push":
            _make_room(member, transport)
    return row


def _make_room(member: Member, transport: str) -> None:
    newest = MemberAddress.objects.filter(member=member, transport=transport).order_by("-pk")
    keep = list(newest.values_list("pk", flat=True)[:BROWSERS_AT_MOST])
    newest.exclude(pk__in=keep).delete()


def only(member: Member, transport: str, address: str, *, now: datetime) -> None:
    """The member has this one address on the transport, or none when it is empty."""
    with transaction.atomic():
        MemberAddress.objects.filter(member=member, transport=transport).exclude(address=address).delete()
        if address:
            add(member, transport, address, now=now)


def remove(member: Member, pk: int) -> None:
    MemberAddress.objects.filter(member=member, pk=pk).delete()


def switch_off(
    member: Member, transport: str, refused: Collection[str], because: str, *, now: datetime
) -> int:
    """Nothing is sent to these any more. Returns how many were on until now.

    Only email has no row until then; any other that is not there was removed, or has gone to someone else.
    """
    off = {"off_at": now, "off_because": because[:300]}
    own = MemberAddress.objects.filter(member=member, transport=transport, address__in=refused)
    switched = own.on().update(**off)
    if transport == "email":
        for address in set(refused) - set(own.values_list("address", flat=True)):
            _, made = MemberAddress.objects.get_or_create(
                member=member, transport=transport, address=address, defaults={"created_at": now, **off}
            )
            switched += made
    return switched


def switch_on(member: Member, pk: int) -> None:
    MemberAddress.objects.filter(member=member, pk=pk).update(off_at=None, off_because="")
