"""What would keep one scenario from handing over well: what it listens for, and what it says."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from bots import listening
from bots.models import Bot, Scenario
from bots.setup import plain
from handover.preflight.assignees import goes_to
from handover.preflight.base import Check, Facts, Level

FEW = 3


def checks(bot: Bot, scenario: Scenario, above: Sequence[Scenario], facts: Facts) -> Iterator[Check]:
    """Its problems, also while it is off. above: the enabled ones that win over it."""
    if scenario.needs_phrases:
        yield from _phrases(bot, scenario)
        yield from _overlaps(bot, scenario, above)
    yield from goes_to(bot, scenario, facts)
    if not scenario.final_message.strip():
        message = f"{scenario} says nothing before the bot stops."
        hint = "Write a final message."
        yield of(bot, scenario, "final_message", Level.ERROR, message, hint, "final_message")


def of(
    bot: Bot, scenario: Scenario, key: str, level: Level, message: str, hint: str, field: str = ""
) -> Check:
    """A check that is put right in the scenario's editor, at the field."""
    page = reverse("bots:scenario", args=[bot.slug, scenario.pk])
    url = f"{page}#id_{field}" if field else page
    return Check(bot.slug, key, level, message, hint, url, str(scenario.pk))


def _phrases(bot: Bot, scenario: Scenario) -> Iterator[Check]:
    setup, count = plain(scenario), len(scenario.example_phrases)
    here = (bot, scenario, "phrases")
    if not count:
        message = f"{scenario} has no example phrases, so it listens for nothing."
        yield of(*here, Level.ERROR, message, "Add what contacts really say.", "example_phrases")
    elif count < FEW:
        message = f"{scenario} has only {count} example phrase{'s'[: count > 1]}."
        yield of(*here, Level.WARNING, message, "Three or more work better.", "example_phrases")
    if general := listening.general(setup):
        message = f"{scenario} listens for {_listed(general)}, which occurs in messages about anything."
        yield of(*here, Level.WARNING, message, "Write whole requests.", "example_phrases")
    for phrase, never in listening.unheard(setup):
        message = f"{scenario} never hears “{phrase}”, because it is like “{never}” under Never matches."
        yield of(*here, Level.WARNING, message, "Remove one of the two.", "never_phrases")


def _overlaps(bot: Bot, scenario: Scenario, above: Sequence[Scenario]) -> Iterator[Check]:
    for other in above:
        if phrases := listening.caught(plain(other), plain(scenario)):
            message = (
                f"{scenario} never gets {_listed(phrases)}: {other} stands above it and hands over first."
            )
            hint = "Move it up, or change the phrase."
            url = reverse("goals:page", args=[bot.slug]) + f"#scenario-{scenario.pk}"
            yield Check(bot.slug, "overlap", Level.WARNING, message, hint, url, str(scenario.pk))


def _listed(phrases: Sequence[str]) -> str:
    shown = " and ".join(f"“{phrase}”" for phrase in phrases[:2])
    return f"{shown} and {len(phrases) - 2} more" if len(phrases) > 2 else shown
