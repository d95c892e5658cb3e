"""Playing many conversations, a few seconds at a time: rows first, then whichever worker comes.

Every row of a run that has no `played_at` waits to be played. A worker holds the run by its lease; when it
dies the lease ends, and the next one goes on where it stopped.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from bots import bench, outcomes
from bots.bench import Outcome, OutOfTimeError
from bots.decisions import Escalate, Setup
from bots.detection.base import ScenarioSetup, Trigger
from bots.engines.base import Engine
from bots.forms.posted import Posted
from bots.models import Bot, Played, Run, Scenario
from bots.proposals import proposed, proposed_setup
from bots.setup import engine_of, setup_of
from staff.models import Member

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
CHUNK_SECONDS = 5.0  # of a worker's time, then the others' jobs have their turn
LONGEST_SECONDS = 60.0  # of a worker's time for one conversation; with a chunk it is within the lease
UNTOUCHED = timedelta(seconds=15)  # after that nobody is coming by himself
KEPT = timedelta(days=30)
STUCK = timedelta(seconds=30)

Turns = Callable[[Played], list[str]]


class NothingToPlayError(Exception):
    """A row's messages are gone; says so to administrators."""


def start(
    bot: Bot,
    kind: Run.Kind,
    rows: Iterable[Played],
    *,
    by: Member | None,
    now: datetime,
    drafts: Mapping[int, Posted] | None = None,
    scenario: Scenario | None = None,
    seen: int | None = None,
    digest: str = "",
) -> Run:
    """Write down what is to be played; the caller plays it or nudges a worker.

    drafts: what stands in the editors, by the scenario's id. seen: its edit_version, for a Save. digest: of
    what is measured.
    """
    with transaction.atomic():
        Run.objects.filter(bot=bot, created_at__lt=now - KEPT).delete()
        run = Run.objects.create(
            bot=bot,
            kind=kind,
            drafts={str(pk): posted for pk, posted in (drafts or {}).items()},
            scenario=scenario,
            seen=seen,
            digest=digest,
            created_by=by,
            created_at=now,
        )
        waiting = list(rows)
        for row in waiting:
            row.run = run
        Played.objects.bulk_create(waiting)
    return run


