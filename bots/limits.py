"""What a bot's setup must keep to, whoever changes it."""

from django.conf import settings
from django.core.exceptions import ValidationError

from bots.models import Bot, Scenario


def room_left(bot: Bot) -> int:
    """How many more scenarios the bot can have, never below 0."""
    limit: int = settings.HANDOVER_MAX_SCENARIOS_PER_BOT
    return max(0, limit - bot.scenarios.count())


def check_limit(bot: Bot) -> None:
    """Before one more. Errors: ValidationError when the bot would have more scenarios than allowed."""
    if not room_left(bot):
        limit = settings.HANDOVER_MAX_SCENARIOS_PER_BOT
        raise ValidationError(
            f"A bot can have {limit} Human Handover scenarios. Delete one first, or change one you have.",
            code="limit",
        )


def check_phrases(scenario: Scenario) -> None:
    """Errors: ValidationError when it is enabled and would listen for nothing."""
    if scenario.enabled and scenario.needs_phrases and not scenario.example_phrases:
        raise ValidationError({"example_phrases": "Add at least one example phrase before enabling it."})
