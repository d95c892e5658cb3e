"""Replay: past conversations with what the drafts would have done beside what happened."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.core.validators import MinValueValidator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots import cases, outcomes
from bots.detection.base import Trigger
from bots.forms.posted import storable
from bots.models import Bot, Played, Run, Scenario
from bots.runs import Progress
from bots.views.frame import page, sets_up_bots
from handover import jobs, replay
from handover.models import Conversation
from handover.replay import Wanted
from staff.nudges import nudge
from staff.views.shell import SignedIn

PER_PAGE = 25
PATIENCE_SECONDS = 1.5
P = ParamSpec("P")


def reads_conversations(
    view: Callable[Concatenate[SignedIn, Bot, P], HttpResponse],
) -> Callable[Concatenate[SignedIn, Bot, P], HttpResponse]:
    """Also for those who set bots up: what contacts wrote is for whoever may read it."""

    @wraps(view)
    def inner(request: SignedIn, bot: Bot, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.has_perm("handover.view_conversation"):
            raise PermissionDenied
        return view(request, bot, *args, **kwargs)

    return cast(Callable[Concatenate[SignedIn, Bot, P], HttpResponse], inner)


class Filter(forms.Form):
    channel = forms.ChoiceField(label="Channel", required=False)
    scenario = forms.ChoiceField(label="Handed over by", required=False)
    since = forms.DateField(
        label="Since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(date(2000, 1, 1), "Choose a day from the year 2000 on.")],
    )
    text = forms.CharField(label="The contact wrote", required=False, max_length=100)

    def __init__(self, bot: Bot, data: Any = None) -> None:
        super().__init__(data)
        self._offer("channel", "Any channel", [(row.pk, row.name) for row in bot.channels.all()])
        rows = Scenario.objects.filter(bot=bot)
        self._offer("scenario", "Any scenario, or none", [(row.pk, row.name) for row in rows])

    def _offer(self, name: str, nothing: str, rows: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *((str(pk), label) for pk, label in rows)]
        field.error_messages["invalid_choice"] = "That is not there any more. Choose another."

    def wanted(self) -> Wanted:
        """Of a valid form."""
        data = self.cleaned_data
        day = data["since"]
        since = timezone.make_aware(datetime.combine(day, time.min)) if day else None
        channel, scenario = data["channel"], data["scenario"]
        return Wanted(
            int(channel) if channel else None, int(scenario) if scenario else None, since, data["text"]
        )


@require_safe
@sets_up_bots
@reads_conversations
def choose(request: SignedIn, bot: Bot) -> HttpResponse:
    return _choosing(request, bot, Filter(bot))


def _choosing(request: SignedIn, bot: Bot, form: Filter, status: int = 200) -> HttpResponse:
    latest = bot.runs.filter(kind=Run.Kind.REPLAY, created_by=request.user)[:5]
    context = {
        "form": form,
        "latest": latest,
        "drafted": _drafted(bot, replay.typed(bot)),
        "most": replay.MOST,
    }
    return page(
        request,
        bot,
        "handover/replay.html",
        context,
        tab="try",
        title="Replay past conversations",
        status=status,
    )


def _drafted(bot: Bot, drafts: Any) -> list[str]:
    return [row.name for row in bot.scenarios.all() if row.pk in {int(pk) for pk in drafts}]


@require_POST
@sets_up_bots
@reads_conversations
def start(request: SignedIn, bot: Bot) -> HttpResponse:
    form = Filter(bot, request.POST)
    if not form.is_valid():
        return _choosing(request, bot, form, 422)
    run = replay.start(bot, form.wanted(), by=request.user, now=timezone.now())
    if run is None:
        messages.error(request, "No conversation is like that. Widen the filter.")
        return _choosing(request, bot, form, 422)
    if replay.work(run.pk, now=timezone.now(), seconds=PATIENCE_SECONDS, waited_for=True):
        nudge(jobs.replay_job, run.pk)
    return redirect("cases:replayed", bot.slug, run.pk)


@require_safe
@sets_up_bots
@reads_conversations
def replayed(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """How far it is, and what was found so far: what differs first."""
    run = get_object_or_404(Run, pk=pk, bot=bot, kind=Run.Kind.REPLAY)
    rows = run.played.exclude(played_at=None).order_by("-differs", "-failure", "pk")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "run": run,
        "progress": Progress.of(run, now=timezone.now()),
        "differing": rows.filter(differs=True).count(),
        "failed": rows.exclude(failure="").count(),
        "rows": shown,
        "found": _found(bot, shown),
        "drafted": _drafted(bot, run.drafts),
    }
    return page(request, bot, "handover/replayed.html", context, tab="try", title="Replayed conversations")


def _found(bot: Bot, rows: Page[Played]) -> list[dict[str, Any]]:
    numbers = [row.conversation for row in rows if row.conversation]
    there = Conversation.objects.select_related("contact").in_bulk(numbers)
    kept = set(bot.cases.filter(conversation__in=numbers).values_list("conversation", flat=True))
    turns = replay.turns_of_each([row.conversation for row in rows if row.conversation and row.differs])
    return [
        {
            "row": row,
            "conversation": there.get(row.conversation or 0),
            "kept": row.conversation in kept,
        }
        | _compared(row, turns.get(row.conversation or 0, []))
        for row in rows
    ]


def _compared(row: Played, turns: Sequence[str]) -> dict[str, Any]:
    """turns: what the contact wrote, where the two differ."""
    before, after = outcomes.before(row), outcomes.after(row)
    turn = outcomes.parting(before, after)
    return {
        "before": outcomes.in_words(before, past=True),
        "after": outcomes.in_words(after),
        "difference": outcomes.difference(before, after),
        "turn": turn,
        "message": turns[turn - 1] if turn <= len(turns) else "",
        "failed_then": before.trigger == Trigger.ENGINE_FAILURE,
    }


@require_POST
@sets_up_bots
@reads_conversations
def keep(request: SignedIn, bot: Bot, conversation: int) -> HttpResponse:
    """A conversation as a case. expect: "happened" or "played", of the row `played` of a replay."""
    found = get_object_or_404(Conversation, pk=conversation, bot=bot)
    number = request.POST.get("played", "")
    rows = Played.objects.filter(run__bot=bot, run__kind=Run.Kind.REPLAY, conversation=found.pk)
    row = get_object_or_404(rows, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    expected = outcomes.after(row) if request.POST.get("expect") == "played" else outcomes.before(row)
    try:
        case = cases.keep(
            bot,
            replay.turns_of(found.pk),
            expected,
            by=request.user,
            now=timezone.now(),
            name=storable(request.POST.get("name", "")),
            conversation=found.pk,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cases:replayed", bot.slug, row.run_id)
    messages.success(request, f"Kept as a case. It expects: {outcomes.in_words(outcomes.expected(case))}.")
    return redirect("cases:case", bot.slug, case.pk)
