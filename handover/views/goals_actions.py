"""Acting on Bot Goals: each view calls one verb, and the page says what came of it and how to take it back.

Through htmx the answer is the changed parts of the page. Without, a redirect to the page; or the page itself
where something must be said (409: it is no longer there; 422: it cannot be done).
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bots import copies, scenarios, switches
from bots.drafts import Gone
from bots.models import Bot, Scenario
from bots.views import said
from bots.views.frame import sets_up_bots
from bots.views.said import Said, by_htmx, undo
from handover.views.goals_page import shown
from staff.views.shell import SignedIn

P = ParamSpec("P")
GONE = "That scenario was deleted in the meantime. You find it under Recently deleted."


def acting(
    verb: Callable[Concatenate[SignedIn, Bot, P], Said],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """A view around a verb that says what it did."""

    @require_POST
    @sets_up_bots
    def view(request: SignedIn, bot: Bot, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            done = verb(request, bot, *args, **kwargs)
        except Gone:
            return shown(request, _fresh(bot), Said(GONE, bad=True), status=409)
        except ValidationError as error:
            note = Said(" ".join(error.messages), bad=True, link=_editor_of(bot, error, kwargs.get("pk")))
            return shown(request, _fresh(bot), note, status=422)
        if by_htmx(request):
            return shown(request, _fresh(bot), done)
        return said.redirect(request, reverse("goals:page", args=[bot.slug]), done)

    return view


def _fresh(bot: Bot) -> Bot:
    return get_object_or_404(Bot, pk=bot.pk)


def _editor_of(bot: Bot, error: ValidationError, pk: object) -> tuple[str, str] | None:
    """Where what is wrong with the scenario is put right."""
    if not hasattr(error, "error_dict") or not isinstance(pk, int):
        return None
    field = next(iter(error.error_dict))
    return reverse("bots:scenario", args=[bot.slug, pk]) + f"#id_{field}", "Open the editor"


def scenario_of(bot: Bot, pk: int) -> Scenario:
    """Also a deleted one: the verbs say so. Errors: Http404."""
    return get_object_or_404(Scenario.with_deleted, bot=bot, pk=pk)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _flipped(on: bool) -> str:
    return "" if on else "1"


@acting
def master(request: SignedIn, bot: Bot) -> Said:
    on = request.POST.get("on") == "1"
    switches.switch_handover(bot, on=on, now=timezone.now())
    text = "Human Handover is on." if on else f"Human Handover is off: {bot} hands nothing over by itself."
    return Said(text, undo("goals:master", bot, on=_flipped(on), back="master"))


@acting
def switch(request: SignedIn, bot: Bot, pk: int) -> Said:
    scenario, on = scenario_of(bot, pk), request.POST.get("on") == "1"
    scenarios.switch(scenario, on=on, by=request.user, now=timezone.now())
    back = undo("goals:switch", bot, pk, on=_flipped(on), back=f"switch-{pk}")
    if not on:
        return Said(f"{scenario} is off.", back)
    return Said(f"{scenario} is on{'' if bot.handover_enabled else ', but Human Handover is off'}.", back)


@acting
def order(request: SignedIn, bot: Bot) -> Said:
    """order: the scenarios' ids, as often as there are. moved: which one was dragged, for the words."""
    wanted = [int(text) for text in request.POST.getlist("order") if _is_id(text)]
    return _ordered(bot, wanted, request.POST.get("moved", ""))


@acting
def move(request: SignedIn, bot: Bot, pk: int) -> Said:
    """to: "up" or "down" by one place."""
    rows = [row.pk for row in bot.scenarios.all()]
    if pk not in rows:
        raise Gone
    place = rows.index(pk)
    rows.insert(max(0, place - 1) if request.POST.get("to") == "up" else place + 1, rows.pop(place))
    return _ordered(bot, rows, str(pk))


