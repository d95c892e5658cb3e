"""The clock on ownership: remind, give to someone else, tell the supervisor, and a word to the contact.

`deadline_at` is the truth. A step is taken only if the wait, the owner and the deadline still stand as they
were read, in one conditional update: an answer that came first wins, and two sweeps take it once.
"""

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from bots.models import Bot, Scenario
from handover import clock, holding, notices, outbox
from handover.announcements import conversation_changed, thread_changed
from handover.assignment import Overtaken, Plan, make_row, owned_by, plan, take_along, take_seat
from handover.models import Conversation, Handover
from staff.audience import insist, prepare
from staff.models import Member, Notification
from staff.notifications import post

log = logging.getLogger(__name__)

WORK_SECONDS = 15.0  # after that the rest is left to the next sweep
PLANS = 10  # how often somebody else is looked for anew when others were quicker with the same member
HAS_IT = "has it already"


def sweep(*, now: datetime, limit: int = settings.SWEEP_LIMIT) -> int:
    """Take the steps that are due, one of each conversation, however old. Returns how many were due."""
    due = list(
        Conversation.objects.deadline_due(now).order_by("deadline_at").values_list("pk", flat=True)[:limit]
    )
    until = time.monotonic() + WORK_SECONDS
    for conversation_id in due:
        try:
            take_step(conversation_id, now=now)
        except Exception:  # it stays due; the others do not wait for it
            log.exception("the clock of conversation %s failed", conversation_id)
        if time.monotonic() >= until:
            break
    return len(due)


def take_step(conversation_id: int, *, now: datetime) -> bool:
    """Whether this call took it."""
    due = Conversation.objects.deadline_due(now).filter(pk=conversation_id)
    conversation = due.for_lists().select_related("bot__supervisor").first()
    if conversation is None:
        return False
    step, on = conversation.deadline_step, clock.minutes_of(clock.settings_of(conversation))
    if step not in on or not conversation.waits_for_person(now):
        return _leave_out(conversation, step, now)
    return STEPS[step](_Late.of(conversation, now))


def _leave_out(conversation: Conversation, step: str, now: datetime) -> bool:
    """The clock has yet to begin, the step was switched off since, or the bot may speak again."""
    fresh = clock.columns(conversation, now=now, done=step)
    if _is_the_bots_to_answer(conversation, now):
        fresh = {**fresh, "turn_due_at": now, "turn_since": now}
    left = _still(conversation).update(**fresh)
    if left:
        conversation_changed(conversation)
    return bool(left)


def _is_the_bots_to_answer(conversation: Conversation, now: datetime) -> bool:
    """It was silent when the contact wrote, as while it was off, and that was in its present term."""
    its_term = conversation.bot_resumes_at or conversation.bot_since
    since = conversation.waiting_since
    asked = since is not None and since >= its_term and conversation.last_inbound_id is not None
    return asked and conversation.turn_due_at is None and conversation.bot_may_speak(now)


def _still(conversation: Conversation) -> Any:
    return Conversation.objects.open().filter(
        pk=conversation.pk,
        version=conversation.version,
        waiting_since=conversation.waiting_since,
        deadline_at=conversation.deadline_at,
        deadline_step=conversation.deadline_step,
    )


@dataclass(frozen=True, slots=True)
class _Late:
    """A conversation whose contact has waited for too long. waited: in words."""

    conversation: Conversation
    bot: Bot
    owner: Member | None
    waited: str
    now: datetime

    @classmethod
    def of(cls, conversation: Conversation, now: datetime) -> "_Late":
        since = conversation.waiting_since or now
        waited = _in_words(clock.hours_of(conversation, now).minutes_between(since, now), since, now)
        owner = conversation.owner(now).member
        return cls(conversation, clock.settings_of(conversation), owner, waited, now)

    @property
    def cause(self) -> str:
        """Another one for each step that is taken."""
        at = self.conversation.deadline_at
        return f"conversation:{self.conversation.pk}:late:{int(at.timestamp()) if at else 0}"

    @property
    def who_waits(self) -> str:
        return f"{self.conversation.contact} has waited {self.waited} for an answer"

    def next_columns(self, conversation: Conversation | None = None) -> dict[str, Any]:
        step = self.conversation.deadline_step
        return clock.columns(conversation or self.conversation, now=self.now, done=step)

    def line(self, text: str) -> None:
        said = f"Nobody answered for {self.waited}{text}"
        outbox.line(self.conversation, said, now=self.now).save()
        thread_changed(self.conversation, self.conversation.address)

    def hold(self, conversation: Conversation) -> None:
        """conversation: as it is by now."""
        holding.tell(conversation, because=f"Nobody answered for {self.waited}.", now=self.now)


