"""What staff say of the bot's judgement: a handover that was not needed, or one that it missed.

Each becomes a case of the bot, so that whoever sets it up sees whether a change puts it right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from bots import cases
from bots.bench import Outcome
from bots.drafts import Gone
from bots.models import Bot, Case, Scenario
from handover import outbox
from handover.announcements import conversation_changed
from handover.models import Conversation, Handover, Message
from handover.models.message import clean
from handover.replay import bursts, text_of
from staff.models import Member

LONGEST_NOTE = 300
FalseAlarm = Handover.FalseAlarm


@dataclass(frozen=True, slots=True)
class Kept:
    """The case that was made; or why none was: what staff say counts all the same."""

    case: Case | None
    problem: str = ""


def mark_false_alarm(handover: Handover, *, reason: str, note: str = "", by: Member, now: datetime) -> Kept:
    """The bot need not have handed over; open or closed, it stays as it is. Twice is once.

    Errors: ValidationError ("something else" needs a note).
    """
    note = checked(reason, note)
    marked = {"false_alarm": reason, "false_alarm_note": note, "false_alarm_at": now, "false_alarm_by": by}
    message = handover.message or _written_before(handover)
    with transaction.atomic():
        conversation = Conversation.objects.held().get(pk=handover.conversation_id)
        if not Handover.objects.filter(pk=handover.pk, false_alarm="").update(**marked):
            return Kept(case_of(handover.bot, message))
        text = f"{by} marked the handover as a false alarm: {(note or FalseAlarm(reason).label).rstrip('.')}."
        outbox.line(conversation, text, now=now, member=by).save()
        conversation_changed(conversation)
        return not_needed(conversation, handover.bot, message, by=by, now=now)


def checked(reason: str, note: str) -> str:
    """The note, tidied. Errors: ValidationError."""
    note = " ".join(clean(note).split())
    if reason not in FalseAlarm.values:
        raise ValidationError("Say why it was a false alarm.", code="reason")
    if reason == FalseAlarm.OTHER and not note:
        raise ValidationError("Write a few words on what was wrong.", code="note")
    if len(note) > LONGEST_NOTE:
        raise ValidationError(f"The note has {len(note)} characters; at most {LONGEST_NOTE} are kept.")
    return note


def unmark_false_alarm(handover: Handover, *, by: Member, now: datetime) -> None:
    """Its case goes too, unless somebody has changed it since."""
    unmarked = {"false_alarm": "", "false_alarm_note": "", "false_alarm_at": None, "false_alarm_by": None}
    with transaction.atomic():
        conversation = Conversation.objects.held().get(pk=handover.conversation_id)
        marked = Handover.objects.filter(pk=handover.pk).exclude(false_alarm="")
        if marked.update(**unmarked):
            if handover.bot and (message := handover.message or _written_before(handover)):
                cases.withdraw(handover.bot, message.pk)
            text = f"{by} took back that the handover was a false alarm."
            outbox.line(conversation, text, now=now, member=by).save()
            conversation_changed(conversation)


def not_needed(
    conversation: Conversation, bot: Bot | None, message: Message | None, *, by: Member, now: datetime
) -> Kept:
    """A case in which the bot hands over at none of the messages up to this one."""
    return _keep(conversation, bot, message, None, by, now)


def mark_missed(message: Message, *, scenario: Scenario, by: Member, now: datetime) -> Kept:
    """Instead of this message of its own, the bot should have handed over, by this scenario.

    Said again, the latest scenario counts.
    """
    with transaction.atomic():
        conversation = Conversation.objects.held().get(pk=message.conversation_id)
        known = case_of(conversation.bot, message)
        kept = _keep(conversation, conversation.bot, message, scenario, by, now)
        if kept.case and (known is None or known.expected_scenario_id != scenario.pk):
            text = f"{by} said that the bot should have handed over at its answer: {scenario}."
            outbox.line(conversation, text, now=now, member=by).save()
            conversation_changed(conversation)
    return kept


def unmark_missed(message: Message, *, by: Member, now: datetime) -> None:
    """Its case goes. Twice is once. Errors: ValidationError when somebody has changed the case since."""
    with transaction.atomic():
        conversation = Conversation.objects.held().get(pk=message.conversation_id)
        bot = conversation.bot
        if bot and cases.withdraw(bot, message.pk):
            text = f"{by} took back that the bot should have handed over."
            outbox.line(conversation, text, now=now, member=by).save()
            conversation_changed(conversation)
        elif case_of(bot, message):
            raise ValidationError(f"Its case was changed since, so it stays among the cases of {bot}.")


def case_of(bot: Bot | None, message: Message | None) -> Case | None:
    return bot.cases.filter(message=message.pk).first() if bot and message else None


def cases_of(conversation: Conversation, messages: Iterable[int]) -> dict[int, Case]:
    """What staff have said of these messages, by their ids. One query."""
    if conversation.bot_id is None:
        return {}
    found = Case.objects.filter(bot=conversation.bot_id, message__in=list(messages))
    return {case.message: case for case in found if case.message}


def _keep(
    conversation: Conversation,
    bot: Bot | None,
    message: Message | None,
    scenario: Scenario | None,
    by: Member,
    now: datetime,
) -> Kept:
    """scenario: by which it should hand over after the last message; None: it should not."""
    if bot is None or message is None:
        return Kept(None, "No case was kept: the bot or the message is no longer there.")
    turns = _turns(conversation, message)
    at = len([turn for turn in turns if turn.strip()])
    wanted = Outcome(at, scenario.trigger, scenario.pk) if scenario else Outcome()
    name = turns[-1] if turns else ""
    where, which = conversation.pk, message.pk
    try:
        case = cases.keep(bot, turns, wanted, by=by, now=now, name=name, conversation=where, message=which)
    except ValidationError as error:
        return Kept(None, f"No case was kept: {error.messages[0]}")
    except Gone:
        return Kept(None, "No case was kept: the bot was deleted.")
    return Kept(case)


def _turns(conversation: Conversation, message: Message) -> list[str]:
    """What the contact wrote up to the message since a person last had a part in it, a text for each turn."""
    said = conversation.messages.said().beside_holding()
    thread = list(said.filter(pk__lte=message.pk).order_by("pk"))
    before = conversation.handovers.filter(created_at__lt=message.created_at).order_by("-pk").first()
    if before:
        thread = [one for one in thread if one.created_at > before.created_at]
    return [text_of(burst) for burst in bursts(thread[_last_of_a_person(thread) :])][-cases.MOST_TURNS :]


def _last_of_a_person(thread: Sequence[Message]) -> int:
    """Where what was said after it begins."""
    persons = [at for at, one in enumerate(thread, start=1) if one.author == Message.Author.MEMBER]
    return persons[-1] if persons else 0


def _written_before(handover: Handover) -> Message | None:
    inbound = handover.conversation.messages.filter(direction=Message.Direction.INBOUND)
    return inbound.filter(created_at__lte=handover.created_at).order_by("-pk").first()
