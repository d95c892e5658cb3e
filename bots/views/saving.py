"""Save: everything checked at once, the bot's cases played, and only then live, in one transaction."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots import cases, checking, drafts, jobs, outcomes
from bots.forms.posted import Posted, as_ids, kept
from bots.models import Bot, Played, Run, Scenario
from bots.proposals import form_of, live, typed
from bots.runs import Progress
from bots.views import editing, editor
from bots.views.frame import page, sets_up_bots
from staff.nudges import nudge
from staff.views.shell import SignedIn

PATIENCE_SECONDS = 1.5  # for the cases; what takes longer is played in the background
SHOWN = 100


@require_POST
@sets_up_bots
def save(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """What was posted is kept as the draft first, so that nothing is lost whatever comes after."""
    scenario = editor.scenario_of(bot, pk)
    posted = kept(form_of(scenario), request.POST)
    again = partial(editor.shown, request, scenario)
    try:
        editing.keep(request, scenario, posted)
    except (drafts.Conflict, drafts.Gone, editing.TooLong) as error:
        return editing.refused(request, error, scenario, posted, again)
    if not form_of(scenario, posted).is_valid():
        return again(posted, checked=True, status=422)
    if editing.is_live(scenario, posted):
        messages.success(request, f"{scenario.name} is live as it stands here: nothing had changed.")
        return redirect("goals:page", bot.slug)
    now, seen = timezone.now(), scenario.edit_version
    run = checking.before_saving(scenario, posted, seen=seen, by=request.user, now=now)
    if run and (_takes_longer(run) or checking.remarkable(run)):
        return redirect("bots:checked", bot.slug, pk, run.pk)
    return _activated(request, scenario, posted, run)


def _takes_longer(run: Run) -> bool:
    left = checking.work(run.pk, now=timezone.now(), seconds=PATIENCE_SECONDS, waited_for=True)
    if left:
        nudge(jobs.play_cases_job, run.pk)
    return left


def _activated(request: SignedIn, scenario: Scenario, posted: Posted, run: Run | None) -> HttpResponse:
    """Live, or the page again with what stands in the way. run: the cases that were asked."""
    again = partial(editor.shown, request, scenario)
    form = form_of(scenario, posted)
    if not form.is_valid():
        return again(posted, checked=True, status=422)
    seen = run.seen if run else scenario.edit_version
    try:
        with transaction.atomic():
            drafts.activate(form.instance, by=request.user, now=timezone.now(), seen=seen)
            _accept(request, run)
    except (drafts.Conflict, drafts.Gone) as error:
        return editing.refused(request, error, scenario, posted, again)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return again(posted, checked=True, status=422)
    messages.success(request, f"{form.instance.name} is saved and live.{_summary(run)}")
    return redirect("goals:page", scenario.bot.slug)


def _accept(request: SignedIn, run: Run | None) -> None:
    """The new outcome is what the ticked cases expect from now on."""
    ticked = as_ids(request.POST.getlist("accept"))
    if run and ticked:
        for row in Played.objects.filter(run=run, pk__in=ticked[:SHOWN]).select_related("case__bot"):
            if row.case:
                cases.expect(row.case, outcomes.after(row), now=timezone.now())


def _summary(run: Run | None) -> str:
    if run is None or checking.remarkable(run):
        return ""
    count = run.played.count()
    return " Its case behaves as before." if count == 1 else f" All {count} cases behave as before."


def run_of(scenario: Scenario, pk: int) -> Run:
    return get_object_or_404(Run, pk=pk, scenario=scenario, kind=Run.Kind.SAVE)


@require_safe
@sets_up_bots
def checked(request: SignedIn, bot: Bot, pk: int, run: int) -> HttpResponse:
    """What saving would change for the cases, or how far the question is."""
    scenario = editor.scenario_of(bot, pk)
    asked = run_of(scenario, run)
    progress = Progress.of(asked, now=timezone.now())
    found = checking.remarkable(asked) if progress.finished else []
    context: dict[str, Any] = {
        "scenario": scenario,
        "run": asked,
        "progress": progress,
        "results": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "changed": sum(one.row.differs for one in found),
        "unexpected": sum(not one.row.differs for one in found),
        "outdated": scenario.edit_version != asked.seen,
    }
    return page(request, bot, "bots/checked.html", context, tab="goals", title=f"Save {scenario}")


@require_POST
@sets_up_bots
def anyway(request: SignedIn, bot: Bot, pk: int, run: int) -> HttpResponse:
    """Make live what was checked, if it is still what stands in the editor."""
    scenario = editor.scenario_of(bot, pk)
    asked = run_of(scenario, run)
    posted: Posted = asked.drafts[str(scenario.pk)]
    if asked.finished_at is None:
        messages.error(request, "The cases are still being played. Nothing was saved yet.")
        return redirect("bots:checked", bot.slug, pk, run)
    if scenario.edit_version != asked.seen:
        if posted == typed(scenario) == live(scenario):  # pressed twice
            messages.success(request, f"{scenario.name} is saved and live.")
            return redirect("goals:page", bot.slug)
        by = scenario.edited_by or "Someone"
        messages.error(request, f"{by} changed the scenario after these cases were played. Save it again.")
        return redirect("bots:scenario", bot.slug, pk)
    return _activated(request, scenario, posted, asked)
