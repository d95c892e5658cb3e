"""A bot's scenarios as a list: switching, ordering, adding, deleting and restoring them.

Every verb holds the bot's row, so that of two callers at once the second sees what the first has done.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from bots.detection.base import Trigger
from bots.drafts import Gone, activate, drop, edited, held, revise
from bots.limits import check_limit, check_phrases
from bots.models import Bot, Scenario, ScenarioDraft
from bots.models.scenario import CONDITIONS
from bots.prebuilt import prebuilt
from bots.proposals import live, of_draft
from staff.models import Member

STEP = 10
NEW = "New scenario"
NAME_LENGTH = 80


def switch(scenario: Scenario, *, on: bool, by: Member | None, now: datetime) -> bool:
    """On or off for live traffic, and in the draft if there is one. Returns whether that changed anything.

    Errors: ValidationError when it would listen for nothing; Gone.
    """
    with transaction.atomic():
        bot = held(scenario.bot_id)
        current = Scenario.objects.filter(pk=scenario.pk).first()
        if current is None:
            raise Gone
        if current.enabled == on:
            return False
        _set_enabled(current, on, by, now)
        bot.save(update_fields=["updated_at"])
    return True


def _set_enabled(scenario: Scenario, on: bool, by: Member | None, now: datetime) -> None:
    """Errors: ValidationError. The caller holds the bot's row."""
    scenario.enabled = on
    check_phrases(scenario)
    Scenario.with_deleted.filter(pk=scenario.pk).update(enabled=on, updated_at=now, **edited(by, now))
    revise(scenario, by=by, now=now)
    if draft := ScenarioDraft.objects.filter(scenario=scenario).first():
        draft.fields = {key: text for key, text in draft.fields.items() if key != "enabled"}
        draft.fields |= {"enabled": "on"} if on else {}
        draft.save(update_fields=["fields"])
        if of_draft(scenario, draft) == live(scenario):
            drop(scenario)


def reorder(bot: Bot, order: Sequence[int]) -> list[int]:
    """The first wins when two match. order: ids; those not named come after. Returns the order before.

    No revision: nothing of a scenario itself changes, and an editor that is open stays in step.
    """
    with transaction.atomic():
        bot = held(bot.pk)
        rows = {row.pk: row for row in bot.scenarios.all()}
        wanted = [rows[pk] for pk in dict.fromkeys(order) if pk in rows]
        if _renumber([*wanted, *(row for row in rows.values() if row not in wanted)]):
            bot.save(update_fields=["updated_at"])
    return list(rows)


def _renumber(rows: Sequence[Scenario]) -> bool:
    moved = False
    for place, row in enumerate(rows, start=1):
        if row.priority != place * STEP:
            moved |= bool(Scenario.objects.filter(pk=row.pk).update(priority=place * STEP))
    return moved


def add_custom(bot: Bot, *, by: Member | None, now: datetime) -> Scenario:
    """A custom scenario, off and after all others. Errors: ValidationError at the limit."""
    with transaction.atomic():
        taken = set(held(bot.pk).scenarios.values_list("name", flat=True))
        new = Scenario(bot=bot, name=free_name(NEW, taken), condition=CONDITIONS[Trigger.CUSTOM])
        return add(new, by=by, now=now)


def free_name(wanted: str, taken: Collection[str] = ()) -> str:
    """Within the length of a name; numbered where there is one of that name."""
    first = wanted[:NAME_LENGTH].rstrip()
    numbered = (f"{first[: NAME_LENGTH - 4]} ({number})" for number in range(2, 100))
    return next((one for one in (first, *numbered) if one not in taken), first)


def add_prebuilt(bot: Bot, trigger: str, *, by: Member | None, now: datetime) -> Scenario:
    """Errors: ValidationError at the limit, or when the bot has it."""
    return add(prebuilt(bot, trigger), by=by, now=now)


def add(scenario: Scenario, *, by: Member | None, now: datetime) -> Scenario:
    """One more, switched off, after all others. Errors: ValidationError."""
    with transaction.atomic():
        bot = held(scenario.bot_id)
        last = bot.scenarios.aggregate(last=Max("priority"))["last"] or 0
        scenario.enabled, scenario.priority = False, min(last + STEP, 32_000)
        activate(scenario, by=by, now=now)
    return scenario


def missing(scenarios: Sequence[Scenario]) -> list[Scenario.Kind]:
    """The prebuilt ones that are not among them."""
    there = {scenario.trigger for scenario in scenarios}
    return [kind for kind in Scenario.Kind if kind != Scenario.Kind.CUSTOM and kind not in there]


def delete(scenario: Scenario, *, by: Member | None, now: datetime) -> bool:
    """It hands over no more, and can be restored, draft and all. Returns whether it was there."""
    with transaction.atomic():
        bot = held(scenario.bot_id)
        gone = Scenario.objects.filter(pk=scenario.pk).update(deleted_at=now, **edited(by, now))
        bot.save(update_fields=["updated_at"])
    return bool(gone)


def deleted(bot: Bot) -> "QuerySet[Scenario]":
    """The bot's deleted scenarios, the latest first."""
    return Scenario.with_deleted.filter(bot=bot).exclude(deleted_at=None).order_by("-deleted_at", "-pk")


def restore(scenario: Scenario, *, as_it_was: bool, by: Member | None, now: datetime) -> bool:
    """Back in its place. as_it_was: also on if it was on; else off. Returns whether it was deleted.

    Errors: ValidationError at the limit, or when another of its prebuilt kind has come meanwhile.
    """
    with transaction.atomic():
        bot = held(scenario.bot_id)
        current = deleted(bot).filter(pk=scenario.pk).first()
        if current is None:
            return False
        check_limit(bot)
        _check_only_one(current)
        Scenario.with_deleted.filter(pk=current.pk).update(deleted_at=None, **edited(by, now))
        if current.enabled and not as_it_was:
            _set_enabled(current, False, by, now)
        bot.save(update_fields=["updated_at"])
    return True


def _check_only_one(scenario: Scenario) -> None:
    same = Scenario.objects.filter(bot=scenario.bot_id, trigger=scenario.trigger)
    if scenario.trigger != Scenario.Kind.CUSTOM and (other := same.first()):
        raise ValidationError(
            f"The bot has {other.get_trigger_display()} already, called “{other}”. Delete that one first.",
            code="twice",
        )
