"""Try it: a conversation with the bot as its drafts would make it, and what would follow from it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.models import Bot, Channel
from bots.views import frame
from bots.views.frame import sets_up_bots
from handover.actions.base import PAGE_ONLY
from handover.notices import whoever_may_take_over
from handover.trial import NO_ROW, Stage, Trial, stage_of
from handover.views import trial_words as words
from handover.views.trial_ideas import ideas
from handover.views.trial_posted import Posted, Reading, Refused, number
from staff.views.shell import SignedIn


@require_safe
@sets_up_bots
def page(request: SignedIn, bot: Bot) -> HttpResponse:
    return _shown(request, bot, _opened(request))


@require_safe
@sets_up_bots
def panel(request: SignedIn, bot: Bot) -> HttpResponse:
    """The same beside the editor; ?scenario= says which one is being edited."""
    return render(request, "handover/_trial.html", _context(bot, _opened(request), timezone.now()))


def _opened(request: HttpRequest) -> Posted:
    return Posted(scenario=number(request.GET.get("scenario")))


@require_POST
@sets_up_bots
def say(request: SignedIn, bot: Bot) -> HttpResponse:
    """Do what was asked with the conversation that was sent along, and show it played. Stores nothing."""
    now = timezone.now()
    reading = Reading(request.POST, now)
    posted = reading.posted()
    if not reading.problems:
        try:
            posted = _done(bot, posted, request.POST, now)
        except Refused as error:
            reading.problems.append(str(error))
    return _shown(request, bot, posted, " ".join(reading.problems))


def _done(bot: Bot, posted: Posted, data: QueryDict, now: datetime) -> Posted:
    """Errors: Refused."""
    if text := data.get("try"):
        return replace(posted.saying(text, now), text=posted.text)
    match data.get("do", ""):
        case "say":
            return posted.saying(posted.text, now)
        case "undo":
            return posted.undone()
        case "restart":
            return posted.restarted()
        case "live" | "drafts" as setup:
            return replace(posted, drafts=setup == "drafts")
        case "now" | "hour" | "tonight" | "sunday" | "after" as step:
            return posted.moved(step, now, _played(bot, posted)[1])
        case _:
            return posted


def _shown(request: SignedIn, bot: Bot, posted: Posted, problem: str = "") -> HttpResponse:
    context = {**_context(bot, posted, timezone.now()), "problem": problem}
    status = 422 if problem else 200
    if request.headers.get("HX-Request"):
        return render(request, "handover/_trial_parts.html", {**context, "oob": True}, status=status)
    return frame.page(request, bot, "handover/trial.html", context, tab="try", status=status)


def _played(bot: Bot, posted: Posted) -> tuple[Stage, Trial, list[Channel]]:
    """Also the channels it could take place on."""
    stage = stage_of(bot, drafts=posted.drafts)
    away = [posted.away] if posted.away else []
    channels = _channels(bot)
    chosen = (channel for channel in channels if channel.pk == posted.channel)
    channel = next(chosen, channels[0] if channels else None)
    return stage, Trial(stage, posted.name, channel, away).play(posted.turns), channels


def _channels(bot: Bot) -> list[Channel]:
    """Where contacts write, the web chat first; the internal one is for operators."""
    rows = bot.channels.filter(enabled=True).exclude(kind="internal")
    return sorted(rows, key=lambda channel: channel.kind != PAGE_ONLY)


def _context(bot: Bot, posted: Posted, now: datetime) -> dict[str, Any]:
    stage, trial, channels = _played(bot, posted)
    scenario = stage.scenarios.get(posted.scenario or NO_ROW)
    clock = posted.time(now)
    return {
        "bot": bot,
        "posted": posted,
        "scenario": scenario,
        "steps": words.shown(trial),
        "following": words.following(trial),
        "keepable": words.keepable(trial),
        "notes": words.notes(bot, stage, scenario, drafts=posted.drafts),
        "ideas": ideas(stage, scenario),
        "clock": words.clock(posted.clock, clock, now, trial),
        "handed_over": trial.handed_over,
        "silent": trial.silent_at(clock),
        "members": whoever_may_take_over(),
        "channels": channels,
        "zone": timezone.get_current_timezone_name(),
    }
