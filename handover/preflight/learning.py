"""Whether a bot answers from its articles as they are, or from an older state of them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from bots.models import Bot
from handover.preflight.base import Check, Facts, Level


def checks(bot: Bot, facts: Facts) -> Iterator[Check]:
    found = facts.learning[bot.pk]
    if found.learnt:
        return
    if found.since:
        at = date_format(timezone.localtime(found.since), "DATETIME_FORMAT")
        until = f"until then {bot} answers from what it had learnt by {at}"
    else:
        until = f"until then {bot} answers only what is asked word for word, and hands over the rest"
    message = f"{found.articles:,} articles are being learnt; {until}."
    if found.failure:
        message = f"{message} {found.failure}."
    wrong = found.late or found.failure
    hint = "It should take seconds. Look whether the worker is running." if wrong else ""
    level = Level.WARNING if wrong else Level.OK
    page = reverse("knowledge:list", args=[bot.slug])
    yield Check(bot.slug, "learning", level, message, hint, page)
