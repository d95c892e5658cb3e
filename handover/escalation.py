"""The handover: planned with no lock held, then written in one transaction, once."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from bots.decisions import Escalate
from bots.models import Scenario, ScenarioRevision
from handover import actions, briefing, clock, gaps, outbox
from handover.announcements import thread_changed
from handover.assignment import MEMBER, NOBODY, TURN_ENDED, Overtaken, make_row, take_seat
from handover.models import ContactTag, Conversation, Handover, Message, Tag
from handover.models.conversation import ConversationQuerySet
from staff.models import Member
from staff.notifications import post

Accepting = Callable[[], Member]
SAID_AT_MOST = 30  # messages that the briefing is made from

PLANS = 10
"""How often a handover is planned anew when others were quicker with the same member. In each of these rounds
one of them wins, so up to so many at the same moment never exceed a limit together; beyond that one is given
to the member all the same: better one too many in their hands than a contact in nobody's."""


def hand_over(
    conversation: Conversation,
    decision: Escalate,
    *,
    message: Message | None,
    now: datetime,
    still: ConversationQuerySet | None = None,
    accepting: Accepting | None = None,
) -> Handover | None:
    """Everything a handover does, all or nothing; asked twice, it is done once.

    message: the contact's message that set it off. still: what must hold at the moment of writing; by
    default that the conversation's owner has not changed since it was read. accepting: called in the same
    transaction where a member accepts what the bot suggested; what it raises undoes all.

    Returns the conversation's open handover, this one or an earlier one; None when `still` no longer held
    and there is none.
    """
    if already := Handover.objects.open().filter(conversation=conversation).first():
        return already
    if still is None:
        still = Conversation.objects.open().filter(pk=conversation.pk, version=conversation.version)
    case = actions.Case(conversation, _scenario(decision), decision, message, said_so_far(conversation), now)
    for _ in range(PLANS):
        planned = plan(replace(case))
        with suppress(Overtaken):
            return _carry_out(planned, still, accepting)
    planned.case.plan = replace(planned.case.plan, seat=None)
    return _carry_out(planned, still, accepting)


def _carry_out(
    planned: "Planned", still: ConversationQuerySet, accepting: Accepting | None
) -> Handover | None:
    """Nothing for a contact who was merged into another since. Errors: Overtaken; nothing was written."""
    case, seat = planned.case, planned.case.plan.seat
    tags, revision = Tag.named(case.tags), _revision(case.scenario)
    if seat:
        make_row(seat)
    given = _new_owner(case)
    with transaction.atomic():
        if not still.filter(contact=case.contact.pk).update(**given):
            return Handover.objects.open().filter(conversation=case.conversation).first()
        if seat:
            take_seat(seat)
        accepted_by = accepting() if accepting else None
        return _write(planned, tags, revision, accepted_by)


@dataclass(frozen=True, slots=True)
class Planned:
    """A handover of which nothing is written yet. results: what Handover.actions will say."""

    case: actions.Case
    results: list[dict[str, Any]]
    briefing: dict[str, Any]


def plan(case: actions.Case) -> Planned:
    """Fill the case and compose the briefing. Reads, and writes nothing."""
    results = actions.plan(case)
    told = briefing.compose(case.contact, case.said, case.decision, told=case.final_text)
    return Planned(case, results, told)


def _scenario(decision: Escalate) -> Scenario:
    """The scenario as it is now, or what stands in for it."""
    if decision.scenario:
        found = Scenario.objects.select_related("assign_to_team").filter(pk=decision.scenario.id).first()
        if found:
            return found
    return stand_in()


def stand_in() -> Scenario:
    """For a handover without a scenario, as when the engine failed: the defaults of the form."""
    return Scenario(name="", trigger=Scenario.Kind.CUSTOM)


def _revision(scenario: Scenario) -> ScenarioRevision | None:
    return scenario.revisions.order_by("-number").first() if scenario.pk else None


def said_so_far(conversation: Conversation) -> list[Message]:
    """The last messages of the bot's present term, oldest first."""
    term = conversation.messages.said().beside_holding().filter(created_at__gte=conversation.bot_since)
    return list(term.prefetch_related("attachments").order_by("-pk")[:SAID_AT_MOST])[::-1]


def _new_owner(case: actions.Case) -> dict[str, Any]:
    member = case.plan.member
    fields: dict[str, Any] = {
        "owner_kind": MEMBER if member else NOBODY,
        "version": F("version") + 1,
        "bot_resumes_at": case.paused_until,
        "pause_for": case.scenario.pause_for,
        "last_message_at": case.now,
        "snoozed_until": None,
        "snoozed_by": None,
        **clock.columns(clock.handed_over(case.conversation, member, now=case.now), now=case.now),
        **TURN_ENDED,
    }
    if member:
        fields |= {"assignee": member, "assigned_at": case.now}
    return fields


def _write(
    planned: Planned, tags: list[Tag], revision: ScenarioRevision | None, accepted_by: Member | None
) -> Handover:
    case = planned.case
    conversation = case.conversation
    final = outbox.outbound(conversation, case.final_text, now=case.now, is_final=True)
    line = outbox.line(conversation, _line(case, accepted_by), now=case.now, member=accepted_by)
    Message.objects.bulk_create([final, line])
    handover = _row(planned, revision, final)
    handover.save()
    if case.task:
        case.task.handover = handover
        case.task.save()
    ContactTag.objects.bulk_create(
        [ContactTag(contact=case.contact, tag=tag) for tag in tags], ignore_conflicts=True
    )
    gaps.note(conversation, case.decision, case.trigger_message, now=case.now)
    post(case.notices)
    outbox.nudge_delivery(conversation)
    thread_changed(conversation, conversation.address)
    return handover


def _row(planned: Planned, revision: ScenarioRevision | None, final: Message) -> Handover:
    """Unsaved."""
    case = planned.case
    return Handover(
        conversation=case.conversation,
        bot=case.conversation.bot,
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
        actions=planned.results,
        tags=case.tags,
        briefing=planned.briefing,
        paused_until=case.paused_until,
        created_at=case.now,
    )


def _line(case: actions.Case, accepted_by: Member | None) -> str:
    who = f"assigned to {case.plan.member}" if case.plan.member else "anyone may claim it"
    done = f"{accepted_by} handed over, as suggested" if accepted_by else "Handed over"
    return f"{done}: {case.decision.because.rstrip('.')} — {who}."
