"""What members do with what a bot in Suggestive mode suggests: send it, hand over, or leave it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction

from bots import cases
from bots.decisions import Escalate, Evidence, Trigger
from bots.models import Scenario
from bots.setup import plain
from handover import actions, desk, escalation, feedback, suggested
from handover.announcements import conversation_changed
from handover.assignment import Taken
from handover.escalation import hand_over
from handover.feedback import Kept
from handover.models import Conversation, Handover, Message, SuggestedHandover
from staff.models import Member


def handover_of(suggestion: Message) -> SuggestedHandover | None:
    """The handover it suggests; None where it is an answer."""
    try:
        return suggestion.suggested_handover
    except ObjectDoesNotExist:
        return None


def use(suggestion: Message, *, by: Member, now: datetime) -> Message:
    """Send the suggested answer, as the member's words. Pressed twice, it is sent once.

    Errors: ValidationError when somebody was quicker; Taken (resolved).
    """
    key = f"suggestion-{suggestion.pk}"
    with transaction.atomic():
        conversation = _held(suggestion)
        if conversation.status != Conversation.Status.OPEN:
            raise Taken(conversation, None)
        sent = conversation.messages.filter(client_key=key).first()
        if sent is None and not suggested.settle(suggestion, by=by, became=f"Suggested only: {by} sent it."):
            raise _gone(suggestion)
        return sent or desk.reply(conversation, by, suggestion.text, now=now, client_key=key)


def accept(suggestion: Message, *, by: Member, now: datetime) -> Handover:
    """Hand over as the bot suggests: everything a handover does, all or nothing. Twice is once.

    Errors: ValidationError when somebody was quicker or the scenario no longer hands over; Taken (resolved).
    """
    conversation = Conversation.objects.for_lists().get(pk=suggestion.conversation_id)
    if conversation.status != Conversation.Status.OPEN:
        raise Taken(conversation, None)
    if earlier := _accepted(suggestion, by):
        return earlier
    decision = _decision(conversation, suggestion)

    def accepting() -> Member:
        if not suggested.settle(suggestion, by=by, became=f"Suggested only: {by} handed over."):
            raise _gone(suggestion)
        return by

    message = trigger_of(suggestion)
    handover = hand_over(conversation, decision, message=message, now=now, accepting=accepting)
    if handover is None or not Message.objects.filter(pk=suggestion.pk, member=by).exists():
        raise _overtaken(conversation, handover)
    return handover


def _accepted(suggestion: Message, by: Member) -> Handover | None:
    """What came of it when it is no longer there. Errors: ValidationError when that was not this member."""
    suggestion.refresh_from_db()
    if suggestion.status == Message.Status.SUGGESTED:
        return None
    opened = Handover.objects.open().filter(conversation=suggestion.conversation_id).first()
    if opened and suggestion.member_id == by.pk:
        return opened
    raise _gone(suggestion)


def _overtaken(conversation: Conversation, handover: Handover | None) -> Exception:
    if handover:
        return ValidationError("It was handed over a moment ago.", code="newer")
    current = Conversation.objects.for_lists().get(pk=conversation.pk)
    if current.status != Conversation.Status.OPEN:
        return Taken(current, None)
    return ValidationError("The conversation has changed hands a moment ago. Look again.", code="newer")


def dismiss(
    suggestion: Message, *, by: Member, now: datetime, reason: str = "", note: str = ""
) -> Kept | None:
    """Leave it. reason: why a handover would be a false alarm; then it becomes a case. Twice is once.

    Errors: ValidationError (a reason without the note it needs).
    """
    if reason:
        note = feedback.checked(reason, note)
    why = (note or feedback.FalseAlarm(reason).label).rstrip(".") if reason else ""
    became = f"Suggested only: {by} dismissed it{f': {why}' if why else ''}."
    with transaction.atomic():
        conversation = _held(suggestion)
        if not suggested.settle(suggestion, by=by, became=became):
            return None
        conversation_changed(conversation)
        if not reason:
            return None
        return feedback.not_needed(conversation, conversation.bot, trigger_of(suggestion), by=by, now=now)


def restore(suggestion: Message, *, by: Member, now: datetime) -> None:
    """Take a dismissal back, with what was said of it: the suggestion can be used again. Twice is once.

    Errors: ValidationError when something newer stands in its place; Taken (resolved).
    """
    with transaction.atomic():
        conversation = _held(suggestion)
        if conversation.status != Conversation.Status.OPEN:
            raise Taken(conversation, None)
        if suggested.standing(conversation) == suggestion:
            return
        if suggested.restorable(conversation) != suggestion:
            raise ValidationError("Too late: something newer stands in its place.", code="newer")
        suggested.restore(suggestion)
        trigger = trigger_of(suggestion)
        if conversation.bot and trigger:
            cases.withdraw(conversation.bot, trigger.pk)
        conversation_changed(conversation)


def _held(suggestion: Message) -> Conversation:
    """The conversation, locked before the suggestion is."""
    return Conversation.objects.held().get(pk=suggestion.conversation_id)


def _gone(suggestion: Message) -> ValidationError:
    suggestion.refresh_from_db()
    became = suggestion.last_error.removeprefix("Suggested only: ") or "it is no longer there."
    return ValidationError(f"Too late: {became}", code="newer")


def trigger_of(suggestion: Message) -> Message | None:
    """The contact's message that it answers."""
    inbound = Message.objects.filter(
        conversation=suggestion.conversation_id, direction=Message.Direction.INBOUND, pk__lt=suggestion.pk
    )
    return inbound.order_by("-pk").first()


