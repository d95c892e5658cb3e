"""Giving a conversation to a team, by hand: whom it goes to is planned as at a handover."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from bots.models import Scenario
from handover.assignment.changes import assign
from handover.assignment.planning import plan as plan_for
from handover.assignment.seats import Overtaken, make_row, take_seat
from handover.models import Conversation
from staff.models import Member, Team

PLANS = 10  # how often a team is asked anew when others were quicker with the same member


def assign_to_team(conversation: Conversation, team: Team, *, by: Member, now: datetime) -> Conversation:
    """Give it to whom the team's method puts first of those who can take it.

    Errors: ValueError with who cannot and why; Taken (resolved).
    """
    scenario = Scenario(assign_to_team=team)
    for _ in range(PLANS):
        plan = plan_for(None, scenario, conversation.contact, now=now)
        if plan.member is None:
            raise ValueError(f"Nobody can take it: {', '.join(' '.join(one) for one in plan.skipped)}.")
        if plan.seat:
            make_row(plan.seat)
        with suppress(Overtaken), transaction.atomic():
            given = assign(conversation, plan.member, by=by, now=now)  # its row is locked before the seat
            if plan.seat:
                take_seat(plan.seat)
            return given
    raise ValueError(f"{team} is being given many conversations just now. Try again.")
