"""The three scenarios every bot comes with, switched off until an administrator enables them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from bots.detection.base import Trigger
from bots.drafts import activate
from bots.models import Bot, Scenario
from bots.models.scenario import CONDITIONS
from staff.models import Member

PRIORITIES = {Trigger.HUMAN_REQUESTED: 10, Trigger.FAILED_TO_RESOLVE: 20, Trigger.LACK_OF_INFORMATION: 30}
EXAMPLE_PHRASES = {
    Trigger.HUMAN_REQUESTED: [
        "I want to talk to a human",
        "Can someone real help me?",
        "Connect me to a person",
        "Let me speak with an employee",
        "Is there anybody I can talk to?",
        "I don't want to chat with a bot",
    ],
}


def add_prebuilt(bot: Bot, *, by: Member | None, now: datetime) -> dict[str, Scenario]:
    """The bot's prebuilt scenarios by trigger, made where missing and as far as the limit allows."""
    have: dict[str, Scenario] = {
        scenario.trigger: scenario for scenario in bot.scenarios.exclude(trigger=Trigger.CUSTOM)
    }
    for trigger in PRIORITIES:
        if trigger.value not in have:
            scenario = prebuilt(bot, trigger)
            try:
                with transaction.atomic():
                    activate(scenario, by=by, now=now)
            except ValidationError as error:
                if _over_limit(error):
                    break
                raise
            have[trigger.value] = scenario
    return have


def prebuilt(bot: Bot, kind: str) -> Scenario:
    """As it comes, off and not saved yet."""
    trigger = Trigger(kind)
    return Scenario(
        bot=bot,
        trigger=trigger.value,
        name=Scenario.Kind(trigger.value).label,
        condition=CONDITIONS[trigger],
        priority=PRIORITIES[trigger],
        example_phrases=list(EXAMPLE_PHRASES.get(trigger, [])),
    )


def _over_limit(error: ValidationError) -> bool:
    return getattr(error, "code", None) == "limit"
