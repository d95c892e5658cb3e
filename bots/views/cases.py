"""Cases: conversations kept with what they should come to, and whether they do."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots import cases, checking, jobs
from bots.bench import Outcome
from bots.checking import Result
from bots.forms.case import CaseForm
from bots.forms.posted import storable
from bots.models import Article, Bot, Case, Played, Run
from bots.outcomes import after, expected, in_words
from bots.runs import Progress
from bots.views.frame import page, sets_up_bots
from staff.nudges import nudge
from staff.views.shell import SignedIn

PER_PAGE = 50
PATIENCE_SECONDS = 1.5


def case_of(bot: Bot, pk: int) -> Case:
    return get_object_or_404(
        Case.objects.select_related("bot", "expected_scenario", "created_by"), bot=bot, pk=pk
    )


@require_safe
@sets_up_bots
def list_cases(request: SignedIn, bot: Bot) -> HttpResponse:
    rows = [_row(case, played) for case, played in _with_results(bot)]
    rows.sort(key=lambda row: row["rank"])
    run = checking.going_on(bot)
    context: dict[str, Any] = {
        "count": len(rows),
        "failing": sum(row["rank"] == 0 for row in rows),
        "unasked": sum(row["rank"] == 1 for row in rows),
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "run": run,
        "progress": Progress.of(run, now=timezone.now()) if run else None,
        "changed_since": _changed_since(bot, rows),
    }
    return page(request, bot, "bots/cases.html", context, tab="try", title="Cases")


def _with_results(bot: Bot) -> list[tuple[Case, Played | None]]:
    results = checking.remembered(bot)
    return [(case, results.get(case.pk)) for case in bot.cases.select_related("expected_scenario")]


def _row(case: Case, played: Played | None) -> dict[str, Any]:
    """rank: what needs a look comes first: 0 not as expected, 1 never asked, 2 as expected."""
    result = _result(case, played)
    rank = 1 if result is None else 2 if result.as_expected else 0
    said, gone = in_words(expected(case)), checking.scenario_gone(case)
    return {"case": case, "result": result, "rank": rank, "expected": said, "gone": gone}


def _result(case: Case, played: Played | None) -> Result | None:
    if played is None:
        return None
    played.case = case
    return Result.of(played)


def _changed_since(bot: Bot, rows: list[dict[str, Any]]) -> bool:
    """Whether the bot was changed after the oldest result shown."""
    asked = [row["result"].row.played_at for row in rows if row["result"]]
    taught = Article.objects.filter(bot=bot).aggregate(latest=Max("updated_at"))["latest"]
    return bool(asked) and min(asked) < max(taught or bot.updated_at, bot.updated_at)


@require_POST
@sets_up_bots
def run_all(request: SignedIn, bot: Bot) -> HttpResponse:
    if not bot.cases.exists():
        messages.error(request, "There is no case yet. Keep one on the Try it page.")
    else:
        _play(checking.run_all(bot, by=request.user, now=timezone.now()))
    return redirect("cases:page", bot.slug)


@require_POST
@sets_up_bots
def run_one(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    case = case_of(bot, pk)
    _play(checking.of_what_is_live(bot, [case], by=request.user, now=timezone.now()))
    return redirect("cases:case", bot.slug, pk)


def _play(run: Run) -> None:
    """At once what can be done while somebody waits; the rest in the background."""
    if checking.work(run.pk, now=timezone.now(), seconds=PATIENCE_SECONDS, waited_for=True):
        nudge(jobs.play_cases_job, run.pk)


@require_safe
@sets_up_bots
def case(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    found = case_of(bot, pk)
    return _shown(request, found, CaseForm(found))


def _shown(request: SignedIn, case: Case, form: CaseForm, status: int = 200) -> HttpResponse:
    latest = Played.objects.filter(case=case, run__kind=Run.Kind.CASES).order_by("-pk").first()
    waiting = latest is not None and latest.played_at is None
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "result": _result(case, None if waiting else latest),
        "waiting": waiting,
        "expected": in_words(expected(case)),
        "gone": checking.scenario_gone(case),
    }
    return page(request, case.bot, "bots/case.html", context, tab="try", title=case.name, status=status)


@require_POST
@sets_up_bots
def change(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """Another name, another expectation."""
    found = case_of(bot, pk)
    form = CaseForm(found, request.POST)
    if not form.is_valid():
        return _shown(request, found, form, 422)
    cases.change(found, storable(form.cleaned_data["name"]), form.outcome(), now=timezone.now())
    messages.success(request, "The case is saved.")
    return redirect("cases:case", bot.slug, pk)


@require_POST
@sets_up_bots
def accept(request: SignedIn, bot: Bot, pk: int, played: int) -> HttpResponse:
    """What the bot does is right: the case expects it from now on."""
    found = case_of(bot, pk)
    row = get_object_or_404(Played.objects.exclude(played_at=None), pk=played, case=found)
    try:
        cases.expect(found, after(row), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"The case expects this from now on: {in_words(expected(found))}.")
    return redirect("cases:case", bot.slug, pk)


@require_POST
@sets_up_bots
def delete(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """Asks first."""
    found = case_of(bot, pk)
    if request.POST.get("sure") != "yes":
        title = f"Delete {found.name}?"
        return page(request, bot, "bots/case_delete.html", {"case": found}, tab="try", title=title)
    found.delete()
    messages.success(request, f"The case “{found.name}” is deleted.")
    return redirect("cases:page", bot.slug)


@require_POST
@sets_up_bots
def keep(request: SignedIn, bot: Bot) -> HttpResponse:
    """What was tried, as a case: `turn` for each message, `name`, and what is expected:

    `expected_turn` (empty: the bot keeps it), `expected_trigger`, `expected_scenario` (its id).
    """
    turns = [storable(text) for text in request.POST.getlist("turn")]
    try:
        kept = _kept(request, bot, turns, timezone.now())
    except ValidationError as error:
        context = {"problems": error.messages, "turns": [turn[:500] for turn in turns[: cases.MOST_TURNS]]}
        title = "This could not be kept"
        return page(request, bot, "bots/case_refused.html", context, tab="try", title=title, status=422)
    messages.success(request, f"Kept as a case. It expects: {in_words(expected(kept))}.")
    return redirect("cases:case", bot.slug, kept.pk)


def _kept(request: SignedIn, bot: Bot, turns: list[str], now: datetime) -> Case:
    turn, scenario = _number(request, "expected_turn"), _number(request, "expected_scenario")
    trigger = request.POST.get("expected_trigger", "") or None
    wanted = Outcome(turn, trigger if turn else None, scenario if turn else None)
    return cases.keep(
        bot, turns, wanted, by=request.user, now=now, name=storable(request.POST.get("name", ""))
    )


def _number(request: SignedIn, name: str) -> int | None:
    """Errors: ValidationError."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    raise ValidationError(f"{name.replace('_', ' ').capitalize()} is no number.")