def problem_of(conversation: Conversation, wanted: SuggestedHandover) -> str:
    """Why it can no longer be accepted, or ""."""
    scenario, bot = wanted.scenario, conversation.bot
    if wanted.trigger == Trigger.ENGINE_FAILURE:
        return ""
    if scenario is None or scenario.deleted_at:
        return "Its scenario was deleted meanwhile. Assign the conversation yourself, or dismiss this."
    if not scenario.enabled or (bot and not bot.handover_enabled):
        off = f"“{scenario}”" if not scenario.enabled else "Human Handover"
        return f"{off} was switched off meanwhile. Assign the conversation yourself, or dismiss this."
    return ""


def _decision(conversation: Conversation, suggestion: Message) -> Escalate:
    wanted = handover_of(suggestion)
    if wanted is None:
        raise ValidationError("This is an answer, not a handover.")
    if problem := problem_of(conversation, wanted):
        raise ValidationError(problem)
    return _plain(suggestion, wanted)


def _plain(suggestion: Message, wanted: SuggestedHandover) -> Escalate:
    evidence = (Evidence(item["kind"], item["text"], item.get("score")) for item in suggestion.evidence)
    scenario = plain(wanted.scenario) if wanted.scenario else None
    return Escalate(Trigger(wanted.trigger), scenario, suggestion.because, tuple(evidence), wanted.score)


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting would do. who: will get it, if not anyone. problem: why it cannot be done."""

    scenario: Scenario | None
    told: str = ""
    who: Member | None = None
    passed_over: tuple[str, ...] = ()
    problem: str = ""


def preview(conversation: Conversation, suggestion: Message, *, now: datetime) -> Preview | None:
    """Planned as a handover is, writing nothing. None where it suggests an answer."""
    wanted = handover_of(suggestion)
    if wanted is None:
        return None
    if problem := problem_of(conversation, wanted):
        return Preview(wanted.scenario, problem=problem)
    case = actions.Case(
        conversation,
        wanted.scenario or escalation.stand_in(),
        _plain(suggestion, wanted),
        trigger_of(suggestion),
        escalation.said_so_far(conversation),
        now,
    )
    planned = escalation.plan(case)
    passed_over = tuple(f"{who} {reason}" for who, reason in planned.case.plan.skipped)
    return Preview(wanted.scenario, planned.case.final_text, planned.case.plan.member, passed_over)
