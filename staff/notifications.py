"""Who is told of what: preferences -> notification rows -> deliveries by jobs."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from staff.models import Delivery, Event, Member, Notification, NotificationPreference
from staff.nudges import nudge
from staff.transports import KINDS, TransportError

log = logging.getLogger(__name__)

RETRY_AFTER = [timedelta(seconds=s) for s in (2, 8, 30, 120, 600, 1800, 3600, 7200)]
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say. cause: what happened, such as "handover:12"; url: a path on this site."""

    event: Event
    cause: str
    title: str
    body: str = ""
    url: str = ""


def prepare(notice: Notice, members: Iterable[Member], *, now: datetime) -> list[Notification]:
    """Unsaved rows for those who want to hear of it on some transport. One query; none for nobody."""
    return prepare_all([notice], members, now=now)


def prepare_all(notices: Sequence[Notice], members: Iterable[Member], *, now: datetime) -> list[Notification]:
    """Several notices for the same members; still one query."""
    members = list(members)
    chosen = _choices({notice.event for notice in notices}, members)
    return [
        Notification(
            member=member,
            event=notice.event,
            cause=notice.cause,
            title=notice.title[:200],
            body=notice.body,
            url=notice.url,
            transports=transports,
            in_app="in_app" in transports,
            created_at=now,
        )
        for notice in notices
        for member in members
        if (transports := chosen[notice.event, member.pk])
    ]


def _choices(events: Collection[Event], members: Sequence[Member]) -> dict[tuple[Event, int], list[str]]:
    if not members:
        return {}
    rows = NotificationPreference.objects.filter(event__in=events, member__in=members)
    own = {(row.event, row.member_id, row.transport): row.enabled for row in rows}
    return {
        (event, member.pk): [
            kind
            for kind, transport in KINDS.items()
            if own.get((event, member.pk, kind), transport.default(event)) and transport.reaches(member)
        ]
        for event in events
        for member in members
    }


def post(notifications: Sequence[Notification]) -> None:
    """Write prepared rows, inside the caller's transaction; a cause already told is left alone."""
    if not notifications:
        return
    Notification.objects.bulk_create(notifications, ignore_conflicts=True)
    for cause in {notification.cause for notification in notifications}:
        nudge(deliver_job, cause)


def notify(notice: Notice, members: Iterable[Member], *, now: datetime) -> None:
    post(prepare(notice, members, now=now))


def deliver(cause: str, *, now: datetime) -> None:
    """Make the deliveries of a cause's notifications and try those that are due."""
    plan(Notification.objects.filter(cause=cause), now=now)
    for delivery in Delivery.objects.due(now).filter(notification__cause=cause):
        attempt(delivery, now=now)


def plan(notifications: "Iterable[Notification]", *, now: datetime) -> None:
    for notification in [n for n in notifications if n.planned_at is None]:
        with transaction.atomic():
            Delivery.objects.bulk_create(
                [
                    Delivery(notification=notification, transport=kind, next_try_at=now)
                    for kind in notification.transports
                ],
                ignore_conflicts=True,
            )
            Notification.objects.filter(pk=notification.pk).update(planned_at=now)


def attempt(delivery: Delivery, *, now: datetime) -> None:
    """Claim the delivery, send with no transaction open, and note what came of it."""
    claimed = Delivery.objects.due(now).filter(pk=delivery.pk)
    if not claimed.update(lease_until=now + LEASE, attempts=delivery.attempts + 1):
        return
    transport = KINDS.get(delivery.transport)
    try:
        if transport is None:
            raise TransportError(f"There is no transport {delivery.transport!r}.", permanent=True)
        transport.send(delivery.notification)
    except TransportError as error:
        _note_failure(delivery, error, now=now)
    except Exception as error:  # a transport's own mistake must not stop what waits behind this delivery
        log.exception("delivery %s failed", delivery.pk)
        _note_failure(delivery, TransportError(f"{type(error).__name__}: {error}"), now=now)
    else:
        Delivery.objects.filter(pk=delivery.pk).update(
            status=Delivery.Status.DELIVERED, delivered_at=now, lease_until=None, last_error=""
        )


def _note_failure(delivery: Delivery, error: TransportError, *, now: datetime) -> None:
    """Unless the lease has expired and somebody else has delivered it meanwhile."""
    final = error.permanent or delivery.attempts >= len(RETRY_AFTER)
    ours = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.PENDING, lease_until=now + LEASE)
    ours.update(
        status=Delivery.Status.FAILED if final else Delivery.Status.PENDING,
        next_try_at=now if final else now + RETRY_AFTER[delivery.attempts],
        last_error=str(error)[:500],
        lease_until=None,
    )


def sweep(*, now: datetime, limit: int = 500) -> int:
    """Deliver whatever a lost job left behind, oldest first, however old. Returns how many."""
    plan(Notification.objects.unplanned().order_by("pk")[:limit], now=now)
    due = list(Delivery.objects.due(now).select_related("notification").order_by("pk")[:limit])
    for delivery in due:
        attempt(delivery, now=now)
    return len(due)


@shared_task
def deliver_job(cause: str) -> None:
    deliver(cause, now=timezone.now())
