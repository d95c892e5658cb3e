"""What happens when nobody answers: is anything set up, in an order that makes sense, and is it heard."""

from collections.abc import Iterator
from itertools import pairwise

from django.urls import reverse

from bots.models import Bot
from handover.assignment.candidates import Candidate
from handover.clock import minutes_of
from handover.preflight.base import Check, Facts, Level
from staff.models import Event

NAMES = {"remind": "the reminder", "reassign": "giving it to someone else", "supervise": "the supervisor"}
FIELDS = {"remind": "remind_after", "reassign": "reassign_after", "supervise": "supervise_after"}


def checks(bot: Bot, facts: Facts) -> Iterator[Check]:
    steps = minutes_of(bot)
    found = [*_order(bot, steps), *_supervisor(bot, facts)] if steps else [_all_off(bot)]
    yield from found
    if not found:
        said = ", ".join(f"{NAMES[step]} after {minutes}" for step, minutes in steps.items())
        message = f"If nobody answers: {said} working minutes."
        yield Check(bot.slug, "clock", Level.OK, message)


def _all_off(bot: Bot) -> Check:
    message = f"If nobody answers a contact of {bot}, nothing happens: all three steps are off."
    return _warning(bot, "clock", message, "Set at least a reminder.", "remind_after")


def _order(bot: Bot, steps: dict[str, int]) -> Iterator[Check]:
    for (before, earlier), (step, later) in pairwise(steps.items()):
        if later <= earlier:
            order = f"{NAMES[step]} ({later} min) is not after {NAMES[before]} ({earlier} min)"
            message = f"If nobody answers, {order}."
            yield _warning(bot, "clock", message, "Put the steps in order.", FIELDS[step])


def _supervisor(bot: Bot, facts: Facts) -> Iterator[Check]:
    """Without one the administrators hear, which is always somebody."""
    chosen = facts.candidates.get(bot.supervisor_id or 0)
    if chosen is None or bot.supervise_after is None:
        return
    who = f"The supervisor, {chosen.member},"
    if not (chosen.member.is_active and chosen.may_take_over):
        reason = "is inactive" if not chosen.member.is_active else "may not take over conversations"
        message = f"{who} {reason}, so the administrators hear instead."
        yield _warning(bot, "supervisor", message, "Choose someone else.", "supervisor")
    elif untold := _untold(chosen, facts):
        page = reverse("admin:staff_member_change", args=[chosen.member.pk]) + "#notification-settings"
        hint = "Look at their notification settings."
        yield Check(bot.slug, "supervisor", Level.WARNING, f"{who} {untold}", hint, page)


def _untold(chosen: Candidate, facts: Facts) -> str:
    member = chosen.member.pk
    if (member, Event.UNANSWERED) not in facts.told:
        return "finds it only under the bell: notices that a contact waits too long are off."
    return "got nothing of what was sent in the last day." if member in facts.unreached else ""


def _warning(bot: Bot, key: str, message: str, hint: str, field: str) -> Check:
    url = f"{reverse('bots:settings', args=[bot.slug])}#id_{field}"
    return Check(bot.slug, key, Level.WARNING, message, hint, url)
