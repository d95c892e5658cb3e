"""A scenario's revisions: what each changed, any two side by side, and going back to one as a draft."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from bots import drafts
from bots.history import DRAFT, LIVE, Versions, entries, side_by_side
from bots.models import Bot, Scenario, ScenarioRevision
from bots.proposals import as_it_was, form_of, live, of_draft
from bots.views import editing
from bots.views.editor import scenario_of
from bots.views.frame import page, sets_up_bots
from bots.wording import changes
from staff.views.shell import SignedIn

PER_PAGE = 20


def any_scenario_of(bot: Bot, pk: int) -> Scenario:
    """Also a deleted one: handovers still name its revisions."""
    rows = Scenario.with_deleted.select_related("bot", "edited_by", "draft__updated_by")
    return get_object_or_404(rows, bot=bot, pk=pk)


@require_safe
@sets_up_bots
def history(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    scenario = any_scenario_of(bot, pk)
    form = form_of(scenario)
    revisions = scenario.revisions.select_related("created_by").order_by("-number")
    counted = revisions.annotate(handed_over=Count("handovers"))
    pages = Paginator(counted, PER_PAGE).get_page(_page_of(request, revisions))
    start = pages.start_index() - 1 if pages.object_list else 0
    draft = scenario.draft_or_none()
    latest = counted.values_list("number", flat=True).first()
    context: dict[str, Any] = {
        "scenario": scenario,
        "live": latest,
        "draft": draft,
        "draft_changes": changes(form, live(scenario), of_draft(scenario, draft)) if draft else [],
        "entries": entries(form, list(counted[start : start + PER_PAGE + 1]), shown=PER_PAGE),
        "revisions": pages,
        "choosing": Choosing(Versions(scenario)) if draft or (latest or 0) > 1 else None,
    }
    return page(request, bot, "bots/history.html", context, tab="goals", title=f"History of {scenario}")


def _page_of(request: SignedIn, revisions: QuerySet[ScenarioRevision]) -> str | int:
    """The page asked for, or the one that `revision` is on."""
    number = request.GET.get("revision", "")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        return revisions.filter(number__gt=int(number)).count() // PER_PAGE + 1
    return request.GET.get("page", 1)


class Choosing(forms.Form):
    """Which two to compare. Unbound it offers what is live against the draft or the one before."""

    before = forms.ChoiceField(label="Compare")
    after = forms.ChoiceField(label="with")

    def __init__(self, versions: Versions, data: Any = None) -> None:
        draft = versions.scenario.draft_or_none()
        offered = [(number, _named(revision)) for number, revision in versions.revisions.items()]
        newest = [(DRAFT, f"The draft · {_by(draft.updated_by, draft.updated_at)}")] if draft else []
        newest.append((LIVE, "What is live now"))
        older = next(iter([number for number, _ in offered][1:]), LIVE)
        super().__init__(data, initial={"before": LIVE if draft else older, "after": newest[0][0]})
        self.offered = [*newest, *offered]
        for kind in self.fields.values():
            assert isinstance(kind, forms.ChoiceField)
            kind.choices = self.offered
            kind.error_messages["invalid_choice"] = "That version is not there. Choose one from the list."


def _named(revision: ScenarioRevision) -> str:
    return f"Revision {revision.number} · {_by(revision.created_by, revision.created_at)}"


def _by(member: Any, moment: Any) -> str:
    return f"{member or 'Someone'}, {date_format(timezone.localtime(moment), 'DATETIME_FORMAT')}"


@require_safe
@sets_up_bots
def compare(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    scenario = any_scenario_of(bot, pk)
    versions = Versions(scenario)
    choosing = Choosing(versions, request.GET or None)
    context: dict[str, Any] = {"scenario": scenario, "choosing": choosing}
    chosen = choosing.cleaned_data if choosing.is_valid() else choosing.initial
    if choosing.is_valid() or not choosing.is_bound:
        names = dict(choosing.offered)
        before, after = chosen["before"], chosen["after"]
        context["rows"] = side_by_side(versions.form, versions.posted(before), versions.posted(after))
        context |= {"before": names[before], "after": names[after]}
    return page(request, bot, "bots/compare.html", context, tab="goals", title=f"Changes to {scenario}")


@require_POST
@sets_up_bots
def restore(request: SignedIn, bot: Bot, pk: int, number: int) -> HttpResponse:
    """The revision becomes the draft; a draft that is there is replaced only when that was said."""
    scenario = scenario_of(bot, pk)
    revision = get_object_or_404(scenario.revisions, number=number)
    draft = scenario.draft_or_none()
    if draft and request.POST.get("replace") != "draft":
        return _ask(request, scenario, revision)
    past = as_it_was(revision)
    try:
        editing.keep(request, scenario, past)
    except (drafts.Conflict, drafts.Gone) as error:
        why = str(error) or "The scenario was deleted in the meantime."
        messages.error(request, f"Nothing was restored. {why} Look at the history again.")
        return redirect("bots:history", bot.slug, pk)
    if editing.is_live(scenario, past):
        messages.success(request, f"Revision {number} is what is live, so there is nothing to save.")
    else:
        said = f"Revision {number} is in the editor as a draft. Nothing is live until you save it."
        messages.success(request, said)
    return redirect("bots:scenario", bot.slug, pk)


def _ask(request: SignedIn, scenario: Scenario, revision: ScenarioRevision) -> HttpResponse:
    draft = scenario.draft_or_none()
    assert draft
    context = {
        "scenario": scenario,
        "revision": revision,
        "draft": draft,
        "lost": changes(form_of(scenario), live(scenario), of_draft(scenario, draft)),
    }
    title = f"Restore revision {revision.number}?"
    return page(request, scenario.bot, "bots/restore.html", context, tab="goals", title=title)