def _ordered(bot: Bot, wanted: list[int], moved: str) -> Said:
    before = scenarios.reorder(bot, wanted)
    rows = list(bot.scenarios.all())
    back = undo("goals:order", bot, order=before, back=f"handle-{moved}")
    for place, row in enumerate(rows, start=1):
        if str(row.pk) == moved:
            return Said(f"{row} is now number {place} of {len(rows)}.", back)
    return Said("The order is changed.", back)


@require_POST
@sets_up_bots
def custom(request: SignedIn, bot: Bot) -> HttpResponse:
    """A new custom scenario, and on to its editor: there is nothing yet to look at here."""
    try:
        made = scenarios.add_custom(bot, by=request.user, now=timezone.now())
    except ValidationError as error:
        return shown(request, _fresh(bot), Said(" ".join(error.messages), bad=True), status=422)
    return HttpResponseRedirect(reverse("bots:scenario", args=[bot.slug, made.pk]))


@acting
def add(request: SignedIn, bot: Bot) -> Said:
    """kind: the trigger of a prebuilt scenario that is missing, or "all" that are."""
    rows = list(bot.scenarios.all())
    kinds = [str(kind) for kind in scenarios.missing(rows) if request.POST.get("kind") in (kind, "all")]
    if not kinds:
        raise ValidationError("The bot has this scenario already.")
    made = [scenarios.add_prebuilt(bot, kind, by=request.user, now=timezone.now()) for kind in kinds]
    if len(made) > 1:
        return Said("Added, switched off: look at each, then enable it.")
    back = undo("goals:delete", bot, made[0].pk, back="add")
    return Said(f"{made[0]} is added, switched off.", back)


@acting
def duplicate(request: SignedIn, bot: Bot, pk: int) -> Said:
    made = copies.duplicate(scenario_of(bot, pk), by=request.user, now=timezone.now())
    back = undo("goals:delete", bot, made.pk, back=f"switch-{pk}")
    edit = (reverse("bots:scenario", args=[bot.slug, made.pk]), "Edit it")
    return Said(f"“{made}” is a custom scenario, switched off.", back, link=edit)


@acting
def copy(request: SignedIn, bot: Bot) -> Said:
    """scenario: the id of another bot's."""
    chosen = request.POST.get("scenario", "")
    if not _is_id(chosen):
        raise ValidationError("Choose a scenario to copy.")
    source = Scenario.objects.exclude(bot=bot).filter(pk=int(chosen)).first()
    if source is None:
        raise ValidationError("That scenario was deleted in the meantime. Choose another.")
    copied = copies.copy_from(source, bot, by=request.user, now=timezone.now())
    edit = (reverse("bots:scenario", args=[bot.slug, copied.scenario.pk]), "Open it")
    if copied.as_draft:
        text = f"It is now a draft of {copied.scenario} here; nothing is live before you save it."
        return Said(f"{text} {copied.dropped}".rstrip(), link=edit)
    back = undo("goals:delete", bot, copied.scenario.pk, back="add")
    return Said(f"{copied.scenario} is copied, switched off. {copied.dropped}".rstrip(), back, link=edit)


@acting
def delete(request: SignedIn, bot: Bot, pk: int) -> Said:
    scenario = scenario_of(bot, pk)
    scenarios.delete(scenario, by=request.user, now=timezone.now())
    return Said(f"{scenario} is deleted.", undo("goals:restore", bot, pk, as_it_was="1", back=f"switch-{pk}"))


@acting
def restore(request: SignedIn, bot: Bot, pk: int) -> Said:
    """as_it_was: to undo; later it comes back switched off, to be looked at first."""
    scenario, as_it_was = scenario_of(bot, pk), request.POST.get("as_it_was") == "1"
    scenarios.restore(scenario, as_it_was=as_it_was, by=request.user, now=timezone.now())
    state = "" if as_it_was else ", switched off"
    return Said(f"{scenario} is back{state}.", undo("goals:delete", bot, pk, back="deleted"))
