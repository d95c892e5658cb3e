"""What a scenario would have done to past conversations, at each sensitivity; the conversations behind it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.forms.scenario import SENSITIVITIES
from bots.models import Bot, Run, Scenario
from bots.outcomes import before, in_words
from bots.proposals import typed
from bots.runs import Progress
from bots.views.editor import scenario_of
from bots.views.frame import page, sets_up_bots
from bots.views.said import by_htmx
from handover import jobs, measuring, replay
from handover.measuring import STEPS
from handover.models import Conversation
from handover.views.replay import reads_conversations
from staff.nudges import nudge
from staff.views.shell import SignedIn

PATIENCE_SECONDS = 1.0
PER_PAGE = 50


@require_safe
@sets_up_bots
@reads_conversations
def effects(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    scenario = scenario_of(bot, pk)
    context = _context(scenario)
    if by_htmx(request):
        return render(request, "handover/_effects.html", context)
    title = f"{scenario} on past conversations"
    return page(request, bot, "handover/effects.html", context, tab="goals", title=title)


def _context(scenario: Scenario) -> dict[str, Any]:
    run = measuring.of_scenario(scenario).first()
    found: dict[str, Any] = {
        "bot": scenario.bot,
        "scenario": scenario,
        "run": run,
        "told": measuring.told(scenario),
    }
    if run is None:
        return found | {"there": measuring.conversations(scenario.bot)}
    names = _names(scenario)
    return found | {
        "progress": Progress.of(run, now=timezone.now()),
        "conversations": run.played.count() // len(STEPS),
        "effects": [(one, names[one.step]) for one in measuring.effects(run)],
        "failed": run.played.exclude(failure="").values("conversation").distinct().count(),
        "current": measuring.is_current(run, scenario, typed(scenario)),
    }


def _names(scenario: Scenario) -> dict[int, str]:
    """What each step is called on screen."""
    if scenario.trigger == Scenario.Kind.FAILED_TO_RESOLVE:
        return {step: f"{step} {'retry' if step == 1 else 'retries'}" for step in STEPS}
    return dict(SENSITIVITIES)


@require_POST
@sets_up_bots
@reads_conversations
def measure(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    scenario = scenario_of(bot, pk)
    run = measuring.start(scenario, by=request.user, now=timezone.now())
    if run and replay.work(run.pk, now=timezone.now(), seconds=PATIENCE_SECONDS, waited_for=True):
        nudge(jobs.replay_job, run.pk)
    if by_htmx(request):
        return render(request, "handover/_effects.html", _context(scenario))
    if run is None:
        messages.error(request, f"{bot} has had no conversation yet.")
    return redirect("goals:effects", bot.slug, pk)


@require_safe
@sets_up_bots
@reads_conversations
def behind(request: SignedIn, bot: Bot, pk: int, run: int) -> HttpResponse:
    """The conversations behind a number. step: one of STEPS."""
    scenario = scenario_of(bot, pk)
    asked = get_object_or_404(Run, pk=run, scenario=scenario, kind=Run.Kind.MEASURE)
    step = request.GET.get("step", "3")
    if step not in map(str, STEPS):
        raise Http404
    rows = Paginator(measuring.handed(asked, int(step)), PER_PAGE).get_page(request.GET.get("page"))
    there = Conversation.objects.select_related("contact").in_bulk([row.conversation for row in rows])
    context = {
        "scenario": scenario,
        "run": asked,
        "step": _names(scenario)[int(step)],
        "rows": rows,
        "keep": f"step={step}&",
        "found": [
            {
                "row": row,
                "conversation": there.get(row.conversation or 0),
                "by_it": row.after_scenario_id == scenario.pk,
                "happened": in_words(before(row), past=True),
            }
            for row in rows
        ],
    }
    title = f"{scenario}: conversations"
    return page(request, bot, "handover/measured_with.html", context, tab="goals", title=title)
