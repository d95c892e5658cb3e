"""Keeping conversations as cases, and saying what they should come to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from bots.bench import Outcome
from bots.detection.base import Trigger
from bots.detection.smalltalk import courtesy
from bots.drafts import held
from bots.models import Bot, Case, Scenario
from bots.models.case import LONGEST_NAME
from bots.outcomes import columns
from staff.models import Member

MOST = 500  # cases of a bot
MOST_TURNS = 100  # messages of a case


def keep(
    bot: Bot,
    turns: Sequence[str],
    expected: Outcome,
    *,
    by: Member | None,
    now: datetime,
    name: str = "",
    conversation: int | None = None,
    message: int | None = None,
) -> Case:
    """Keep it; the same one twice is kept once. name: if empty, the first message that says something.

    message: the one at which staff say that the bot was wrong; of each, the latest word is kept, and can be
    withdrawn until somebody changes the case itself.
    Errors: ValidationError.
    """
    turns = check_turns(turns)
    expected = checked(bot, turns, expected)
    name = short(name) or short(_telling(turns))
    with transaction.atomic():
        held(bot.pk)
        same = {"message": message} if message else {"name": name, "conversation": conversation}
        rows = bot.cases.filter(**same)
        if known := next((case for case in rows if message or case.turns == turns), None):
            return _said_again(known, expected, now)
        if bot.cases.count() >= MOST:
            raise ValidationError(f"A bot can have {MOST} cases. Delete some that say the same.")
        return Case.objects.create(
            bot=bot,
            name=name,
            turns=turns,
            conversation=conversation,
            message=message,
            created_by=by,
            created_at=now,
            updated_at=now,
            **columns("expected", expected),
        )


def _said_again(case: Case, expected: Outcome, now: datetime) -> Case:
    """The latest word counts. What staff said of a message can be withdrawn while nobody changed the case."""
    withdrawable = {"created_at": now} if case.message and case.updated_at == case.created_at else {}
    return _changed(case, now, **columns("expected", expected), **withdrawable)


def withdraw(bot: Bot, message: int) -> bool:
    """What staff said of the message is taken back. A case that someone has changed since is kept."""
    deleted, _ = bot.cases.filter(message=message, updated_at=F("created_at")).delete()
    return bool(deleted)


def _telling(turns: Sequence[str]) -> str:
    """The first message that is more than a hello or a thank you; the first of all where none is."""
    return next((turn for turn in turns if courtesy(turn) is None), turns[0])


def expect(case: Case, expected: Outcome, *, now: datetime) -> Case:
    """From now on it should come to this. Errors: ValidationError."""
    return _changed(case, now, **columns("expected", checked(case.bot, case.turns, expected)))


def change(case: Case, name: str, expected: Outcome, *, now: datetime) -> Case:
    """Another name and another expectation. Errors: ValidationError."""
    if not short(name):
        raise ValidationError("Give the case a name.")
    expects = columns("expected", checked(case.bot, case.turns, expected))
    return _changed(case, now, name=short(name), **expects)


def _changed(case: Case, now: datetime, **values: Any) -> Case:
    """These columns alone, so that nothing else is put back and a case that was deleted stays deleted."""
    for name, value in (values | {"updated_at": now}).items():
        setattr(case, name, value)
    Case.objects.filter(pk=case.pk).update(updated_at=now, **values)
    return case


def short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1].rstrip()}…"


def check_turns(turns: Sequence[str]) -> list[str]:
    """Without blank ones. Errors: ValidationError."""
    kept = [turn.strip() for turn in turns if turn.strip()]
    if not kept:
        raise ValidationError("There is no message to keep. Write at least one as the contact.")
    if len(kept) > MOST_TURNS:
        raise ValidationError(f"These are {len(kept)} messages; a case has at most {MOST_TURNS}.")
    for number, turn in enumerate(kept, start=1):
        if len(turn) > settings.MESSAGE_MAX_LENGTH:
            limit = f"{settings.MESSAGE_MAX_LENGTH:,}"
            raise ValidationError(
                f"Message {number} has {len(turn):,} characters; a case keeps at most {limit}."
            )
    return kept


def checked(bot: Bot, turns: Sequence[str], expected: Outcome) -> Outcome:
    """With the scenario's present name. Errors: ValidationError where no conversation can end like that."""
    if expected.turn is None:
        return Outcome()
    if not 1 <= expected.turn <= len(turns):
        raise ValidationError(f"There is no message {expected.turn}: the case has {len(turns)}.")
    if expected.trigger not in list(Trigger):
        raise ValidationError("Say which trigger hands it over.")
    if expected.trigger == Trigger.ENGINE_FAILURE:
        raise ValidationError("The engine failed there, which no case can expect. Play it again.")
    if expected.scenario is None:
        return replace(expected, scenario_name=expected.scenario_name[:80])
    scenario = Scenario.with_deleted.filter(bot=bot, pk=expected.scenario).first()
    if scenario is None:
        raise ValidationError("The scenario it expects is not one of this bot. Choose another.")
    return replace(expected, trigger=scenario.trigger, scenario_name=scenario.name)
