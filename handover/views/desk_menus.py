"""What the menus above a conversation offer: who could get it, until when it can be put aside, and so on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from handover import snoozing
from handover.action_forms import REASONS, PauseForm
from handover.assignment import load
from handover.desk import UNDO_FOR
from handover.models import Conversation
from handover.notices import whoever_may_take_over
from handover.views.desk_words import Control
from staff import hours, presence
from staff.models import Member, Team
from staff.presence import State

MANY = 8  # from so many on, the menu can be searched


@dataclass(frozen=True, slots=True)
class Taker:
    """One who could get it. has: how many they have in hand, such as "3 of 5". now: it is theirs already."""

    member: Member
    state: str
    presence: str
    has: str
    now: bool
    me: bool


def menus(conversation: Conversation, control: Control, member: Member, now: datetime) -> dict[str, Any]:
    """Nothing for a resolved conversation, but how to undo that."""
    if control.kind == "resolved":
        since = conversation.resolved_at
        undo_at = since.isoformat() if since and now - since < UNDO_FOR else ""
        return {"undo_at": undo_at, "reasons": REASONS}
    takers = takers_of(conversation, control, member, now)
    may_snooze = control.mine or (control.kind != "member" and conversation.waiting_since is None)
    teams = list(Team.objects.prefetch_related("members").order_by("name"))
    return {
        "takers": takers,
        "teams": teams,
        "many_takers": len(takers) + len(teams) > MANY,
        "snooze_choices": snoozing.choices(member, now) if may_snooze else [],
        "clock_of": hours.zone_of(member).key,
        "snoozed": conversation.snoozed_until is not None and conversation.snoozed_until > now,
        "may_snooze": may_snooze,
        "pause_lengths": [(key, label) for key, (label, _) in PauseForm.LENGTHS.items()],
        "pause_units": PauseForm.UNITS.items(),
        "reasons": REASONS,
    }


def takers_of(conversation: Conversation, control: Control, member: Member, now: datetime) -> list[Taker]:
    """Whoever asks first, then who is there, then by name. Two queries."""
    members: Sequence[Any] = list(_with_load(whoever_may_take_over()))
    there = presence.of(members, now)
    held = conversation.assignee_id if control.kind == "member" else None
    takers = [
        Taker(
            one,
            there[one.pk].state.value,
            there[one.pk].label,
            f"{one.load} of {one.capacity}" if one.capacity is not None else str(one.load),
            now=one.pk == held,
            me=one.pk == member.pk,
        )
        for one in members
    ]
    return sorted(takers, key=lambda one: (not one.me, one.state != State.ONLINE, str(one.member).casefold()))


def _with_load(members: "QuerySet[Member]") -> "QuerySet[Member, Any]":
    return members.annotate(load=load())
