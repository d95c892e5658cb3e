"""The actions themselves: each plans its part of the case and says what will come of it."""

from collections.abc import Sequence
from typing import Any

from bots.models.scenario import FINAL_MESSAGE
from handover import assignment, notices
from handover.actions.base import Case, result
from handover.models import Task
from staff.models import Notification

LEAVE_AN_ADDRESS = "Please leave your email address or phone number here, so that we can reach you."


def assign(case: Case) -> dict[str, Any]:
    bot, scenario = case.conversation.bot, case.scenario
    case.plan = assignment.plan(bot, scenario, case.contact, now=case.now, away=case.away)
    assigned = result("assign", case.plan.result, case.plan.detail)
    if case.plan.skipped:
        assigned["skipped"] = [skipped._asdict() for skipped in case.plan.skipped]
    return assigned


def final_message(case: Case) -> dict[str, Any]:
    """Chosen once it is known who gets it, so it never promises what will not happen."""
    template = case.scenario.final_message
    if case.plan.member is None and case.scenario.final_message_unavailable.strip():
        template = case.scenario.final_message_unavailable
    case.final_text = case.fill(template, nameless="there").strip() or FINAL_MESSAGE
    if case.plan.nobody_available and not case.reachable:
        case.final_text += f" {LEAVE_AN_ADDRESS}"
    return result("final_message", "written", case.final_text)


def pause_bot(case: Case) -> dict[str, Any]:
    if case.scenario.pause_for is None:
        return result("pause", "until_handed_back")
    case.paused_until = case.now + case.scenario.pause_for
    return result("pause", "until", case.paused_until.isoformat())


def create_task(case: Case) -> dict[str, Any]:
    if not case.scenario.create_task:
        return result("task", "off")
    name = str(case.contact)
    case.task = Task(
        contact=case.contact,
        conversation=case.conversation,
        title=case.fill(case.scenario.task_title, nameless=name)[:200],
        description=case.fill(case.scenario.task_description, nameless=name),
        assignee=case.plan.member,
        due_at=case.now + case.scenario.task_due_in,
        created_at=case.now,
    )
    return result("task", "created", f"{case.task.title}, due {case.task.due_at.isoformat()}")


def add_tags(case: Case) -> dict[str, Any]:
    names = [name for name in dict.fromkeys(str(tag).strip()[:60] for tag in case.scenario.tags) if name]
    if not names:
        return result("tags", "off")
    case.tags = names
    return result("tags", "added", ", ".join(names))


def notify(case: Case) -> dict[str, Any]:
    cause = f"conversation:{case.conversation.pk}:handover:{case.conversation.version}"
    case.notices = notices.of_handover(
        case.conversation,
        cause=cause,
        assignee=case.plan.member,
        because=case.decision.because,
        task_title=case.task.title if case.task else "",
        now=case.now,
    )
    if case.notices:
        return result("notify", "told", _names(case.notices))
    case.notices = notices.to_supervisors(
        case.conversation, cause=cause, because=case.decision.because, now=case.now
    )
    if case.notices:
        return result("notify", "supervisors", _names(case.notices))
    return result("notify", "nobody", "Nobody wants to hear of this, and there is no administrator.")


def _names(told: Sequence[Notification]) -> str:
    names = list(dict.fromkeys(str(notice.member) for notice in told))
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
