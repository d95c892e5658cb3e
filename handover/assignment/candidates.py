"""Those a conversation could go to, each with all that speaks for and against it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from handover import notices
from handover.models import Conversation, Workload
from staff import hours
from staff.hours import Hours
from staff.models import Attendance, Member, Team


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    load           open conversations in their hands
    last_assigned  when they were last given a conversation that nobody else was given since
    given          see Workload
    teams          whether they are in the team that was asked for
    """

    member: Member
    may_take_over: bool
    load: int
    last_assigned: datetime | None
    given: int
    in_team: bool
    hours: Hours
    attendance: Attendance | None

    @property
    def has_room(self) -> bool:
        return self.member.capacity is None or self.load < self.member.capacity

    def unable(self, now: datetime) -> str | None:
        """Why they cannot be given a conversation now, or None. Whether a page of theirs is open does not
        matter: within their hours, they are told by other means."""
        if reason := _never(self.member, self.may_take_over):
            return reason
        if self.attendance and self.attendance.is_away(now):
            return f"is away{_until(self.attendance.away_until, self.hours, now)}"
        if not self.hours.is_open(now):
            opens = self.hours.next_opening(now)
            return f"is outside working hours{_until(opens, self.hours, now) or ' for more than a year'}"
        if not self.has_room:
            return f"has {self.load} of at most {self.member.capacity} open conversations"
        return None

    def free_at(self, now: datetime) -> datetime | None:
        """In their zone: when the clock alone makes them available; None if it does not, or nobody knows."""
        if _never(self.member, self.may_take_over) or not self.has_room:
            return None
        if not (self.attendance and self.attendance.is_away(now)):
            return self.hours.next_opening(now)
        back = self.attendance.away_until
        return self.hours.next_opening(back) if back else None


def unable(member: Member) -> str | None:
    """Why the member can never be given a conversation, as things are set up, or None."""
    return _never(member, notices.whoever_may_take_over().filter(pk=member.pk).exists())


def _never(member: Member, may_take_over: bool) -> str | None:
    if not member.is_active:
        return "is inactive"
    return None if may_take_over else "may not take over conversations"


def _until(moment: datetime | None, theirs: Hours, now: datetime) -> str:
    return f" until {hours.in_words(moment.astimezone(theirs.zone), now)}" if moment else ""


def find(ids: Collection[int], team: Team | None) -> dict[int, Candidate]:
    """These members and the team's, by their ids. Three queries, whatever their number; none for nobody."""
    if not ids and team is None:
        return {}
    in_team = Exists(Team.members.through.objects.filter(team=team, member=OuterRef("pk")))
    members = list(
        Member.objects.filter(Q(pk__in=ids) | Q(in_team) if team else Q(pk__in=ids))
        .select_related("attendance")
        .annotate(
            may_take_over=Exists(notices.whoever_may_take_over().filter(pk=OuterRef("pk"))),
            load=load(),
            last_assigned=Subquery(_latest().values("assigned_at")[:1]),
            given=Coalesce(Subquery(_workload().values("given")), 0),
            in_team=in_team,
        )
    )
    timetables = hours.of(members)
    return {
        member.pk: Candidate(
            member,
            member.may_take_over,
            member.load,
            member.last_assigned,
            member.given,
            member.in_team,
            timetables[member.pk],
            getattr(member, "attendance", None),
        )
        for member in members
    }


def load() -> Coalesce:
    """Of a query for members: how many open conversations are in their hands."""
    held = Conversation.objects.open().filter(
        owner_kind=Conversation.OwnerKind.MEMBER, assignee=OuterRef("pk")
    )
    return Coalesce(Subquery(held.order_by().values("assignee").values(count=Count("pk"))), 0)


def _latest() -> "QuerySet[Conversation]":
    theirs = Conversation.objects.filter(assignee=OuterRef("pk"), assigned_at__isnull=False)
    return theirs.order_by("-assigned_at")


def _workload() -> "QuerySet[Workload]":
    return Workload.objects.filter(member=OuterRef("pk"))