def _in_words(working_minutes: int, since: datetime, now: datetime) -> str:
    """By the clock on the wall where nobody has worked since: there it is what counts."""
    working = "working " if working_minutes else ""
    minutes = working_minutes or max(int((now - since).total_seconds()) // 60, 0)
    if minutes >= 120:
        return f"{minutes // 60} {working}hours"
    return f"{minutes} {working}minute{'' if minutes == 1 else 's'}"


def _remind(late: _Late) -> bool:
    with transaction.atomic():
        if not _still(late.conversation).update(**late.next_columns()):
            return False
        whom = [late.owner] if late.owner else notices.whoever_may_take_over()
        body = "" if late.owner else "Nobody has it yet: claim it if you can."
        told = _tell(late, whom, late.who_waits, body)
        everyone = "everyone who may take over"
        reminded = f"{late.owner or everyone} was reminded."
        unheard = f"{late.owner or everyone} could not be reminded, as no such notice is wanted."
        late.line(f": {reminded if told else unheard}")
        late.hold(late.conversation)
    return True


def _reassign(late: _Late) -> bool:
    for _ in range(PLANS):
        planned = next_in_line(late.conversation, now=late.now)
        with suppress(Overtaken):
            return _give(late, planned) if planned.member else _keep(late, planned)
    return False  # it stays due, and the next sweep looks again


def next_in_line(conversation: Conversation, *, now: datetime) -> Plan:
    """Who would be given it at this moment: the plan of a handover, without whoever has it."""
    owner = conversation.owner(now).member
    opened = Handover.objects.open().filter(conversation=conversation)
    handover = opened.select_related("scenario__assign_to_team").first()
    scenario: Scenario | None = handover.scenario if handover else None
    has_it = {owner.pk: HAS_IT} if owner else {}
    return plan(conversation.bot, scenario, conversation.contact, now=now, passing=has_it)


def _give(late: _Late, planned: Plan) -> bool:
    conversation, member = late.conversation, planned.member
    assert member
    if planned.seat:
        make_row(planned.seat)
    with transaction.atomic():
        given = owned_by(member, late.now, bot=conversation.bot)
        if not _still(conversation).update(**given):
            return False
        if planned.seat:
            take_seat(planned.seat)
        take_along(conversation, member, now=late.now)
        theirs = clock.owned(conversation, member)
        Conversation.objects.filter(pk=conversation.pk).update(**late.next_columns(theirs))
        because = f"{late.owner or 'Nobody'} had not answered for {late.waited}."
        post(
            prepare(
                notices.passed_on(conversation, cause=late.cause, because=because), [member], now=late.now
            )
        )
        if late.owner:
            _tell(late, [late.owner], f"{conversation.contact} was given to {member}", because)
        late.line(f": given to {member}.{_skipped(planned)}")
        _note(conversation, "assigned", planned)
        late.hold(Conversation.objects.for_lists().get(pk=conversation.pk))
    return True


def _keep(late: _Late, planned: Plan) -> bool:
    """Nobody else can take it: whoever has it keeps it, and everybody who could help hears of it."""
    conversation, owner = late.conversation, late.owner
    with transaction.atomic():
        if not _still(conversation).update(**late.next_columns()):
            return False
        others = [one for one in notices.whoever_may_take_over() if one != owner]
        body = f"{owner} has not answered. Take over if you can." if owner else "Claim it if you can."
        told = _tell(late, others, late.who_waits, body)
        keeps = f"{owner} keeps it" if owner else "It stays in the queue"
        heard = "whoever may take over was told" if told else "nobody could be told"
        nobody = "nobody else" if owner else "nobody"
        late.line(f", and {nobody} can be given it.{_skipped(planned, but=HAS_IT)} {keeps}; {heard}.")
        _note(conversation, "kept", planned)
        late.hold(conversation)
    return True


def _supervise(late: _Late) -> bool:
    with transaction.atomic():
        if not _still(late.conversation).update(**late.next_columns()):
            return False
        has_it = f"{late.owner} has the conversation." if late.owner else "Nobody has the conversation."
        notice = notices.unanswered(late.conversation, cause=late.cause, title=late.who_waits, body=has_it)
        told = insist(notice, notices.supervisors(late.bot), now=late.now)
        post(told)
        names = list(dict.fromkeys(str(one.member) for one in told))
        were = "was" if len(names) == 1 else "were"
        said = f": {', '.join(names)} {were} told." if names else ", and there is no supervisor to tell."
        late.line(said)
        late.hold(late.conversation)
    return True


STEPS: dict[str, Callable[[_Late], bool]] = {
    clock.REMIND.value: _remind,
    clock.REASSIGN.value: _reassign,
    clock.SUPERVISE.value: _supervise,
}


def _tell(late: _Late, members: Iterable[Member], title: str, body: str) -> list[Notification]:
    notice = notices.unanswered(late.conversation, cause=late.cause, title=title, body=body)
    told = prepare(notice, members, now=late.now)
    post(told)
    return told


def _skipped(planned: Plan, *, but: str = "") -> str:
    told = [(who, reason) for who, reason in planned.skipped if reason != but]
    return "".join(f" {who} was passed over: {reason}." for who, reason in told)


def _note(conversation: Conversation, outcome: str, planned: Plan) -> None:
    """On the open handover, beside what it did when it was made."""
    handover = Handover.objects.open().select_for_update().filter(conversation=conversation).first()
    if handover is None:
        return
    entry: dict[str, Any] = {"action": "reassign", "result": outcome, "detail": str(planned.member or "")}
    if planned.skipped:
        entry["skipped"] = [one._asdict() for one in planned.skipped]
    handover.actions = [*handover.actions, entry]
    handover.save(update_fields=["actions"])
