"""Everything that the page of a bot's goals shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from bots import scenarios
from bots.models import Bot, Scenario, ScenarioDraft
from bots.views import said
from bots.views.frame import page
from bots.views.said import Said, by_htmx
from handover import preflight
from handover.models import Handover
from handover.preflight import WORST_FIRST, Check, Level
from handover.views import goals_words
from staff.views.shell import SignedIn

RECENTLY_DELETED = 10
SHOWN_CHECKS = 2


@dataclass(frozen=True, slots=True)
class Card:
    """A scenario on the page. fired: how often this month; fired_url: the list of exactly those handovers."""

    scenario: Scenario
    place: int
    trigger: str
    goes_to: str
    pause: str
    fired: int
    fired_url: str
    draft: ScenarioDraft | None
    checks: list[Check]

    @property
    def first_checks(self) -> list[Check]:
        return self.checks[:SHOWN_CHECKS]

    @property
    def more_checks(self) -> list[Check]:
        return self.checks[SHOWN_CHECKS:]


@dataclass(frozen=True, slots=True)
class Readiness:
    """The checklist, each thing said once: what stands in the way, worst first; and what is well."""

    problems: list[Check]
    well: list[Check]
    errors: int

    @property
    def headline(self) -> str:
        if self.errors:
            return f"{self.errors} thing{'s stop' if self.errors > 1 else ' stops'} handovers"
        if self.problems:
            return f"Ready, with {len(self.problems)} thing{'s'[: len(self.problems) > 1]} to look at"
        return "Ready: nothing stands in the way of a handover"


def context(bot: Bot, now: datetime) -> dict[str, Any]:
    checks, apart = preflight.of_each(bot, now=now)
    rows = list(bot.scenarios.all())
    limit = settings.HANDOVER_MAX_SCENARIOS_PER_BOT
    return {
        "cards": list(_cards(bot, rows, apart, now)),
        "on": sum(row.enabled for row in rows),
        "ready": readiness(checks),
        "limit": limit,
        "full": len(rows) >= limit,
        "missing": scenarios.missing(rows),
        "deleted": list(scenarios.deleted(bot)[:RECENTLY_DELETED]),
        "others": _of_other_bots(bot),
        "here": reverse("goals:page", args=[bot.slug]),
    }


def _cards(
    bot: Bot, rows: Sequence[Scenario], apart: dict[int, list[Check]], now: datetime
) -> Iterator[Card]:
    drafts = {
        draft.scenario_id: draft
        for draft in ScenarioDraft.objects.filter(scenario__in=rows).select_related("updated_by")
    }
    first, next_first = month_of(now)
    this_month = Handover.objects.filter(scenario__in=rows, created_at__gte=first, created_at__lt=next_first)
    fired = dict(this_month.order_by().values_list("scenario").annotate(Count("pk")))
    for place, row in enumerate(rows, start=1):
        yield Card(
            scenario=row,
            place=place,
            trigger=goals_words.trigger(row),
            goes_to=goals_words.goes_to(bot, row),
            pause=goals_words.pause(row),
            fired=fired.get(row.pk, 0),
            fired_url=fired_list(row, first, next_first),
            draft=drafts.get(row.pk),
            checks=sorted(apart[row.pk], key=_worst),
        )


def month_of(now: datetime) -> tuple[datetime, datetime]:
    """When this month began and when the next does, in the zone of this site."""
    local = timezone.localtime(now)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    year, month = (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)
    return first, first.replace(year=year, month=month)


def fired_list(scenario: Scenario, since: datetime, until: datetime) -> str:
    """The administrator's list of its handovers of that time, with the filter "This month" lit."""
    query = {
        "scenario__id__exact": str(scenario.pk),
        "created_at__gte": str(since),
        "created_at__lt": str(until),
    }
    return f"{reverse('admin:handover_handover_changelist')}?{urlencode(query)}"


def readiness(checks: Sequence[Check]) -> Readiness:
    """The same said of several scenarios is one thing to do."""
    once = list({(check.id, check.message): check for check in reversed(checks)}.values())[::-1]
    problems = sorted((check for check in once if check.level != Level.OK), key=_worst)
    well = [check for check in once if check.level == Level.OK]
    return Readiness(problems, well, sum(check.level == Level.ERROR for check in problems))


def _worst(check: Check) -> int:
    return WORST_FIRST.index(check.level)


def _of_other_bots(bot: Bot) -> list[tuple[str, list[Scenario]]]:
    """What can be copied, by bot."""
    rows = Scenario.objects.exclude(bot=bot).select_related("bot").order_by("bot__name", "priority", "pk")
    found: dict[str, list[Scenario]] = {}
    for row in rows:
        found.setdefault(row.bot.name, []).append(row)
    return list(found.items())


def shown(request: SignedIn, bot: Bot, note: Said | None = None, *, status: int = 200) -> HttpResponse:
    """The page, or through htmx the parts of it that may have changed.

    A page that only looks again keeps what was said on it, and its Undo.
    """
    everything = context(bot, timezone.now())
    if by_htmx(request):
        parts = {**everything, "bot": bot, "said": note, "oob": note is not None}
        return render(request, "handover/_goals.html", parts, status=status)
    everything["said"] = note or said.take(request)
    return page(request, bot, "handover/goals.html", everything, tab="goals", status=status)
