"""What a check says, and what the checks of several bots are made from, looked up once for all of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Prefetch, Q, prefetch_related_objects

from bots.indexing import Standing, standings
from bots.models import Article, Bot, Scenario
from handover.assignment.candidates import Candidate, find
from handover.notices import whoever_may_take_over
from staff.audience import Notice, prepare_all
from staff.models import Delivery, Event, Member, MemberAddress

A_DAY = timedelta(days=1)
TOLD_OF = (
    *(Event.CONVERSATION_ASSIGNED, Event.TASK_ASSIGNED),
    *(Event.CONVERSATION_HANDED_OVER, Event.UNANSWERED),
)


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


def listed(texts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


WORST_FIRST = [Level.ERROR, Level.WARNING, Level.OK]


@dataclass(frozen=True, slots=True)
class Check:
    """
    bot       its slug; None for what concerns every bot
    id        a short key that stays
    hint      what to do about it; url: where, on this site, or "" when that is elsewhere
    scenario  the id of the one it is about
    """

    bot: str | None
    id: str
    level: Level
    message: str
    hint: str = ""
    url: str = ""
    scenario: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """
    candidates  by member id: those whom a scenario or a bot names, themselves or in a team
    claimers    who may claim what goes to nobody in particular
    told        events that a member hears of on some transport, by member id and event
    unreached   ids of members whom nothing that was sent in the last day reached
    off         addresses that were refused for good, by member id
    articles    how many are switched on, by bot id
    learning    whether they are learnt, by bot id
    """

    now: datetime
    candidates: dict[int, Candidate]
    claimers: Sequence[Member]
    told: Collection[tuple[int, str]]
    unreached: Collection[int]
    off: Mapping[int, Sequence[MemberAddress]]
    articles: dict[int, int]
    learning: dict[int, Standing]


def gather(bots: Sequence[Bot], now: datetime) -> Facts:
    """The number of queries does not grow with bots, scenarios and members."""
    scenarios = Scenario.objects.select_related("assign_to", "assign_to_team")
    prefetch_related_objects(
        list(bots),
        "default_assignee",
        "supervisor",
        "channels",
        Prefetch("scenarios", scenarios.prefetch_related("assign_to_team__members")),
    )
    candidates = find({member.pk for bot in bots for member in _named(bot)}, None)
    claimers = list(whoever_may_take_over())
    everyone = {member.pk: member for member in claimers}
    everyone |= {pk: one.member for pk, one in candidates.items()}
    enabled = Article.objects.filter(bot__in=[bot.pk for bot in bots], enabled=True).order_by()
    return Facts(
        now=now,
        candidates=candidates,
        claimers=claimers,
        told=_told(everyone.values(), now),
        unreached=_unreached(everyone, now),
        off=_off(everyone),
        articles=dict(enabled.values_list("bot").annotate(Count("pk"))),
        learning=standings(bots, now=now),
    )


def _named(bot: Bot) -> Iterable[Member]:
    if bot.default_assignee:
        yield bot.default_assignee
    if bot.supervisor:
        yield bot.supervisor
    for scenario in bot.scenarios.all():
        yield from [scenario.assign_to] if scenario.assign_to else []
        yield from scenario.assign_to_team.members.all() if scenario.assign_to_team else []


def _told(members: Iterable[Member], now: datetime) -> set[tuple[int, str]]:
    rows = prepare_all([Notice(event, "", "") for event in TOLD_OF], members, now=now)
    return {(row.member_id, row.event) for row in rows}


def _unreached(members: Collection[int], now: datetime) -> set[int]:
    """By anything but the bell, where every notification stands."""
    sent = Delivery.objects.filter(
        notification__member__in=members, notification__created_at__gte=now - A_DAY
    )
    outcomes = (
        sent.exclude(transport="in_app")
        .order_by()
        .values("notification__member")
        .annotate(
            failed=Count("pk", Q(status=Delivery.Status.FAILED)),
            arrived=Count("pk", Q(status=Delivery.Status.DELIVERED)),
        )
    )
    return {row["notification__member"] for row in outcomes if row["failed"] and not row["arrived"]}


def _off(members: Collection[int]) -> dict[int, list[MemberAddress]]:
    found: dict[int, list[MemberAddress]] = {}
    rows = MemberAddress.objects.filter(member__in=members, off_at__isnull=False)
    for row in rows.select_related("member"):
        found.setdefault(row.member_id, []).append(row)
    return found
