"""Editing a scenario: what is typed is a draft; activating validates it and writes a revision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Max
from django.forms.models import model_to_dict

from bots.models import Bot, Scenario, ScenarioDraft, ScenarioRevision
from staff.models import Member

NOT_CONFIGURED = {"id", "bot", "created_at", "updated_at"}


class Conflict(Exception):
    """Someone else changed the draft since the version the caller has seen."""

    def __init__(self, draft: ScenarioDraft) -> None:
        super().__init__(f"{draft.updated_by or 'Someone'} changed this at {draft.updated_at:%H:%M}.")
        self.draft = draft


def autosave(
    scenario: Scenario, fields: Mapping[str, Any], *, seen: int, by: Member, now: datetime
) -> ScenarioDraft:
    """Keep fields exactly as typed, valid or not. seen: the draft's version on screen, 0 for none.

    Errors: Conflict when another version stands.
    """
    changes = {"fields": dict(fields), "updated_by": by, "updated_at": now}
    with transaction.atomic():
        if seen == 0:
            draft, made = ScenarioDraft.objects.get_or_create(scenario=scenario, defaults=changes)
            if not made:
                raise Conflict(draft)
            return draft
        drafts = ScenarioDraft.objects.filter(scenario=scenario)
        if not drafts.filter(version=seen).update(version=F("version") + 1, **changes):
            if draft_now := drafts.first():
                raise Conflict(draft_now)
            return ScenarioDraft.objects.create(scenario=scenario, version=seen + 1, **changes)
        return drafts.get()


def discard(scenario: Scenario) -> None:
    ScenarioDraft.objects.filter(scenario=scenario).delete()


def check_limit(bot: Bot, *, adding: int = 1) -> None:
    """Errors: ValidationError when the bot would have more scenarios than the setting allows."""
    limit = settings.HANDOVER_MAX_SCENARIOS_PER_BOT
    if bot.scenarios.count() + adding > limit:
        raise ValidationError(
            f"A bot can have {limit} Human Handover scenarios. Delete one first, or change one you have.",
            code="limit",
        )


def check_phrases(scenario: Scenario) -> None:
    """Errors: ValidationError when it is enabled and would listen for nothing."""
    if scenario.enabled and scenario.needs_phrases and not scenario.example_phrases:
        raise ValidationError({"example_phrases": "Add at least one example phrase before enabling it."})


def activate(scenario: Scenario, *, by: Member | None, now: datetime) -> ScenarioRevision:
    """Validate, save, write the revision that handovers will name, and drop the draft, all or nothing.

    Errors: ValidationError naming the fields.
    """
    with transaction.atomic():
        bot = Bot.objects.select_for_update().get(pk=scenario.bot_id)
        if scenario.pk is None:
            check_limit(bot)
        check_phrases(scenario)
        scenario.full_clean()
        scenario.save()
        discard(scenario)
        bot.save(update_fields=["updated_at"])
        return _revise(scenario, by=by, now=now)


def _revise(scenario: Scenario, *, by: Member | None, now: datetime) -> ScenarioRevision:
    latest = scenario.revisions.aggregate(latest=Max("number"))["latest"] or 0
    return ScenarioRevision.objects.create(
        scenario=scenario, number=latest + 1, fields=snapshot(scenario), created_by=by, created_at=now
    )


def snapshot(scenario: Scenario) -> dict[str, Any]:
    """The configured fields as JSON values; durations as ISO 8601, members as their id."""
    encoder = DjangoJSONEncoder()
    fields = model_to_dict(scenario)
    return {
        name: value if isinstance(value, str | int | list | None) else encoder.default(value)
        for name, value in fields.items()
        if name not in NOT_CONFIGURED
    }
