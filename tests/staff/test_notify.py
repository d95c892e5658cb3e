"""notifications: who wants to hear of it, once for each cause, and delivered whatever happens on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from staff import notifications, roles
from staff.audience import Notice, prepare
from staff.models import Delivery, Event, Member, MemberAddress, Notification, NotificationPreference
from staff.notifications import LEASE, notify
from staff.retries import RETRY_AFTER
from staff.transports import KINDS, TransportError

NOTICE = Notice(Event.NEW_MESSAGE, "message:1", "New message from Dana", "Hello", "/desk/1/")


@dataclass
class Pigeon:
    """A transport off by default that fails as often as it is told to."""

    label: str = "Pigeon"
    short: str = "pigeon"
    by: str = "by pigeon"
    gets: str = "a pigeon"
    hold: timedelta = timedelta(0)
    failures: list[Exception] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def missing(self, addresses: Sequence[MemberAddress]) -> str:
        return "no loft"

    def default(self, event: Event) -> bool:
        return False

    def reaches(self, member: Member, addresses: Sequence[MemberAddress]) -> bool:
        return member.email.startswith("bea")

    def send(self, notifications: Sequence[Notification], addresses: Sequence[MemberAddress]) -> list[str]:
        self.meanwhile()
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(" ".join(notification.cause for notification in notifications))
        return []


@pytest.fixture
def pigeon(monkeypatch: pytest.MonkeyPatch) -> Pigeon:
    ours = Pigeon()
    monkeypatch.setitem(KINDS, "pigeon", ours)
    return ours


def choose(member: Member, transport: str, enabled: bool, event: Event = Event.NEW_MESSAGE) -> None:
    NotificationPreference.objects.create(member=member, event=event, transport=transport, enabled=enabled)


def of(transport: str) -> Delivery:
    return Delivery.objects.get(transport=transport)


def test_without_a_choice_the_transports_default_holds(bea: Member, pigeon: Pigeon, now: datetime) -> None:
    (notification,) = prepare(NOTICE, [bea], now=now)
    assert (notification.transports, notification.in_app) == (["in_app"], True)


def test_a_members_choice_wins_over_the_default_for_that_event_alone(
    bea: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(bea, "in_app", False)
    choose(bea, "pigeon", True)
    (notification,) = prepare(NOTICE, [bea], now=now)
    assert (notification.transports, notification.in_app) == (["pigeon"], False)
    (other,) = prepare(Notice(Event.TASK_ASSIGNED, "x", "y"), [bea], now=now)
    assert other.transports == ["in_app"]


def test_who_wants_to_hear_of_it_nowhere_is_not_told(bea: Member, carl: Member, now: datetime) -> None:
    choose(bea, "in_app", False)
    notify(NOTICE, [bea, carl], now=now)
    assert [n.member for n in Notification.objects.all()] == [carl]


def test_a_transport_that_does_not_reach_the_member_is_left_out(
    carl: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(carl, "pigeon", True)
    assert prepare(NOTICE, [carl], now=now)[0].transports == ["in_app"]


def test_an_inactive_member_is_not_told(bea: Member, now: datetime) -> None:
    bea.is_active = False
    assert prepare(NOTICE, [bea], now=now) == []


def test_telling_twice_tells_once_for_each_cause_member_and_event(
    bea: Member, carl: Member, now: datetime
) -> None:
    notify(NOTICE, [bea], now=now)
    notify(NOTICE, [bea, carl], now=now + timedelta(hours=1))
    notify(Notice(Event.TASK_ASSIGNED, NOTICE.cause, "Task"), [bea], now=now)
    notify(Notice(Event.NEW_MESSAGE, "message:2", "Other"), [bea], now=now)
    for _ in range(3):
        notifications.sweep(now=now + timedelta(hours=1))
    assert Notification.objects.count() == Delivery.objects.count() == 4


def test_nobody_costs_no_query(now: datetime) -> None:
    notify(NOTICE, [], now=now)  # no database is allowed in this test


@pytest.mark.parametrize("number", [1, 10])
def test_however_many_are_told_it_takes_three_queries(
    number: int, now: datetime, django_assert_num_queries: Callable[..., object], db: None
) -> None:
    members = [Member.objects.create_user(f"m{n}@shop.example", name=f"M{n}") for n in range(number)]
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        notify(NOTICE, members, now=now)


def test_a_title_longer_than_its_column_is_cut(bea: Member, now: datetime) -> None:
    notify(Notice(Event.NEW_MESSAGE, "c", "x" * 300), [bea], now=now)
    assert len(Notification.objects.get().title) == 200


def test_it_is_delivered_on_every_chosen_transport(bea: Member, pigeon: Pigeon, now: datetime) -> None:
    choose(bea, "pigeon", True)
    notify(NOTICE, [bea], now=now)
    notifications.deliver(NOTICE.cause, now=now)
    notifications.deliver(NOTICE.cause, now=now)
    assert {d.transport: (d.status, d.delivered_at) for d in Delivery.objects.all()} == {
        "in_app": ("delivered", now),
        "pigeon": ("delivered", now),
    }
    assert pigeon.sent == [NOTICE.cause]


def test_a_failure_is_tried_again_later_and_later_and_then_shown(
    bea: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(bea, "pigeon", True)
    pigeon.failures = [TransportError("The pigeon is tired.")] * (len(RETRY_AFTER) + 1)
    notify(NOTICE, [bea], now=now)
    at, waits = now, []
    for _ in RETRY_AFTER:
        notifications.sweep(now=at)
        assert (of("pigeon").status, of("pigeon").last_error) == ("pending", "The pigeon is tired.")
        waits.append(of("pigeon").next_try_at - at)
        notifications.sweep(now=of("pigeon").next_try_at - timedelta(microseconds=1))
        at = of("pigeon").next_try_at
    assert waits == RETRY_AFTER
    notifications.sweep(now=at)
    assert of("pigeon").status == "failed"
    assert of("in_app").status == "delivered"
    assert notifications.sweep(now=at + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TransportError("No such address.", permanent=True), "failed"),
        (RuntimeError("a mistake of the adapter"), "pending"),
        (ValueError("x" * 900), "pending"),
    ],
)
def test_one_bad_delivery_stops_no_other(
    error: Exception, status: str, bea: Member, carl: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(bea, "pigeon", True)
    pigeon.failures = [error]
    for cause in ("a", "b"):
        notify(Notice(Event.NEW_MESSAGE, cause, cause), [bea, carl], now=now)
    notifications.sweep(now=now)
    assert list(Delivery.objects.exclude(status="delivered").values_list("status", flat=True)) == [status]
    assert Delivery.objects.get(status=status).last_error


def test_a_transport_that_was_removed_fails_at_once(bea: Member, now: datetime) -> None:
    notify(NOTICE, [bea], now=now)
    Notification.objects.update(transports=["telex"])
    notifications.sweep(now=now)
    assert (of("telex").status, of("telex").last_error) == ("failed", "There is no transport 'telex'.")


def test_what_a_dead_worker_held_is_delivered_once_its_lease_is_over(
    bea: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(bea, "pigeon", True)
    notify(NOTICE, [bea], now=now)
    notifications.plan(Notification.objects.unplanned(), now=now)
    Delivery.objects.update(lease_until=now + LEASE, attempts=1)
    notifications.sweep(now=now + LEASE / 2)
    assert pigeon.sent == []
    notifications.sweep(now=now + LEASE)
    assert pigeon.sent == [NOTICE.cause]


def test_a_slow_failure_does_not_undo_what_somebody_else_delivered(
    bea: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(bea, "pigeon", True)
    choose(bea, "in_app", False)
    notify(NOTICE, [bea], now=now)
    notifications.plan(Notification.objects.unplanned(), now=now)

    def another_worker() -> None:
        pigeon.meanwhile = lambda: None
        pigeon.failures = []
        notifications.sweep(now=now + LEASE)
        pigeon.failures = [TransportError("too slow")]

    pigeon.meanwhile = another_worker
    notifications.attempt(of("pigeon"), now=now)
    assert (of("pigeon").status, pigeon.sent) == ("delivered", [NOTICE.cause])


def test_the_sweep_finds_what_a_lost_job_left_behind_however_long_ago(bea: Member, now: datetime) -> None:
    notify(NOTICE, [bea], now=now - timedelta(days=60))
    assert notifications.sweep(now=now) == 1
    assert of("in_app").status == "delivered"
    assert not Notification.objects.unplanned().exists()


def test_who_was_switched_off_since_is_told_nothing_on_any_transport(
    bea: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(bea, "pigeon", True)
    notify(NOTICE, [bea], now=now)
    roles.deactivate(bea)
    notifications.sweep(now=now)
    assert pigeon.sent == []
    assert of("pigeon").status == "failed"
    bea.refresh_from_db()
    assert prepare(Notice(Event.NEW_MESSAGE, "message:2", "Another"), [bea], now=now) == []


def test_what_goes_along_with_a_last_try_keeps_its_own(bea: Member, pigeon: Pigeon, now: datetime) -> None:
    pigeon.hold = timedelta(seconds=60)
    choose(bea, "pigeon", True)
    choose(bea, "in_app", False)
    notify(NOTICE, [bea], now=now)
    notifications.sweep(now=now)
    Delivery.objects.update(attempts=len(RETRY_AFTER))
    late = Notice(Event.NEW_MESSAGE, "message:2", "And this", "", NOTICE.url)
    notify(late, [bea], now=now + timedelta(seconds=60))
    pigeon.failures = [TransportError("The pigeon is tired.")]
    notifications.sweep(now=now + timedelta(seconds=60))
    found = dict(Delivery.objects.values_list("notification__cause", "status"))
    assert found == {NOTICE.cause: "failed", late.cause: "pending"}
    assert Delivery.objects.get(status="pending").attempts == 1


def test_toasts_wait_for_no_slow_transport(bea: Member, carl: Member, pigeon: Pigeon, now: datetime) -> None:
    choose(bea, "pigeon", True)
    unsent: list[int] = []
    pigeon.meanwhile = lambda: unsent.append(
        Delivery.objects.filter(transport="in_app", status="pending").count()
    )
    notify(NOTICE, [bea, carl], now=now)
    notifications.deliver(NOTICE.cause, now=now)
    assert unsent == [0]


@pytest.mark.parametrize("number", [1, 200])
def test_waking_everybodys_pages_takes_no_query_for_each_member(
    number: int, now: datetime, django_assert_max_num_queries: Callable[..., object], db: None
) -> None:
    Member.objects.bulk_create([Member(email=f"m{n}@shop.example", name=f"M{n}") for n in range(number)])
    notify(NOTICE, Member.objects.all(), now=now)
    notifications.plan(Notification.objects.unplanned(), now=now)
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        notifications.sweep(now=now)
    told = Delivery.objects.values_list("status", "attempts", "delivered_at").distinct().order_by()
    assert list(told) == [(Delivery.Status.DELIVERED, 1, now)]


def test_a_job_begins_no_send_once_its_moment_is_long_ago(
    bea: Member, pigeon: Pigeon, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its leases would have ended before their sends."""
    monkeypatch.setattr(notifications, "WORK_SECONDS", 0.0)
    choose(bea, "pigeon", True)
    choose(bea, "in_app", False)
    for cause in ("a", "b"):
        notify(Notice(Event.NEW_MESSAGE, cause, cause), [bea], now=now)
    assert (notifications.sweep(now=now), pigeon.sent) == (2, ["a"])
    notifications.sweep(now=now)
    assert pigeon.sent == ["a", "b"]


@pytest.mark.parametrize("number", [1, 200])
def test_planning_takes_no_query_for_each_member(
    number: int, now: datetime, django_assert_max_num_queries: Callable[..., object], db: None
) -> None:
    Member.objects.bulk_create([Member(email=f"m{n}@shop.example", name=f"M{n}") for n in range(number)])
    notify(NOTICE, Member.objects.all(), now=now)
    waiting = list(Notification.objects.unplanned())
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]  # with the transaction's two
        notifications.plan(waiting, now=now)
    assert Delivery.objects.count() == number
