"""Who is told of what, and how: by their preferences, and where they can be reached. Reads only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from staff import addresses
from staff.models import Event, Member, Notification, NotificationPreference
from staff.transports import KINDS


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say. cause: what happened, such as "handover:12"; url, action_url: paths on this site."""

    event: Event
    cause: str
    title: str
    body: str = ""
    url: str = ""
    action_label: str = ""
    action_url: str = ""

    def __post_init__(self) -> None:
        """A form with the member's token is posted to action_url: never to another site."""
        for path in filter(None, (self.url, self.action_url)):
            if not path.startswith("/") or path.startswith(("//", "/\\")):
                raise ValueError(f"{path} is not a path on this site.")


def prepare(notice: Notice, members: Iterable[Member], *, now: datetime) -> list[Notification]:
    """Unsaved rows for those who want to hear of it on some transport. Two queries; none for nobody."""
    return prepare_all([notice], members, now=now)


def prepare_all(notices: Sequence[Notice], members: Iterable[Member], *, now: datetime) -> list[Notification]:
    """Several notices for the same members; still two queries."""
    members = [member for member in members if member.is_active]
    chosen = _choices({notice.event for notice in notices}, members)
    return [
        _row(notice, member, transports, now)
        for notice in notices
        for member in members
        if (transports := chosen[notice.event, member.pk])
    ]


def insist(notice: Notice, members: Iterable[Member], *, now: datetime) -> list[Notification]:
    """Unsaved rows for all of them, also in their quiet hours: who wants to hear of it nowhere finds it
    under the bell all the same."""
    members = list(members)
    rows = prepare(notice, members, now=now)
    told = {row.member_id for row in rows}
    rows += [_row(notice, member, ["in_app"], now) for member in members if member.pk not in told]
    for row in rows:
        row.at_once = True
    return rows


def _row(notice: Notice, member: Member, transports: list[str], now: datetime) -> Notification:
    return Notification(
        member=member,
        event=notice.event,
        cause=notice.cause,
        title=notice.title[:200],
        body=notice.body,
        url=notice.url,
        action_label=notice.action_label,
        action_url=notice.action_url,
        transports=transports,
        in_app="in_app" in transports,
        created_at=now,
    )


def _choices(events: Collection[Event], members: Sequence[Member]) -> dict[tuple[Event, int], list[str]]:
    if not members:
        return {}
    rows = NotificationPreference.objects.filter(event__in=events, member__in=members)
    own = {(row.event, row.member_id, row.transport): row.enabled for row in rows}
    known = addresses.of(members)
    return {
        (event, member.pk): [
            kind
            for kind, transport in KINDS.items()
            if own.get((event, member.pk, kind), transport.default(event))
            and transport.reaches(member, known.get((member.pk, kind), []))
        ]
        for event in events
        for member in members
    }
