"""A place that was counted: taken only if nobody was quicker."""

from typing import NamedTuple

from django.db.models import F

from handover.models import Workload


class Overtaken(Exception):
    """Another handover gave the member a conversation since the plan was made: plan again."""


class Seat(NamedTuple):
    """given: the member's Workload.given as the plan saw it."""

    member: int
    given: int


def take_seat(seat: Seat) -> None:
    """Inside the handover's transaction. Errors: Overtaken."""
    if not Workload.objects.filter(member=seat.member, given=seat.given).update(given=F("given") + 1):
        raise Overtaken


def make_row(seat: Seat) -> None:
    """Before the transaction that takes it: so that two first handovers to a member have a row to meet at."""
    if seat.given == 0:
        Workload.objects.bulk_create([Workload(member_id=seat.member)], ignore_conflicts=True)