def unfinished(*, now: datetime) -> QuerySet[Run]:
    """Runs that no worker holds at this moment."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return Run.objects.filter(free, finished_at=None)


def left_behind(*, now: datetime) -> QuerySet[Run]:
    """Those whose worker died or whose job was lost."""
    return unfinished(now=now).filter(created_at__lte=now - UNTOUCHED).order_by("created_at")


def work(
    run_id: int, turns_of: Turns, *, now: datetime, seconds: float = CHUNK_SECONDS, waited_for: bool = False
) -> bool:
    """Play what waits for about so long. Returns whether something is left for another time.

    turns_of: the contact's messages of a row. waited_for: by somebody at the page, so that what is not
    played by then is left to a worker, also half-way. Two workers never play the same run at once.
    """
    lease, until = now + LEASE, time.monotonic() + seconds
    if not unfinished(now=now).filter(pk=run_id).update(lease_until=lease):
        return False
    run = Run.objects.select_related("bot").filter(pk=run_id).first()
    if run is None:  # its bot was deleted
        return False
    try:
        left = not _all_played(run, turns_of, now, until, waited_for)
    except OutOfTimeError:
        left = True
    ended = {} if left else {"finished_at": now}
    Run.objects.filter(pk=run_id, lease_until=lease).update(lease_until=None, **ended)
    return left


def _all_played(run: Run, turns_of: Turns, now: datetime, until: float, waited_for: bool) -> bool:
    """Errors: OutOfTimeError when somebody waits for it."""
    player = Player.of(run)
    for row in Played.objects.filter(run=run, played_at=None).select_related("case").order_by("pk"):
        if time.monotonic() >= until:
            return False
        _settle(row, player.row(row, turns_of, until if waited_for else None), now)
    return True


def _settle(row: Played, result: dict[str, Any], now: datetime) -> None:
    """Its case may have been deleted meanwhile, and so the row: then there is nothing to note."""
    Played.objects.filter(pk=row.pk, played_at=None).update(played_at=now, **result)


@dataclass(frozen=True, slots=True)
class Player:
    """What a run plays against: the bot as it is live and as the drafts would make it.

    Handovers are played as if switched on: the switch says when, and these ask what.
    """

    kind: str
    live: Setup
    drafted: Setup
    engine: Engine | None
    broken: str  # why there is no engine
    scenario: int | None = None  # that is measured

    @classmethod
    def of(cls, run: Run) -> "Player":
        scenarios = [row for row in run.bot.scenarios.all() if str(row.pk) in run.drafts]
        proposals = [proposed(row, run.drafts[str(row.pk)]) for row in scenarios]
        measured = run.scenario_id if run.kind == Run.Kind.MEASURE else None
        for proposal in proposals:
            proposal.enabled |= proposal.pk == measured  # as if it were on: how would it do?
        engine, broken = None, ""
        try:
            engine = engine_of(run.bot, fresh=True)
        except DatabaseError:
            raise
        except Exception as error:
            log.exception("the engine of bot %s could not be built", run.bot_id)
            broken = f"{type(error).__name__}: {error}"
        live, drafted = setup_of(run.bot), proposed_setup(run.bot, proposals)
        return cls(
            run.kind,
            replace(live, handover_enabled=True),
            replace(drafted, handover_enabled=True),
            engine,
            broken,
            measured,
        )

    def row(self, row: Played, turns_of: Turns, until: float | None) -> dict[str, Any]:
        """The columns that playing it fills. Whatever goes wrong is noted on the row, and the run goes on.

        until: when whoever waits for it gives up; None: nobody waits. Errors: OutOfTimeError, then.
        """
        try:
            return self._row(row, turns_of(row), until or time.monotonic() + LONGEST_SECONDS)
        except DatabaseError:
            raise
        except NothingToPlayError as error:
            return {"failure": str(error)}
        except OutOfTimeError:
            if until:
                raise
            return {"failure": f"Playing it took longer than {LONGEST_SECONDS:g} seconds."}
        except Exception as error:
            log.exception("row %s of a run could not be played", row.pk)
            return {"failure": f"{type(error).__name__}: {error}"[:300]}

    def _row(self, row: Played, turns: list[str], until: float) -> dict[str, Any]:
        found: dict[str, Any] = {}
        was = outcomes.before(row)
        if self.kind == Run.Kind.SAVE:
            was, _ = self._outcome(self.live, turns, until)
            found |= outcomes.columns("before", was)
        now_is, failure = self._outcome(self._drafted_at(row.sensitivity), turns, until)
        compared = self.kind != Run.Kind.CASES
        differs = compared and not outcomes.same(was, now_is)
        return found | outcomes.columns("after", now_is) | {"failure": failure[:300], "differs": differs}

    def _drafted_at(self, step: int | None) -> Setup:
        """With the measured scenario as ready to hand over as this."""
        if step is None:
            return self.drafted
        rows = (adjusted(row, step) if row.id == self.scenario else row for row in self.drafted.scenarios)
        return replace(self.drafted, scenarios=tuple(rows))

    def _outcome(self, setup: Setup, turns: list[str], until: float) -> tuple[Outcome, str]:
        """How it ends, and what the engine said when it failed."""
        if self.engine is None:
            played = bench.play_without_engine(self.broken, turns)
        else:
            seconds = settings.ENGINE_TIMEOUT_SECONDS
            played = bench.play(setup, self.engine, turns, seconds=seconds, until=until)
        found = bench.outcome(played)
        if found.trigger != Trigger.ENGINE_FAILURE or found.turn is None:
            return found, ""
        decision = played[found.turn - 1].decision
        assert isinstance(decision, Escalate)
        return found, decision.evidence[0].text if decision.evidence else decision.because


def adjusted(scenario: ScenarioSetup, step: int) -> ScenarioSetup:
    """By the one figure that says how readily it hands over, 1 to 5."""
    if scenario.trigger is Trigger.FAILED_TO_RESOLVE:
        return replace(scenario, retries=step)
    return replace(scenario, sensitivity=step)


@dataclass(frozen=True, slots=True)
class Progress:
    """stuck: nobody works on it, as when no worker runs."""

    total: int
    done: int
    finished: bool
    stuck: bool

    @classmethod
    def of(cls, run: Run, *, now: datetime) -> "Progress":
        counted = run.played.aggregate(total=Count("pk"), done=Count("played_at"))
        held = run.lease_until is not None and run.lease_until > now
        stuck = not held and run.finished_at is None and run.created_at <= now - STUCK
        return cls(counted["total"], counted["done"], run.finished_at is not None, stuck)
