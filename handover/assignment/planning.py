"""Who will get a conversation, decided before the contact is told anything."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from bots.models import Bot, Scenario
from handover.assignment.candidates import Candidate, find
from handover.assignment.seats import Seat
from handover.models import Contact
from staff.models import Member, Team

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Skipped(NamedTuple):
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """
    member      who will get it, nobody when None
    result      "assigned", "kept", "fell_back" or "queued"
    skipped     who was passed over, in order
    reopens_at  when nobody is available: when somebody of the chain is again, in their zone, if known
    seat        what must still be so when it is written, where members were counted
    """

    member: Member | None
    result: str
    detail: str
    skipped: tuple[Skipped, ...] = ()
    reopens_at: datetime | None = None
    seat: Seat | None = None

    @property
    def nobody_available(self) -> bool:
        """Somebody should have got it, and none of them can."""
        return self.member is None and bool(self.skipped)


class _Link(NamedTuple):
    """A part of the chain. result: what it is called when it takes the conversation."""

    result: str
    member: int | None
    team: Team | None = None


def plan(
    bot: Bot | None,
    scenario: Scenario | None,
    contact: Contact,
    *,
    now: datetime,
    away: Collection[int] = (),
    passing: Mapping[int, str] | None = None,
) -> Plan:
    """The first who can take it of: who has the contact today, the scenario's member or team, the bot's
    default; else anyone may claim it. Reads only. At most four queries, whatever the number of members.

    A member can take it who is active, may take over, has not said to be away, is within their hours and
    below their limit. Being offline is no reason: within their hours they are told by other means.

    away: ids of members to be taken for away. passing: ids of members not to be chosen, each with why.
    """
    links = list(_links(bot, scenario, contact))
    found = find([link.member for link in links if link.member], _team(links))
    skipped: list[Skipped] = []
    passed: dict[int, Candidate] = {}
    for link in links:
        fell = link.result == "assigned" and bool(skipped)
        candidates = _in_order(link, found)
        if link.team and not candidates:
            skipped.append(Skipped(link.team.name, "has no members"))
        for one in candidates:
            if one.member.pk in passed:
                continue
            reason = (passing or {}).get(one.member.pk)
            reason = reason or ("is away" if one.member.pk in away else one.unable(now))
            if reason is None:
                return _given(one, link, "fell_back" if fell else link.result, skipped)
            passed[one.member.pk] = one
            skipped.append(Skipped(str(one.member), reason))
    free = [moment for pk, one in passed.items() if pk not in away and (moment := one.free_at(now))]
    detail = _detail("Anyone may claim it", skipped)
    return Plan(None, "queued", detail, tuple(skipped), min(free, default=None))


def _links(bot: Bot | None, scenario: Scenario | None, contact: Contact) -> Iterator[_Link]:
    if contact.pk and scenario and scenario.skip_if_assigned and (current := contact.assigned_member()):
        yield _Link("kept", current.pk)
    if scenario and (scenario.assign_to_id or scenario.assign_to_team):
        yield _Link("assigned", scenario.assign_to_id, scenario.assign_to_team)
    if bot and bot.default_assignee_id:
        yield _Link("assigned", bot.default_assignee_id)


def _team(links: list[_Link]) -> Team | None:
    return next((link.team for link in links if link.team), None)


def _in_order(link: _Link, found: dict[int, Candidate]) -> list[Candidate]:
    """A team's members as its method puts them; equal ones always in the same order."""
    if link.team is None:
        return [found[link.member]] if link.member in found else []
    turn = [one for one in found.values() if one.in_team]
    turn.sort(key=lambda one: (one.last_assigned or LONG_AGO, one.member.pk))
    if link.team.method == Team.Method.LEAST_LOADED:
        turn.sort(key=lambda one: one.load)
    return turn


def _given(candidate: Candidate, link: _Link, result: str, skipped: list[Skipped]) -> Plan:
    member = candidate.member
    counted = link.team is not None or member.capacity is not None
    chosen = f"{member} of {link.team}" if link.team else str(member)
    seat = Seat(member.pk, candidate.given) if counted else None
    return Plan(member, result, _detail(chosen, skipped), tuple(skipped), seat=seat)


def _detail(chosen: str, skipped: list[Skipped]) -> str:
    named = ", ".join(f"{who} {reason}" for who, reason in skipped)
    return f"{chosen}; passed over: {named}" if named else chosen
