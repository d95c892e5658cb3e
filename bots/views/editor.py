"""The scenario editor: one page, its preview, its autosave, discarding what was typed."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.forms.posted import Posted
from bots.models import Bot, Scenario
from bots.overlaps import findings
from bots.preview import previewed
from bots.proposals import proposed, typed
from bots.views import editing, editor_page
from bots.views.frame import page, sets_up_bots
from staff.views.shell import SignedIn


def scenario_of(bot: Bot, pk: int) -> Scenario:
    """Errors: Http404, also for a deleted one."""
    rows = Scenario.objects.select_related("bot__default_assignee", "edited_by")
    return get_object_or_404(rows, bot=bot, pk=pk)


@require_safe
@sets_up_bots
def editor(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    scenario = scenario_of(bot, pk)
    return shown(request, scenario, typed(scenario), checked=False)


def shown(
    request: SignedIn,
    scenario: Scenario,
    posted: Posted,
    *,
    checked: bool = False,
    status: int = 200,
    clash: editing.Clash | None = None,
) -> HttpResponse:
    """The page with what was typed. checked: also what is wrong with it."""
    context = editor_page.context(
        scenario, posted, checked=checked, viewer=request.user, now=timezone.now()
    ) | {"clash": clash, "seen": (clash.current if clash else scenario).edit_version}
    return page(
        request, scenario.bot, "bots/editor.html", context, tab="goals", title=scenario.name, status=status
    )


@require_safe
@sets_up_bots
def preview(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """What the contact and the staff would see by the draft: parts of the page, each for its place."""
    scenario = scenario_of(bot, pk)
    posted = typed(scenario)
    proposal = proposed(scenario, posted)
    context = {
        "bot": bot,
        "scenario": scenario,
        "preview": previewed(proposal, posted, now=timezone.now()),
        "findings": findings(proposal),
    }
    return render(request, "bots/_editor_preview.html", context)


@require_POST
@sets_up_bots
def autosave(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    scenario = scenario_of(bot, pk)
    back = reverse("bots:scenario", args=[bot.slug, pk])
    return editing.autosave(request, scenario, page=back, again=partial(shown, request, scenario))


@require_POST
@sets_up_bots
def discard(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    back = reverse("bots:scenario", args=[bot.slug, pk])
    above = reverse("goals:page", args=[bot.slug])
    return editing.discard(request, scenario_of(bot, pk), page=back, above=above)
