"""Each constraint of the database refuses what it must, whoever asks."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from bots.models import Article, Bot, Case, Channel, KnowledgeIndex, Scenario, ScenarioRevision
from handover.models import Address, ContactTag, Conversation, Handover, Message, ReplyDraft, Tag, Visit
from staff.models import (
    Delivery,
    Event,
    Holiday,
    Member,
    MemberAddress,
    Notification,
    NotificationPreference,
    Team,
    WorkingHours,
)

Rows = list[models.Model]


def copy(row: models.Model, **changes: Any) -> models.Model:
    """An unsaved copy of the row with these changes."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    kept.pop(row._meta.pk.attname)
    return type(row)(**{**kept, **changes})


def address(conversation: Conversation, **changes: Any) -> models.Model:
    return copy(Address.objects.get(pk=conversation.address_id), **changes)


def tagging(conversation: Conversation) -> models.Model:
    return copy(ContactTag.objects.get(contact=conversation.contact, tag=Tag.objects.get()))


def conversation(of: Conversation, **changes: Any) -> models.Model:
    at_rest = {"bot_resumes_at": None, "deadline_at": None, "deadline_step": ""}
    return copy(of, **{"status": "resolved", **at_rest, **changes})


def inbound(of: Conversation, **changes: Any) -> models.Model:
    return copy(Message.objects.filter(direction="inbound", conversation=of)[0], **changes)


def outbound(of: Conversation, **keys: str) -> Rows:
    plain = inbound(of, external_id=None, direction="outbound", **keys)
    return [plain, copy(plain)]


def scenario(**changes: Any) -> models.Model:
    made = Scenario.objects.get(trigger=Scenario.Kind.HUMAN_REQUESTED)
    return copy(made, **{"trigger": "custom", **changes})


def notification(of: Conversation) -> Notification:
    return Notification.objects.filter(url__contains=str(of.pk), event=Event.CONVERSATION_ASSIGNED).get()


def hours(of: Conversation, **changes: Any) -> models.Model:
    return WorkingHours(
        **{"member": of.assignee, "weekday": 0, "start": time(9), "until": time(17), **changes}
    )


def number(of: Conversation) -> models.Model:
    return MemberAddress(
        member=of.assignee, transport="sms", address="+351912345678", created_at=of.created_at
    )


def browser(member: Member | None, of: Conversation) -> models.Model:
    return MemberAddress(
        member=member, transport="web_push", address="https://push.example/1", created_at=of.created_at
    )


