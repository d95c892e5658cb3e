"""Races between two callers that would leave nobody in charge, or somebody told twice."""

from collections.abc import Callable
from datetime import datetime, time
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from staff import notifications, roles, timetable
from staff.audience import Notice
from staff.hours import Span
from staff.models import ADMINISTRATOR, Delivery, Event, Member
from staff.notifications import notify
from staff.timetable import DaysOff
from tests.handover.races import at_once
from tests.pages import typed
from tests.staff.test_notify import Pigeon, choose
from tests.staff.test_notify import pigeon as pigeon

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TIMES = range(10)


@pytest.fixture
def eva() -> Member:
    made = Member.objects.create_user("eva@shop.example", "a longer secret 7", name="Eva Novak")
    made.groups.add(Group.objects.get(name=ADMINISTRATOR))
    return made


def in_charge() -> set[Member]:
    return set(roles.administrators())


def refused(switch_off: Callable[[], None]) -> bool:
    try:
        switch_off()
    except ValidationError:
        return True
    return False


def test_two_administrators_who_switch_each_other_off_leave_one(ana: Member, eva: Member) -> None:
    for _ in TIMES:
        both = [partial(refused, partial(roles.deactivate, other)) for other in (ana, eva)]
        assert sorted(at_once(*both)) == [False, True]
        assert len(in_charge()) == 1
        Member.objects.update(is_active=True)


def test_two_administrators_who_demote_each_other_leave_one(ana: Member, eva: Member) -> None:
    def demotion(by: Member, whom: Member) -> Callable[[], object]:
        client, page = Client(), reverse("admin:staff_member_change", args=[whom.pk])
        client.force_login(by)
        data = typed(client.get(page), role="member")
        return partial(client.post, page, data)

    for _ in TIMES[:5]:
        at_once(demotion(ana, eva), demotion(eva, ana))
        assert len(in_charge()) == 1
        for member in (ana, eva):
            roles.set_role(member, ADMINISTRATOR)


def test_two_workers_with_one_cause_tell_once_on_each_transport(
    bea: Member, pigeon: Pigeon, now: datetime
) -> None:
    choose(bea, "pigeon", True, Event.CONVERSATION_ASSIGNED)
    for number in TIMES:
        cause = f"handover:{number}"
        notify(Notice(Event.CONVERSATION_ASSIGNED, cause, "Dana waits", "", "/desk/1/"), [bea], now=now)
        deliver = partial(notifications.deliver, cause, now=now)
        at_once(deliver, deliver, partial(notifications.sweep, now=now))
        assert pigeon.sent.count(cause) == 1
        sent = Delivery.objects.filter(notification__cause=cause)
        assert {row.attempts for row in sent} == {1}
        assert len({row.transport for row in sent}) == sent.count()


def test_two_who_tell_of_one_cause_at_once_tell_once(bea: Member, pigeon: Pigeon, now: datetime) -> None:
    choose(bea, "pigeon", True, Event.CONVERSATION_ASSIGNED)
    for number in TIMES:
        told = Notice(Event.CONVERSATION_ASSIGNED, f"handover:{number}", "Dana waits")
        tell = partial(notify, told, [bea], now=now)
        at_once(tell, tell)
        notifications.sweep(now=now)
        assert pigeon.sent.count(told.cause) == 1


def test_two_who_save_a_members_hours_at_once_leave_one_week(bea: Member, now: datetime) -> None:
    week = [Span(day, time(9), time(17)) for day in range(5)]
    off = [DaysOff(now.date(), now.date(), "Moving")]
    keep = partial(timetable.keep, bea, week, off, today=now.date())
    for _ in TIMES:
        at_once(keep, keep)
        assert (bea.working_hours.count(), bea.holidays.count()) == (5, 1)
