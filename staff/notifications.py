"""Telling members: notification rows, and their deliveries by jobs."""

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from staff import addresses, quiet
from staff.audience import Notice, prepare
from staff.live import announce, member_group
from staff.models import Delivery, Event, Member, Notification
from staff.nudges import nudge
from staff.retries import next_try
from staff.transports import KINDS, TransportError

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)  # above what one send takes, with a server that answers each step late
WORK_SECONDS = 15.0  # then a job's `now` is so old that a lease counted from it could end before the send
NO_TIME = timedelta(0)


def post(notifications: Sequence[Notification]) -> None:
    """Write prepared rows, inside the caller's transaction; a cause already told is left alone.

    What stands under the bell is there with the commit: open pages hear of it then, so that no toast
    waits for a worker that is busy or gone."""
    if not notifications:
        return
    Notification.objects.bulk_create(notifications, ignore_conflicts=True)
    for member_id in {notification.member_id: None for notification in notifications if notification.in_app}:
        announce(member_group(member_id), "notifications")
    for cause in {notification.cause for notification in notifications}:
        nudge(deliver_job, cause)


def notify(notice: Notice, members: Iterable[Member], *, now: datetime) -> None:
    post(prepare(notice, members, now=now))


def deliver(cause: str, *, now: datetime) -> None:
    """Make the deliveries of a cause's notifications and try those that are due."""
    plan(Notification.objects.filter(cause=cause), now=now)
    _attempt_all(Delivery.objects.due(now).filter(notification__cause=cause), now=now)


def plan(notifications: "Iterable[Notification]", *, now: datetime, held: bool = True) -> None:
    """held: where a transport waits before sending, so does this."""
    unplanned = sorted((one for one in notifications if one.planned_at is None), key=lambda one: one.pk)
    if not unplanned:
        return
    with transaction.atomic():
        Delivery.objects.bulk_create(
            [
                Delivery(notification=notification, transport=kind, next_try_at=now + wait)
                for notification in unplanned
                for kind in notification.transports
                for wait in [_hold(kind) if held else NO_TIME]
            ],
            ignore_conflicts=True,
        )
        Notification.objects.filter(pk__in=[one.pk for one in unplanned]).update(planned_at=now)


def _attempt_all(due: "QuerySet[Delivery]", *, now: datetime, limit: int | None = None) -> int:
    """The app first, so that nobody's toast waits for a mail server. Returns how many were due; those for
    which the time did not suffice are left to the next sweep."""
    told = _tell_in_app(due, now=now, limit=limit)
    deliveries = list(due.select_related("notification__member").order_by("pk")[:limit])
    until = time.monotonic() + WORK_SECONDS
    for delivery in deliveries:
        attempt(delivery, now=now)
        if time.monotonic() >= until:
            break
    return told + len(deliveries)


def _tell_in_app(due: "QuerySet[Delivery]", *, now: datetime, limit: int | None) -> int:
    """Everybody at once, for a handover may concern hundreds. Their pages were told at the commit; this
    time is for those that a lost nudge left out, and a page that has the notice does not ask again."""
    rows = due.filter(transport="in_app", notification__member__is_active=True)
    waiting = list(rows.select_related("notification").order_by("pk")[:limit])
    if not waiting:
        return 0
    KINDS["in_app"].send([delivery.notification for delivery in waiting], [])
    ours = Delivery.objects.filter(pk__in=[one.pk for one in waiting], status=Delivery.Status.PENDING)
    ours.update(
        status=Delivery.Status.DELIVERED,
        attempts=F("attempts") + 1,
        delivered_at=now,
        lease_until=None,
        last_error="",
    )
    return len(waiting)


def _hold(kind: str) -> timedelta:
    """Nothing to wait for where a kind of transport is no longer there."""
    return KINDS[kind].hold if kind in KINDS else NO_TIME


def attempt(delivery: Delivery, *, now: datetime) -> None:
    """Claim the delivery and what goes along, send with no transaction open, and note what came of it."""
    if _put_off(delivery, now) or not _claim(Delivery.objects.due(now).filter(pk=delivery.pk), now):
        return
    claimed = [delivery.pk]
    if _waited(delivery):
        if _seen_in_app(delivery):
            _end(claimed, Delivery.Status.DROPPED, now=now)
            return
        claimed += _gather(delivery, now)
    sent = Delivery.objects.filter(pk__in=claimed).select_related("notification__member")
    try:
        refused = _send(delivery.transport, [one.notification for one in sent.order_by("notification_id")])
    except TransportError as error:
        _note_failure(claimed, error, now=now)
        _switch_off(delivery, error.refused, str(error), now=now)
    except Exception as error:  # a transport's own mistake must not stop what waits behind this delivery
        log.exception("delivery %s failed", delivery.pk)
        _note_failure(claimed, _unexpected(error), now=now)
    else:
        _end(claimed, Delivery.Status.DELIVERED, now=now, delivered_at=now)
        _switch_off(delivery, refused, "It no longer takes notifications.", now=now)


