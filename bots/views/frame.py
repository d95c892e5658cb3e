"""The pages of one bot: who may open them, and the frame with its tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bots.models import Bot
from staff.views.shell import SignedIn, shell

MAY_SET_UP = "bots.change_bot"
NO_LONGER = "You may no longer set bots up. Ask an administrator."
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    title: str
    name: str  # of its URL, which takes the bot's slug


TABS = (
    Tab("settings", "Settings", "bots:settings"),
    Tab("knowledge", "Knowledge", "knowledge:list"),
    Tab("channels", "Channels", "bots:channels"),
    Tab("goals", "Bot Goals", "goals:page"),
    Tab("try", "Try it", "trial:page"),
)


def sets_up_bots(
    view: Callable[Concatenate[SignedIn, Bot, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """For whoever may set bots up; calls the view with the bot of the address' slug.

    Scripts (Accept: application/json) get 401 in place of the sign-in page, so that they can keep what was
    typed and say so.
    """

    @wraps(view)
    def inner(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            if wants_json(request):
                return JsonResponse(
                    {"error": "You are signed out.", "sign_in": reverse("account_login")}, status=401
                )
            return redirect_to_login(_shown_before(request))
        if not request.user.has_perm(MAY_SET_UP):
            if wants_json(request):
                return JsonResponse({"error": NO_LONGER}, status=403)
            raise PermissionDenied
        return view(request, get_object_or_404(Bot, slug=slug), *args, **kwargs)  # type: ignore[arg-type]

    return cast(Callable[Concatenate[HttpRequest, str, P], HttpResponse], inner)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _shown_before(request: HttpRequest) -> str:
    """Where to go after signing in: a page, also when a form was being sent."""
    if request.method == "GET":
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours else "/"


def page(
    request: SignedIn,
    bot: Bot,
    template: str,
    context: dict[str, Any],
    *,
    tab: str,
    title: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page under the bot's tabs. title: of this page; the bot's name stands before it."""
    tabs = [(one, reverse(one.name, args=[bot.slug]), one.key == tab) for one in TABS]
    shown = next(one.title for one in TABS if one.key == tab)
    above = [(reverse("admin:bots_bot_changelist"), "Conversation AI"), (tabs[0][1], bot.name)]
    frame = {"bot": bot, "tabs": tabs, "crumbs": above, "has_heading": True}
    return shell(
        request, template, {**frame, **context}, title=f"{bot.name} · {title or shown}", status=status
    )
