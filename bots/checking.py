"""A bot's cases played: against what is live, or against what somebody is about to save."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery

from bots import outcomes, runs
from bots.bench import Outcome
from bots.drafts import held
from bots.forms.posted import Posted
from bots.models import Bot, Case, Played, Run, Scenario
from staff.models import Member


def before_saving(
    scenario: Scenario, posted: Posted, *, seen: int, by: Member | None, now: datetime
) -> Run | None:
    """The run that shows what saving this would change; None when the bot has no case to ask."""
    rows = [Played(case=case) for case in scenario.bot.cases.all()]
    if not rows:
        return None
    drafts = {scenario.pk: posted}
    return runs.start(
        scenario.bot, Run.Kind.SAVE, rows, by=by, now=now, drafts=drafts, scenario=scenario, seen=seen
    )


def of_what_is_live(bot: Bot, cases: Iterable[Case], *, by: Member | None, now: datetime) -> Run:
    return runs.start(bot, Run.Kind.CASES, [Played(case=case) for case in cases], by=by, now=now)


def run_all(bot: Bot, *, by: Member | None, now: datetime) -> Run:
    """All cases against what is live; the run of all of them that is under way already, if there is one."""
    with transaction.atomic():
        held(bot.pk)
        for run in _under_way(bot):
            if not bot.cases.exclude(played__run=run).exists():
                return run
        return of_what_is_live(bot, bot.cases.all(), by=by, now=now)


def going_on(bot: Bot) -> Run | None:
    """The largest run of cases under way."""
    return _under_way(bot).annotate(size=Count("played")).order_by("-size", "-pk").first()


def _under_way(bot: Bot) -> QuerySet[Run]:
    return bot.runs.filter(kind=Run.Kind.CASES, finished_at=None)


def work(
    run_id: int, *, now: datetime, seconds: float = runs.CHUNK_SECONDS, waited_for: bool = False
) -> bool:
    return runs.work(run_id, _turns, now=now, seconds=seconds, waited_for=waited_for)


def _turns(row: Played) -> list[str]:
    assert row.case
    turns: list[str] = row.case.turns
    return turns


@dataclass(frozen=True, slots=True)
class Result:
    """A case that was played. before: what is live comes to, when it was asked."""

    row: Played
    case: Case
    before: Outcome
    after: Outcome
    expected: Outcome

    @classmethod
    def of(cls, row: Played) -> "Result":
        assert row.case
        return cls(row, row.case, outcomes.before(row), outcomes.after(row), outcomes.expected(row.case))

    @property
    def as_expected(self) -> bool:
        return not self.row.failure and outcomes.same(self.after, self.expected)

    @property
    def expects_what_is_gone(self) -> bool:
        """The scenario it should be handed over by was deleted."""
        return scenario_gone(self.case)

    @property
    def in_words(self) -> dict[str, str]:
        said = {"before": self.before, "after": self.after, "expected": self.expected}
        return {name: outcomes.in_words(one) for name, one in said.items()}

    @property
    def difference(self) -> str:
        return outcomes.difference(self.before, self.after)

    @property
    def turn(self) -> int:
        return outcomes.parting(self.before, self.after)

    @property
    def message(self) -> str:
        return str(self.case.turns[self.turn - 1])


def results(run: Run) -> list[Result]:
    """Those played so far, what differs first."""
    rows = run.played.exclude(played_at=None).select_related("case__expected_scenario")
    return [Result.of(row) for row in rows.order_by("-differs", "pk")]


def remarkable(run: Run) -> list[Result]:
    """What whoever saves should see: what would change, what is not as expected, what failed."""
    return [one for one in results(run) if one.row.differs or not one.as_expected]


def scenario_gone(case: Case) -> bool:
    """Whether the scenario that a case expects was deleted since. expected_scenario: joined."""
    scenario = case.expected_scenario
    return bool(case.expected_scenario_name) and (scenario is None or scenario.deleted_at is not None)


def remembered(bot: Bot) -> dict[int, Played]:
    """What each case last came to against what was live then, by the case's id."""
    played = Played.objects.filter(run__kind=Run.Kind.CASES, case=OuterRef("pk")).exclude(played_at=None)
    latest = bot.cases.annotate(latest=Subquery(played.order_by("-pk").values("pk")[:1]))
    rows = Played.objects.filter(pk__in=[pk for pk in latest.values_list("latest", flat=True) if pk])
    return {row.case_id: row for row in rows if row.case_id}