REFUSED: dict[str, Callable[[Conversation], Rows]] = {
    "email_in_lower_case": lambda c: [Member(email="Zoe@shop.example", name="Zoe")],
    "quiet_hours_have_both_ends": lambda c: [
        Member(email="zoe@shop.example", name="Zoe", quiet_from=time(22))
    ],
    "one_preference_per_event_and_transport": lambda c: [
        NotificationPreference(member=c.assignee, event=Event.NEW_MESSAGE, transport="in_app", enabled=on)
        for on in (True, False)
    ],
    "a_day_of_the_week": lambda c: [hours(c, weekday=7)],
    "span_is_not_empty": lambda c: [hours(c, until=time(9))],
    "holiday_ends_after_it_begins": lambda c: [
        Holiday(first_day=date(2026, 3, 2), last_day=date(2026, 3, 1)),
    ],
    "told_once_per_cause": lambda c: [copy(notification(c), title="other")],
    "one_delivery_per_transport": lambda c: [
        Delivery(notification=notification(c), transport="pigeon", next_try_at=c.created_at) for _ in "ab"
    ],
    "one_address_per_member_and_transport": lambda c: [number(c), number(c)],
    "a_browser_belongs_to_one_member": lambda c: [
        browser(c.assignee, c),
        browser(Member.objects.create_user("zoe@shop.example", name="Zoe"), c),
    ],
    "expects_a_handover_or_none": lambda c: [
        Case(bot=c.bot, name="x", expected_trigger="custom", created_at=c.created_at, updated_at=c.created_at)
    ],
    "one_case_per_message": lambda c: [
        Case(bot=c.bot, name="x", message=7, created_at=c.created_at, updated_at=c.created_at) for _ in "ab"
    ],
    "one_article_per_question": lambda c: [copy(Article.objects.all()[0], answer="other")],
    "one_internal_channel_per_bot": lambda c: [copy(Channel.objects.get(kind="internal"), token="other")],
    "one_revision_per_number": lambda c: [copy(ScenarioRevision.objects.all()[0], fields={})],
    "one_prebuilt_scenario_per_trigger": lambda c: [scenario(trigger="human_requested")],
    "one_index_per_knowledge": lambda c: [
        KnowledgeIndex(bot=c.bot, digest="the same", created_at=c.created_at) for _ in "ab"
    ],
    "sensitivity_between_1_and_5": lambda c: [scenario(sensitivity=0)],
    "retries_between_1_and_5": lambda c: [scenario(retries=6)],
    "final_message_is_said": lambda c: [scenario(final_message="")],
    "a_member_or_a_team": lambda c: [scenario(assign_to_team_id=Team.objects.create(name="Workshop").pk)],
    "pause_is_positive": lambda c: [scenario(pause_for=timedelta(0))],
    "tagged_once": lambda c: [tagging(c)],
    "one_address_per_channel_and_id": lambda c: [address(c)],
    "one_open_conversation_per_address": lambda c: [conversation(c, status="open")],
    "no_pause_while_the_bot_owns": lambda c: [
        conversation(c, status="open", owner_kind="bot", bot_resumes_at=c.created_at, address_id=0)
    ],
    "resolved_is_at_rest": lambda c: [conversation(c, turn_due_at=c.created_at)],
    "deadline_has_a_step": lambda c: [
        conversation(c, status="open", deadline_at=c.created_at, deadline_step="", address_id=0)
    ],
    "false_alarm_has_a_reason_and_a_time": lambda c: [
        copy(
            Handover.objects.get(conversation=c),
            final_message_id=None,
            closed_at=c.created_at,
            false_alarm="other",
        )
    ],
    "one_draft_per_member": lambda c: [
        ReplyDraft(conversation=c, member=c.assignee, text=text, updated_at=c.created_at) for text in "ab"
    ],
    "one_visit_per_member": lambda c: [Visit(conversation=c, member=c.assignee) for _ in "ab"],
    "one_open_handover_per_conversation": lambda c: [
        copy(Handover.objects.get(conversation=c), final_message_id=None)
    ],
    "one_message_per_channel_and_id": lambda c: [inbound(c, text="other")],
    "one_message_per_client_key": lambda c: outbound(c, client_key="page-1"),
    "one_answer_per_turn": lambda c: outbound(c, turn_key="1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_constraint_forbids_is_refused(name: str, handed_over: Conversation) -> None:
    *rows, last = REFUSED[name](handed_over)
    for row in rows:
        row.save(force_insert=True)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        last.save(force_insert=True)
    constraint = constraints()[name]
    said = str(refused.value)
    columns = [f".{field}" for field in getattr(constraint, "fields", ())]
    assert name in said or all(column in said for column in columns), said


def test_every_constraint_of_ours_is_tested_here() -> None:
    assert set(constraints()) == set(REFUSED)


def constraints() -> dict[str, models.BaseConstraint]:
    """Ours by name."""
    ours = [model for model in apps.get_models() if model._meta.app_label in ("staff", "bots", "handover")]
    return {constraint.name: constraint for model in ours for constraint in model._meta.constraints}


@pytest.mark.parametrize("retries", [0, 6, 255])
def test_retries_are_one_to_five(retries: int, handed_over: Conversation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.update(retries=retries)


def test_what_only_looks_alike_is_allowed(
    handed_over: Conversation, bot: Bot, webchat: Channel, now: datetime
) -> None:
    """The conditions of the constraints: other channel, resolved, closed, without a key."""
    Address.objects.create(contact=handed_over.contact, channel=webchat, external_id="dana")
    for _ in range(2):
        Address.objects.create(contact=handed_over.contact, channel=None, external_id="dana")
        conversation(handed_over).save(force_insert=True)
        inbound(handed_over, external_id=None).save(force_insert=True)
        handover = Handover.objects.get(conversation=handed_over, closed_at=None)
        copy(handover, closed_at=now, final_message_id=None).save(force_insert=True)
        scenario(name="Custom").save(force_insert=True)
        copy(webchat, token=f"t{_}").save(force_insert=True)
