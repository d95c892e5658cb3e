"""Editing: what is typed is a draft; activating validates it, makes it live and drops the draft.

Every change raises the row's `edit_version` in one conditional UPDATE, which also locks the row: of two
editors who have seen the same version one wins, and the other is told who it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Max
from django.forms.models import model_to_dict

from bots.limits import check_limit, check_phrases
from bots.models import (
    Article,
    ArticleDraft,
    Bot,
    BotDraft,
    Draft,
    Editable,
    Scenario,
    ScenarioDraft,
    ScenarioRevision,
)
from staff.models import Member

NOT_CONFIGURED = {"id", "bot", "created_at", "updated_at", "deleted_at"}


@dataclass(frozen=True, slots=True)
class Kind:
    """Whose drafts are kept where: the model, its drafts, and the draft's name for the row.

    elsewhere: fields that its form does not have; saving the form must not put them back.
    """

    drafts: type[Draft]
    name: str
    elsewhere: tuple[str, ...] = ()


KINDS: dict[type[Editable], Kind] = {
    Scenario: Kind(ScenarioDraft, "scenario", elsewhere=("priority",)),
    Bot: Kind(BotDraft, "bot", elsewhere=("handover_enabled",)),
    Article: Kind(ArticleDraft, "article", elsewhere=("enabled",)),
}


class Conflict(Exception):
    """Somebody, perhaps oneself in another window, changed it after what the editor has seen.

    current: the row as it is now, with who and when.
    """

    def __init__(self, current: Editable) -> None:
        super().__init__(f"{current.edited_by or 'Someone'} changed this in the meantime.")
        self.current = current


class Gone(Exception):
    """It was deleted while somebody was editing it."""


def autosave(
    target: Editable, fields: Mapping[str, str], *, seen: int, by: Member | None, now: datetime
) -> int:
    """Keep the fields exactly as typed, valid or not. seen: the edit_version on screen. Returns the new one.

    Errors: Conflict, Gone.
    """
    kind = KINDS[type(target)]
    with transaction.atomic():
        version = _raise(target, seen, by, now)
        whose: dict[str, Any] = {kind.name: target}
        defaults = {"fields": dict(fields), "updated_by": by, "updated_at": now}
        kind.drafts._default_manager.update_or_create(**whose, defaults=defaults)
    return version


def discard(target: Editable, *, seen: int, by: Member | None, now: datetime) -> int:
    """Back to what is live. Returns the new edit_version. Errors: Conflict, Gone."""
    with transaction.atomic():
        version = _raise(target, seen, by, now)
        drop(target)
    return version


def drop(target: Editable) -> None:
    kind = KINDS[type(target)]
    kind.drafts._default_manager.filter(**{kind.name: target}).delete()


def _raise(target: Editable, seen: int, by: Member | None, now: datetime) -> int:
    rows = type(target)._default_manager.filter(pk=target.pk)
    if rows.filter(edit_version=seen).update(**edited(by, now)):
        target.edit_version, target.edited_by, target.edited_at = seen + 1, by, now
        return seen + 1
    current = rows.select_related("edited_by", "draft").first()  # type: ignore[misc]
    raise Conflict(current) if current else Gone


def edited(by: Member | None, now: datetime) -> dict[str, Any]:
    """The part of an UPDATE that says somebody changed it."""
    return {"edit_version": F("edit_version") + 1, "edited_by": by, "edited_at": now}


def held(bot_id: int) -> Bot:
    """The bot, its row locked until the caller's transaction ends; taken before any scenario's.

    Contacts need not wait: conversations and handovers that name the bot can be written meanwhile.

    Errors: Gone.
    """
    bot = Bot.objects.select_for_update(no_key=True).filter(pk=bot_id).first()
    if bot is None:
        raise Gone
    return bot


def activate(
    scenario: Scenario, *, by: Member | None, now: datetime, seen: int | None = None
) -> ScenarioRevision:
    """Validate, save, write the revision that handovers will name, and drop the draft, all or nothing.

    seen: the edit_version on the editor's screen; None for whom no editor is open, such as a new scenario.

    Errors: ValidationError naming the fields; Conflict, Gone.
    """
    with transaction.atomic():
        bot = held(scenario.bot_id)
        if scenario.pk is None:
            check_limit(bot)
        elif seen is not None:
            _raise(scenario, seen, by, now)
            _keep_elsewhere(scenario)
        else:
            Scenario.objects.filter(pk=scenario.pk).update(**edited(by, now))
            scenario.refresh_from_db(fields=["edit_version", "edited_by", "edited_at"])
        check_phrases(scenario)
        scenario.full_clean()
        scenario.save()
        drop(scenario)
        bot.save(update_fields=["updated_at"])
        return revise(scenario, by=by, now=now)


def apply(target: Editable, *, seen: int, by: Member | None, now: datetime) -> None:
    """Make a validated row live and drop its draft. For what has no revisions. Errors: Conflict, Gone."""
    with transaction.atomic():
        _raise(target, seen, by, now)
        _keep_elsewhere(target)
        target.save()
        drop(target)


def _keep_elsewhere(target: Editable) -> None:
    """As it is by now, which may be later than the form read it. The caller holds the row."""
    if names := KINDS[type(target)].elsewhere:
        target.refresh_from_db(fields=names)


def revise(scenario: Scenario, *, by: Member | None, now: datetime) -> ScenarioRevision:
    """Write down the scenario as it is now live. The caller holds the bot's row."""
    latest = scenario.revisions.aggregate(latest=Max("number"))["latest"] or 0
    return ScenarioRevision.objects.create(
        scenario=scenario, number=latest + 1, fields=snapshot(scenario), created_by=by, created_at=now
    )


def snapshot(scenario: Scenario) -> dict[str, Any]:
    """The configured fields as JSON values; durations as ISO 8601, members and teams as their id."""
    encoder = DjangoJSONEncoder()
    fields = model_to_dict(scenario)
    return {
        name: value if isinstance(value, str | int | list | None) else encoder.default(value)
        for name, value in fields.items()
        if name not in NOT_CONFIGURED
    }
