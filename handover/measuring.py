"""What a scenario would do at each sensitivity to the conversations a bot has had, in numbers of them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from bots import checking, runs
from bots.drafts import held
from bots.forms.posted import Posted
from bots.knowledge import version_of
from bots.models import Bot, Case, Played, Run, Scenario
from bots.proposals import proposed, proposed_setup, typed
from handover import replay
from handover.models import Handover
from handover.replay import Wanted
from staff.models import Member

MOST = 200  # conversations, the latest
STEPS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Effect:
    """At a step: conversations that the scenario would hand over, of these the ones that were handed over,
    and those it did hand over that would then be kept by the bot."""

    step: int
    handed: int = 0
    were: int = 0
    kept: int = 0


def conversations(bot: Bot) -> int:
    """How many there are to measure with."""
    return replay.past(bot, Wanted())[:MOST].count()


def start(scenario: Scenario, *, by: Member, now: datetime) -> Run | None:
    """A measurement of what is typed, waiting to be played; None where the bot had no conversation.

    It takes the place of the scenario's earlier ones.
    """
    bot, posted = scenario.bot, typed(scenario)
    past = list(replay.past(bot, Wanted())[:MOST].values_list("pk", flat=True))
    if not past:
        return None
    rows = [_copy(row, step) for row in replay.rows_of(bot, past) for step in STEPS]
    drafts = {**replay.typed(bot), scenario.pk: posted}
    digest = digest_of(scenario, posted)
    with transaction.atomic():
        held(bot.pk)  # of two who ask at once the second one's stays
        of_scenario(scenario).delete()
        return runs.start(
            bot, Run.Kind.MEASURE, rows, by=by, now=now, drafts=drafts, scenario=scenario, digest=digest
        )


def _copy(row: Played, step: int) -> Played:
    columns = {name: getattr(row, name) for name in ("before_turn", "before_trigger", "before_scenario_name")}
    scenario = row.before_scenario_id
    return Played(conversation=row.conversation, sensitivity=step, before_scenario_id=scenario, **columns)


def of_scenario(scenario: Scenario) -> QuerySet[Run]:
    return Run.objects.filter(kind=Run.Kind.MEASURE, scenario=scenario).order_by("-pk")


def digest_of(scenario: Scenario, posted: Posted) -> str:
    """Of all that the numbers depend on but the conversations: what the bot listens for and what it knows.

    Not of the measured scenario's own sensitivity, nor of whether it is on.
    """
    proposal = proposed(scenario, posted)
    proposal.enabled, proposal.sensitivity = True, 0
    if proposal.trigger == Scenario.Kind.FAILED_TO_RESOLVE:
        proposal.retries = 0
    setup = asdict(proposed_setup(scenario.bot, [proposal]))
    known = [setup["scenarios"], scenario.bot.engine, version_of(scenario.bot)]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def effects(run: Run) -> list[Effect]:
    """Of each step, also before all is played. One query."""
    ours = Q(after_scenario=run.scenario_id)
    counted = (
        run.played.exclude(played_at=None)
        .order_by()
        .values("sensitivity")
        .annotate(
            handed=Count("pk", ours),
            were=Count("pk", ours & Q(before_turn__isnull=False)),
            kept=Count("pk", Q(before_scenario=run.scenario_id, after_turn=None)),
        )
    )
    found = {row["sensitivity"]: (row["handed"], row["were"], row["kept"]) for row in counted}
    return [Effect(step, *found.get(step, (0, 0, 0))) for step in STEPS]


def handed(run: Run, step: int) -> QuerySet[Played]:
    """The conversations behind the numbers of a step: handed over by the scenario, then those kept."""
    rows = run.played.exclude(played_at=None).filter(sensitivity=step)
    kept = Q(before_scenario=run.scenario_id, after_turn=None)
    return rows.filter(Q(after_scenario=run.scenario_id) | kept).order_by("-after_scenario", "pk")


@dataclass(frozen=True, slots=True)
class Told:
    """Cases that came of what staff said at the desk. unplayed: not asked yet."""

    total: int = 0
    passing: int = 0
    unplayed: int = 0


def told(scenario: Scenario) -> Told:
    """Where staff said that this scenario should have handed over, or should not have."""
    alarms = Handover.objects.filter(scenario=scenario).exclude(false_alarm="").values("conversation")
    said = Q(expected_scenario=scenario) | Q(expected_turn=None, conversation__in=alarms)
    rows = scenario.bot.cases.filter(said, message__isnull=False).select_related("expected_scenario")
    found = list(rows)
    results = checking.remembered(scenario.bot)
    played = [_result(case, results[case.pk]) for case in found if case.pk in results]
    return Told(len(found), sum(one.as_expected for one in played), len(found) - len(played))


def _result(case: Case, row: Played) -> checking.Result:
    row.case = case
    return checking.Result.of(row)


def is_current(run: Run, scenario: Scenario, posted: Posted) -> bool:
    return run.digest == digest_of(scenario, posted)
