"""Of two who change a contact or a task at the same moment one is told to look first."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from handover import details, follow_ups
from handover.as_seen import Changed
from handover.models import Contact, Task
from staff.models import Event, Member, Notification
from tests.conftest import committed
from tests.handover.races import at_once

pytestmark = [pytest.mark.postgres, committed]


def test_of_two_who_change_a_contact_one_is_told(dana: Contact) -> None:
    for number in range(10):
        seen = details.seen(dana)
        there = {field: getattr(dana, field) for field in details.FIELDS}
        results = at_once(
            partial(details.change, dana, {**there, "note": f"first {number}"}, as_seen=seen),
            partial(details.change, dana, {**there, "phone": f"12345{number}"}, as_seen=seen),
        )
        assert sorted(type(result).__name__ for result in results) == ["Changed", "NoneType"], results
        dana.refresh_from_db()
        assert (dana.note == f"first {number}") is isinstance(results[1], Changed)


def test_of_two_who_give_a_task_away_one_is_told_and_one_colleague_hears_of_it(
    dana: Contact, ana: Member, bea: Member, carl: Member, now: datetime
) -> None:
    for number in range(10):
        task = Task.objects.create(contact=dana, title=f"Call {number}", due_at=now, created_at=now)
        change = partial(
            follow_ups.change, task, title=task.title, description="", due_at=now + timedelta(days=1)
        )
        change = partial(change, as_seen=follow_ups.seen(task), by=ana, now=now)
        results = at_once(partial(change, assignee=bea), partial(change, assignee=carl))
        assert sorted(map(repr, results), key=len)[0] == "True", results
        assert sum(isinstance(result, Changed) for result in results) == 1, results
        task.refresh_from_db()
        told = Notification.objects.filter(event=Event.TASK_ASSIGNED, title__endswith=f"Call {number}")
        assert [notice.member for notice in told] == [task.assignee]
