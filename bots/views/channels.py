"""Where contacts write to a bot: its channels, each with its address and a switch."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bots import switches
from bots.models import Bot, Channel
from bots.views import said
from bots.views.frame import page, sets_up_bots
from bots.views.said import Said, by_htmx, undo
from staff.views.shell import SignedIn

BACK = "?from=bot"
"""On the admin's pages of a channel: where to go afterwards."""


@dataclass(frozen=True, slots=True)
class Row:
    """address: where contacts or their system reach it, or "". opens: it is a page that one can look at."""

    channel: Channel
    address: str
    opens: bool
    edit: str


def _row(channel: Channel) -> Row:
    edit = reverse("admin:bots_channel_change", args=[channel.pk]) + BACK
    address = settings.BASE_URL + channel.path if channel.path else ""
    return Row(channel, address, channel.kind == "webchat", edit)


def _context(bot: Bot) -> dict[str, Any]:
    rows = sorted((_row(channel) for channel in bot.channels.all()), key=lambda row: not row.address)
    add = reverse("admin:bots_channel_add") + f"{BACK}&bot={bot.pk}"
    return {"rows": rows, "add": add, "here": reverse("bots:channels", args=[bot.slug])}


@require_safe
@sets_up_bots
def channels(request: SignedIn, bot: Bot) -> HttpResponse:
    context = {**_context(bot), "said": said.take(request)}
    return page(request, bot, "bots/channels.html", context, tab="channels")


@require_POST
@sets_up_bots
def switch(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    channel = get_object_or_404(Channel, bot=bot, pk=pk)
    on = request.POST.get("on") == "1"
    switches.switch_channel(channel, on=on)
    back = undo("bots:channel_switch", bot, pk, on="" if on else "1", back=f"switch-{pk}")
    done = Said(f"{channel.name} is on." if on else f"{channel.name} is off: nobody can write there.", back)
    if by_htmx(request):
        context = {**_context(bot), "bot": bot, "said": done, "oob": True}
        return render(request, "bots/_channels.html", context)
    return said.redirect(request, reverse("bots:channels", args=[bot.slug]), done)
