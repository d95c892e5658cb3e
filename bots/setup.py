"""From rows to the brain's plain values: a bot's active setup and its engine."""

from functools import lru_cache

from bots import known
from bots.decisions import Setup
from bots.detection.base import ScenarioSetup, Trigger
from bots.engines import KINDS
from bots.engines.base import Engine
from bots.knowledge import entries_of, version_of
from bots.models import Bot, Scenario

LOCAL = "local"


def setup_of(bot: Bot) -> Setup:
    """What live traffic runs under: enabled scenarios in order of priority. One query."""
    return Setup(
        handover_enabled=bot.handover_enabled,
        scenarios=tuple(plain(scenario) for scenario in bot.scenarios.all() if scenario.enabled),
        greeting=bot.greeting,
    )


def plain(scenario: Scenario) -> ScenarioSetup:
    return ScenarioSetup(
        id=scenario.pk,
        name=scenario.name,
        trigger=Trigger(scenario.trigger),
        example_phrases=tuple(scenario.example_phrases),
        never_phrases=tuple(scenario.never_phrases),
        retries=scenario.retries,
        condition=scenario.condition,
        sensitivity=scenario.sensitivity,
    )


def engine_of(bot: Bot, *, fresh: bool = False) -> Engine:
    """The bot's engine over its enabled articles.

    In a turn it may be a few seconds behind a large knowledge, and never waits for it. fresh: it knows the
    articles as they are, however long that takes.
    """
    if bot.engine == LOCAL:
        return known.as_it_is(bot) if fresh else known.at_hand(bot)
    return _engine(bot.pk, bot.engine, version_of(bot))


def knowledge_of(bot: Bot) -> Engine:
    """The offline engine over the same articles, whatever the bot's own is: it can be asked often."""
    return known.as_learnt(bot)


@lru_cache(maxsize=64)
def _engine(bot_id: int, kind: str, version: str) -> Engine:
    return KINDS[kind](entries_of(Bot(pk=bot_id)))
