"""Everything that would stop a handover, each with the sentence that says what to do."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bots.models import Bot, Scenario
from handover.preflight import of_bot, of_clock, of_scenario, running
from handover.preflight.base import WORST_FIRST, Check, Facts, Level, gather

__all__ = ["WORST_FIRST", "Check", "Level", "of_each", "run"]

WELL = {
    ("phrases", "overlap"): "Example phrases are there, and each reaches its scenario.",
    ("assignee",): "Whoever is named can take conversations.",
    ("notifications",): "They are told of conversations and tasks.",
    ("final_message",): "Every scenario has a final message.",
}


def run(bots: Sequence[Bot], *, now: datetime) -> list[Check]:
    """What stands in the way now of these bots and of the installation, in the order of setting up."""
    facts = gather(bots, now)
    found = [check for bot in bots for check in _of(bot, _scenarios(bot, facts), facts)]
    return found + list(running.checks(facts))


def of_each(bot: Bot, *, now: datetime) -> tuple[list[Check], dict[int, list[Check]]]:
    """run() for one bot, and by scenario id what would be in its way, also of those that are off."""
    facts = gather([bot], now)
    parts = list(_scenarios(bot, facts))
    apart = {scenario.pk: found for scenario, found in parts}
    return [*_of(bot, parts, facts), *running.checks(facts)], apart


def _of(bot: Bot, parts: Iterable[tuple[Scenario, list[Check]]], facts: Facts) -> Iterator[Check]:
    """parts: what was found of each of its scenarios; those that are off stop nothing."""
    yield from of_bot.checks(bot, facts)
    yield from of_clock.checks(bot, facts)
    on = [part for scenario, part in parts if scenario.enabled]
    found = [check for part in on for check in part]
    yield from found
    if on:
        there = {check.id for check in found}
        for keys, message in WELL.items():
            if not there.intersection(keys):
                yield Check(bot.slug, keys[0], Level.OK, message)


def _scenarios(bot: Bot, facts: Facts) -> Iterator[tuple[Scenario, list[Check]]]:
    above: list[Scenario] = []
    for scenario in bot.scenarios.all():
        yield scenario, list(of_scenario.checks(bot, scenario, above, facts))
        if scenario.enabled:
            above.append(scenario)
