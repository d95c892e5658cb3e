"""Tests that members ask for: one notification at once, on the transports they name."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from staff.models import Delivery, Event, Member, Notification
from staff.notifications import deliver, plan

AT_MOST = 5  # within PERIOD, for each member: some transports cost money, and all of them patience
PERIOD = timedelta(minutes=10)
CAUSE = "test:"


class TooMany(Exception):
    """again_at: when there may be another."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(f"another test at {again_at}")
        self.again_at = again_at


def send(member: Member, kinds: Sequence[str], *, now: datetime) -> list[Delivery]:
    """Whatever they have chosen and whatever the hour; what came of each."""
    return _sent(_written(member, kinds, now), now)


def send_unless_too_many(member: Member, kind: str, *, now: datetime) -> Delivery:
    """As a page does it. The app costs nothing, so it does not count. Errors: TooMany."""
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        if kind != "in_app" and (again_at := _again_at(member, now)):
            raise TooMany(again_at)
        notification = _written(member, [kind], now)
    [delivery] = _sent(notification, now)
    return delivery


def _again_at(member: Member, now: datetime) -> datetime | None:
    tests = Notification.objects.filter(
        member=member, cause__startswith=CAUSE, in_app=False, created_at__gt=now - PERIOD
    )
    times = list(tests.order_by("-created_at").values_list("created_at", flat=True)[:AT_MOST])
    return times[-1] + PERIOD if len(times) == AT_MOST else None


def _written(member: Member, kinds: Sequence[str], now: datetime) -> Notification:
    return Notification.objects.create(
        member=member,
        event=Event.CONVERSATION_ASSIGNED,
        cause=f"{CAUSE}{uuid4()}",
        title="Test notification",
        body="If you can read this, you will hear of handovers too.",
        url=reverse("staff:settings"),
        transports=list(kinds),
        in_app="in_app" in kinds,
        at_once=True,
        created_at=now,
    )


def _sent(notification: Notification, now: datetime) -> list[Delivery]:
    plan([notification], now=now, held=False)
    deliver(notification.cause, now=now)
    return list(notification.deliveries.order_by("transport"))
