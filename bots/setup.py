"""From rows to the brain's plain values: a bot's active setup and its engine."""

from functools import lru_cache

from django.db.models import Count, Max

from bots.decisions import Setup
from bots.detection.base import ScenarioSetup, Trigger
from bots.engines import KINDS
from bots.engines.base import Engine, Entry
from bots.models import Article, Bot, Scenario


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
    )


def engine_of(bot: Bot) -> Engine:
    """The bot's engine over its enabled articles; built again only when an article has changed."""
    return _engine(bot.pk, bot.engine, knowledge_version(bot))


def knowledge_of(bot: Bot) -> Engine:
    """The offline engine over the same articles, whatever the bot's own is: it can be asked often."""
    return _engine(bot.pk, "local", knowledge_version(bot))


def knowledge_version(bot: Bot) -> str:
    """Another one whenever an article that is on was changed. One query."""
    articles = Article.objects.filter(bot=bot, enabled=True)
    version = articles.aggregate(count=Count("pk"), latest=Max("updated_at"))
    return f"{version['count']} {version['latest']}"


@lru_cache(maxsize=64)
def _engine(bot_id: int, kind: str, version: str) -> Engine:
    rows = Article.objects.filter(bot=bot_id, enabled=True).order_by("pk")
    return KINDS[kind](
        [
            Entry(row.pk, row.question, row.answer, tuple(str(wording) for wording in row.wordings))
            for row in rows
        ]
    )
