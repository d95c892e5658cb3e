"""A member's own matrix: of what they are told, and how."""

from collections.abc import Collection
from dataclasses import dataclass

from staff.models import Event, Member, NotificationPreference
from staff.transports import KINDS


@dataclass(frozen=True, slots=True)
class Choice:
    event: Event
    transport: str
    enabled: bool

    @property
    def key(self) -> str:
        return f"{self.event}:{self.transport}"


def choices(member: Member) -> list[Choice]:
    """Every event on every transport; where the member chose nothing, the transport's default."""
    rows = NotificationPreference.objects.filter(member=member)
    own = {(row.event, row.transport): row.enabled for row in rows}
    return [
        Choice(event, kind, own.get((event.value, kind), transport.default(event)))
        for event in Event
        for kind, transport in KINDS.items()
    ]


def choose(member: Member, enabled: Collection[str]) -> None:
    """Keep what differs from today's choice. enabled: the keys of all that is switched on."""
    changed = [choice for choice in choices(member) if choice.enabled != (choice.key in enabled)]
    NotificationPreference.objects.bulk_create(
        [
            NotificationPreference(
                member=member,
                event=choice.event,
                transport=choice.transport,
                enabled=not choice.enabled,
            )
            for choice in changed
        ],
        update_conflicts=True,
        unique_fields=["member", "event", "transport"],
        update_fields=["enabled"],
    )