def _put_off(delivery: Delivery, now: datetime) -> bool:
    """In the member's quiet hours the app alone tells them, and what must not wait is sent."""
    if delivery.transport == "in_app" or delivery.notification.at_once:
        return False
    until = quiet.ends(delivery.notification.member, now)
    if until is None:
        return False
    Delivery.objects.due(now).filter(pk=delivery.pk).update(next_try_at=until)
    return True


def _waited(delivery: Delivery) -> bool:
    """It was held back or tried before, so that the member may have seen it and more may have come."""
    planned_at = delivery.notification.planned_at
    return delivery.transport != "in_app" and planned_at is not None and delivery.next_try_at > planned_at


def _claim(due: "QuerySet[Delivery]", now: datetime) -> int:
    return due.update(lease_until=now + LEASE, attempts=F("attempts") + 1)


def _seen_in_app(delivery: Delivery) -> bool:
    notifications = Notification.objects.filter(pk=delivery.notification_id, in_app=True)
    return notifications.exclude(read_at=None).exists()


def _gather(delivery: Delivery, now: datetime) -> list[int]:
    """Claim what else waits to tell the member of the same page this way, due or held back, and unread."""
    about = delivery.notification
    if not about.url:
        return []
    unread = Notification.objects.filter(member=about.member_id, url=about.url, read_at=None)
    waiting = Delivery.objects.filter(
        status=Delivery.Status.PENDING, transport=delivery.transport, notification__in=unread.values("pk")
    )
    free = waiting.exclude(pk=delivery.pk).exclude(lease_until__gt=now)
    return [pk for pk in free.values_list("pk", flat=True) if _claim(free.filter(pk=pk), now)]


def _send(kind: str, notifications: Sequence[Notification]) -> list[str]:
    if kind not in KINDS:
        raise TransportError(f"There is no transport {kind!r}.", permanent=True)
    member = notifications[0].member
    own = addresses.of([member]).get((member.pk, kind), [])
    if not member.is_active:
        raise TransportError("The member was switched off meanwhile.", permanent=True)
    if not KINDS[kind].reaches(member, own):
        raise TransportError("There is no address to send it to.", permanent=True)
    return KINDS[kind].send(notifications, [row for row in own if row.off_at is None])


def _switch_off(delivery: Delivery, refused: Sequence[str], because: str, *, now: datetime) -> None:
    """What was refused for good gets nothing more, and the member hears of it where they still can."""
    member, kind = delivery.notification.member, delivery.transport
    if addresses.switch_off(member, kind, refused, because, now=now):
        title = f"{KINDS[kind].label} no longer works for you"
        link = reverse("staff:settings")
        notify(
            Notice(Event.ADDRESS_OFF, f"delivery:{delivery.pk}:off", title, because, link), [member], now=now
        )


def _unexpected(error: Exception) -> TransportError:
    return TransportError(f"{type(error).__name__}: {error}")


def _ours(claimed: Sequence[int], now: datetime) -> "QuerySet[Delivery]":
    """Unless the lease has expired and somebody else has delivered it meanwhile."""
    return Delivery.objects.filter(pk__in=claimed, status=Delivery.Status.PENDING, lease_until=now + LEASE)


def _end(claimed: Sequence[int], status: "Delivery.Status", *, now: datetime, **more: Any) -> None:
    Delivery.objects.filter(pk__in=claimed).update(status=status, lease_until=None, last_error="", **more)


def _note_failure(claimed: Sequence[int], error: TransportError, *, now: datetime) -> None:
    """What only went along has tries of its own left."""
    for pk, attempts in _ours(claimed, now).values_list("pk", "attempts"):
        again = None if error.permanent else next_try(attempts, now)
        _ours([pk], now).update(
            status=Delivery.Status.PENDING if again else Delivery.Status.FAILED,
            next_try_at=again or now,
            last_error=str(error)[:500],
            lease_until=None,
        )


def sweep(*, now: datetime, limit: int = 500) -> int:
    """Deliver whatever a lost job left behind, oldest first, however old. Returns how many."""
    plan(Notification.objects.unplanned().order_by("pk")[:limit], now=now)
    return _attempt_all(Delivery.objects.due(now), now=now, limit=limit)


@shared_task
def deliver_job(cause: str) -> None:
    deliver(cause, now=timezone.now())
