"""What came of a click, said once at the foot of the page, with a button that takes it back."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from bots.models import Bot
from staff.views.shell import SignedIn

KEY = "said"


def by_htmx(request: SignedIn) -> bool:
    """Whether the answer is put into the page that is open."""
    return request.headers.get("HX-Request") == "true"


@dataclass(frozen=True, slots=True)
class Undo:
    """A POST that takes it back: the address, and what is posted. back: the id of what has the focus then."""

    url: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    back: str = ""


def undo(name: str, bot: Bot, *pk: int, back: str = "", **fields: str | Iterable[int]) -> Undo:
    """By the name of an address under the bot's; a field with several values is posted as often."""
    posted: list[tuple[str, str]] = []
    for key, value in fields.items():
        posted += [(key, value)] if isinstance(value, str) else [(key, str(one)) for one in value]
    return Undo(reverse(name, args=[bot.slug, *pk]), posted, back)


@dataclass(frozen=True, slots=True)
class Said:
    """bad: it was not done. link: (address, text) of where to go on."""

    text: str
    undo: Undo | None = None
    bad: bool = False
    link: tuple[str, str] | None = None


def redirect(request: SignedIn, url: str, said: Said) -> HttpResponseRedirect:
    """To a page that says it."""
    request.session[KEY] = asdict(said)
    return HttpResponseRedirect(url)


def take(request: SignedIn) -> dict[str, Any] | None:
    """What the last redirect wanted said, once."""
    said: dict[str, Any] | None = request.session.pop(KEY, None)
    return said
