"""How good is it? What a scenario makes of sentences kept for that, and taking one of them up."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bots import drafts
from bots.forms.posted import storable
from bots.measuring import measured
from bots.models import Bot
from bots.proposals import form_of, proposed, typed
from bots.views import editing
from bots.views.editor import scenario_of
from bots.views.frame import page, sets_up_bots
from bots.views.said import by_htmx
from staff.views.shell import SignedIn

LISTS = ("example_phrases", "never_phrases")


@require_safe
@sets_up_bots
def panel(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """Of what stands in the editor: the part of its page, or a page of its own."""
    scenario = scenario_of(bot, pk)
    context = {
        "bot": bot,
        "scenario": scenario,
        "seen": scenario.edit_version,
        "measured": measured(proposed(scenario, typed(scenario))),
    }
    if by_htmx(request):
        return render(request, "bots/_measured.html", context)
    return page(request, bot, "bots/measured.html", context, tab="goals", title=f"How good is {scenario}?")


@require_POST
@sets_up_bots
def take_up(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """One more line in the draft. field: one of LISTS, text."""
    scenario = scenario_of(bot, pk)
    field, text = request.POST.get("field", ""), " ".join(storable(request.POST.get("text", "")).split())
    if field not in LISTS or field not in form_of(scenario).fields or not text:
        return HttpResponseBadRequest("Say which phrase and where it should go.")
    posted = typed(scenario)
    lines = [*posted.get(field, "").splitlines(), text]
    try:
        editing.keep(request, scenario, {**posted, field: "\n".join(filter(None, lines))})
    except (drafts.Conflict, drafts.Gone, editing.TooLong) as error:
        why = str(error) or "The scenario was deleted in the meantime."
        messages.error(request, f"The phrase was not added. {why}")
    else:
        messages.success(request, f"“{text}” is in the draft. Nothing is live until you save it.")
    return redirect(f"{reverse('bots:scenario', args=[bot.slug, pk])}#id_{field}")
