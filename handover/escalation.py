"""The handover: planned with no lock held, then written in one transaction, once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from bots.decisions import Escalate
from bots.models import Scenario, ScenarioRevision
from handover import actions, briefing, outbox
from handover.announcements import thread_changed
from handover.assignment import MEMBER, NOBODY, TURN_ENDED
from handover.models import ContactTag, Conversation, Handover, Message
from handover.models.conversation import ConversationQuerySet
from staff.notifications import post


def hand_over(
    conversation: Conversation,
    decision: Escalate,
    *,
    message: Message | None,
    now: datetime,
    still: ConversationQuerySet | None = None,
) -> Handover | None:
    """Everything a handover does, all or nothing; asked twice, it is done once.

    message: the contact's message that set it off. still: what must hold at the moment of writing; by
    default that the conversation's owner has not changed since it was read. Returns the conversation's open
    handover, this one or an earlier one; None when `still` no longer held and there is none.
    """
    if already := Handover.objects.open().filter(conversation=conversation).first():
        return already
    scenario = _scenario(decision)
    case = actions.Case(conversation, scenario, decision, message, _said(conversation), now)
    results = actions.plan(case)
    told = briefing.compose(case.contact, case.said, decision, told=case.final_text)
    revision = _revision(scenario)
    if still is None:
        still = Conversation.objects.open().filter(pk=conversation.pk, version=conversation.version)
    with transaction.atomic():
        if not still.update(**_new_owner(case)):
            return Handover.objects.open().filter(conversation=conversation).first()
        return _write(case, results, told, revision)


def _scenario(decision: Escalate) -> Scenario:
    """The scenario as it is now; without one (the engine failed) the defaults of the form stand in."""
    if decision.scenario:
        found = Scenario.objects.select_related("assign_to").filter(pk=decision.scenario.id).first()
        if found:
            return found
    return Scenario(name="", trigger=Scenario.Kind.CUSTOM)


def _revision(scenario: Scenario) -> ScenarioRevision | None:
    return scenario.revisions.order_by("-number").first() if scenario.pk else None


def _said(conversation: Conversation) -> list[Message]:
    """The last messages of the bot's present term, oldest first."""
    term = conversation.messages.said().filter(created_at__gte=conversation.bot_since)
    return list(term.order_by("-pk")[:30])[::-1]


def _new_owner(case: actions.Case) -> dict[str, Any]:
    member = case.plan.member
    fields: dict[str, Any] = {
        "owner_kind": MEMBER if member else NOBODY,
        "version": F("version") + 1,
        "bot_resumes_at": case.paused_until,
        "pause_for": case.scenario.pause_for,
        "last_message_at": case.now,
        **TURN_ENDED,
    }
    if member:
        fields |= {"assignee": member, "assigned_at": case.now}
    return fields


def _write(
    case: actions.Case,
    results: list[dict[str, Any]],
    told: dict[str, Any],
    revision: ScenarioRevision | None,
) -> Handover:
    conversation = case.conversation
    final = outbox.outbound(conversation, case.final_text, now=case.now, is_final=True)
    line = outbox.line(conversation, _line(case), now=case.now)
    Message.objects.bulk_create([final, line])
    handover = Handover.objects.create(
        conversation=conversation,
        bot=conversation.bot,
        scenario=case.scenario if case.scenario.pk else None,
        scenario_name=case.scenario.name,
        revision=revision,
        trigger=case.decision.trigger.value,
        because=case.decision.because[:300],
        evidence=[item.as_dict() for item in case.decision.evidence],
        score=case.decision.score,
        message=case.trigger_message,
        final_message=final,
        assignee=case.plan.member,
        actions=results,
        tags=[tag.name for tag in case.tags],
        briefing=told,
        paused_until=case.paused_until,
        created_at=case.now,
    )
    if case.task:
        case.task.handover = handover
        case.task.save()
    ContactTag.objects.bulk_create(
        [ContactTag(contact=case.contact, tag=tag) for tag in case.tags], ignore_conflicts=True
    )
    post(case.notices)
    outbox.nudge_delivery(conversation)
    thread_changed(conversation, conversation.address)
    return handover


def _line(case: actions.Case) -> str:
    who = f"assigned to {case.plan.member}" if case.plan.member else "anyone may claim it"
    return f"Handed over: {case.decision.because.rstrip('.')} — {who}."
