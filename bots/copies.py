"""One scenario made from another: of the same bot, or of another bot."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from bots import drafts, scenarios
from bots.forms.posted import Posted, as_posted, completed
from bots.forms.scenario import ScenarioForm
from bots.forms.takers import takers
from bots.models import Bot, Scenario, ScenarioDraft
from bots.proposals import form_of, live, of_draft
from staff.models import Member

COPIED = [
    field.attname
    for field in Scenario._meta.concrete_fields
    if field.editable and field.name not in drafts.NOT_CONFIGURED | {"trigger", "enabled", "priority"}
]


@dataclass(frozen=True, slots=True)
class Copied:
    """as_draft: it is the draft of a scenario that was there. dropped: who is not copied, and why, or ""."""

    scenario: Scenario
    as_draft: bool
    dropped: str


def duplicate(scenario: Scenario, *, by: Member | None, now: datetime) -> Scenario:
    """A custom scenario, off, right after the one it copies, with what is typed there and not yet saved.

    Errors: ValidationError at the limit; Gone.
    """
    with transaction.atomic():
        bot = drafts.held(scenario.bot_id)
        current = bot.scenarios.filter(pk=scenario.pk).first()
        if current is None:
            raise drafts.Gone
        copy = Scenario(bot=bot, **_values(current))
        copy.name = _copy_of(current.name, set(bot.scenarios.values_list("name", flat=True)))
        scenarios.add(copy, by=by, now=now)
        if draft := current.draft_or_none():
            _draft_too(copy, of_draft(current, draft), by, now)
        order = [row.pk for row in bot.scenarios.all() if row.pk != copy.pk]
        order.insert(order.index(current.pk) + 1, copy.pk)
        scenarios.reorder(bot, order)
    return copy


def _copy_of(name: str, taken: Collection[str] = ()) -> str:
    return scenarios.free_name(f"Copy of {name}", taken)


def _draft_too(copy: Scenario, typed: Posted, by: Member | None, now: datetime) -> None:
    """A custom one has fields that its original may not have."""
    ours = {name: text for name, text in typed.items() if name != "enabled"}
    fields = completed(form_of(copy), ours | {"name": _copy_of(ours["name"])})
    ScenarioDraft.objects.create(scenario=copy, fields=fields, updated_by=by, updated_at=now)


def copy_from(source: Scenario, bot: Bot, *, by: Member | None, now: datetime) -> Copied:
    """Another bot's scenario as it is live there: a new one, off; or, of a prebuilt kind that is here
    already, a draft of the one here. Never live at once.

    Errors: ValidationError at the limit; when the one here has a draft already, or is the same.
    """
    with transaction.atomic():
        bot = drafts.held(bot.pk)
        values, dropped = _without_the_unable(_values(source))
        same = bot.scenarios.filter(trigger=source.trigger).exclude(trigger=Scenario.Kind.CUSTOM)
        here = same.select_for_update(no_key=True).first()  # whoever types into it waits
        if here is None:
            new = Scenario(bot=bot, trigger=source.trigger, **values)
            return Copied(scenarios.add(new, by=by, now=now), False, dropped)
        _make_draft(here, values, by, now)
        return Copied(here, True, dropped)


def _values(scenario: Scenario) -> dict[str, Any]:
    """What it is configured to do; lists are copies."""
    found = {name: getattr(scenario, name) for name in COPIED}
    return {name: list(value) if isinstance(value, list) else value for name, value in found.items()}


def _without_the_unable(values: dict[str, Any]) -> tuple[dict[str, Any], str]:
    able = takers(None)
    member = Member.objects.filter(pk=values["assign_to_id"]).first()
    if member and not able.filter(pk=member.pk).exists():
        gone = f"{member} cannot take over conversations and was left out."
        return {**values, "assign_to_id": None}, gone
    team = values["assign_to_team_id"]
    if team and not able.filter(teams=team).exists():
        gone = "Nobody in its team can take over conversations, so the team was left out."
        return {**values, "assign_to_team_id": None}, gone
    return values, ""


def _make_draft(here: Scenario, values: dict[str, Any], by: Member | None, now: datetime) -> None:
    if draft := here.draft_or_none():
        who = draft.updated_by or "someone"
        text = f"{here} has a draft by {who} that is not saved yet. Save or discard it first."
        raise ValidationError(text, code="draft")
    before = live(here)
    for name, value in values.items():
        setattr(here, name, value)
    fields = as_posted(ScenarioForm(instance=here))
    if fields == before:
        raise ValidationError(f"{here} is just the same here already.", code="same")
    drafts.autosave(here, fields, seen=here.edit_version, by=by, now=now)
