"""The bot's own settings: who it is, what it may do, who takes over, and what if nobody answers."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots import drafts
from bots.forms.posted import Posted, kept
from bots.models import Bot, Mode
from bots.proposals import form_of, live, of_draft, typed
from bots.views import editing
from bots.views.frame import page, sets_up_bots
from bots.wording import changes
from staff.views.shell import SignedIn

REFUSED = 422
MODES = {
    Mode.OFF: (
        "Never speaks. Whatever contacts write waits for a person.",
        "When you save, {bot} stops at once, also in the middle of a conversation. "
        "People are told of what contacts write from then on.",
    ),
    Mode.SUGGESTIVE: (
        "Drafts an answer, or suggests a handover, for a member to send or dismiss. "
        "Nothing goes out by itself.",
        "When you save, {bot} no longer writes to contacts. "
        "Members see what it would say, and nothing is handed over by itself.",
    ),
    Mode.AUTO_PILOT: (
        "Answers by itself, and hands over to a person when a scenario says so.",
        "When you save, {bot} answers contacts by itself, starting with the next message, "
        "and hands over without being asked.",
    ),
}
"""What each mode does, and what changing to it will do."""


@dataclass(frozen=True, slots=True)
class ModeCard:
    value: str
    title: str
    does: str
    then: str  # empty for the mode that is live
    chosen: bool


@require_safe
@sets_up_bots
def settings(request: SignedIn, bot: Bot) -> HttpResponse:
    return shown(request, bot, typed(bot))


def shown(
    request: SignedIn,
    bot: Bot,
    posted: Posted,
    *,
    status: int = 200,
    clash: editing.Clash | None = None,
) -> HttpResponse:
    """The page with what was typed, and what is wrong with it."""
    form = form_of(bot, posted)
    if status == REFUSED:
        first = next(iter(form.errors))
        form.fields[first].widget.attrs["autofocus"] = True
    draft = bot.draft_or_none()
    context = {
        "form": form,
        "modes": mode_cards(bot, posted),
        "draft": draft,
        "not_live": changes(form, live(bot), of_draft(bot, draft)) if draft else [],
        "problems": form.errors,
        "clash": clash,
        "seen": clash.current.edit_version if clash else bot.edit_version,
    }
    return page(request, bot, "bots/settings.html", context, tab="settings", status=status)


def mode_cards(bot: Bot, posted: Posted) -> list[ModeCard]:
    return [
        ModeCard(
            mode.value,
            str(mode.label),
            does,
            "" if bot.mode == mode else then.format(bot=bot.name),
            posted.get("mode") == mode,
        )
        for mode, (does, then) in MODES.items()
    ]


@require_POST
@sets_up_bots
def autosave(request: SignedIn, bot: Bot) -> HttpResponse:
    back = reverse("bots:settings", args=[bot.slug])
    return editing.autosave(request, bot, page=back, again=partial(shown, request, bot))


@require_POST
@sets_up_bots
def discard(request: SignedIn, bot: Bot) -> HttpResponse:
    back = reverse("bots:settings", args=[bot.slug])
    return editing.discard(request, bot, page=back, above=reverse("admin:bots_bot_changelist"))


@require_POST
@sets_up_bots
def save(request: SignedIn, bot: Bot) -> HttpResponse:
    """Validate everything at once and make it live; on a problem the page again, with all that was typed."""
    posted = kept(form_of(bot), request.POST)
    form = form_of(bot, posted)
    try:
        editing.check_length(bot, posted)
        if not form.is_valid():
            editing.keep(request, bot, posted)
            return shown(request, bot, posted, status=REFUSED)
        seen = editing.agreed(request, bot, posted)
        drafts.apply(form.instance, seen=seen, by=request.user, now=timezone.now())
    except (drafts.Conflict, drafts.Gone, editing.TooLong) as error:
        return editing.refused(request, error, bot, posted, partial(shown, request, bot))
    messages.success(request, f"The settings of {form.instance.name} are saved and live.")
    return redirect("bots:settings", bot.slug)
