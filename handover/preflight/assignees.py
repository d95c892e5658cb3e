"""Who gets a scenario's conversations: can they take them, can they now, and would they hear of it."""

from collections.abc import Iterator

from django.urls import reverse

from bots.models import Bot, Scenario
from handover.assignment.candidates import Candidate
from handover.preflight.base import Check, Facts, Level, listed
from staff.models import Event, Member, Team
from staff.ways import switched_off

Remedy = tuple[str, str]
"""What to do about it, and where."""
TOLD_OF = {
    Event.CONVERSATION_ASSIGNED: "a conversation that is assigned to them",
    Event.TASK_ASSIGNED: "a task that is assigned to them",
}


def goes_to(bot: Bot, scenario: Scenario, facts: Facts) -> Iterator[Check]:
    default = facts.candidates.get(bot.default_assignee_id or 0)
    if scenario.assign_to_id:
        chosen = facts.candidates[scenario.assign_to_id]
        yield from _member(bot, scenario, chosen, default, facts)
    elif scenario.assign_to_team:
        yield from _team(bot, scenario, scenario.assign_to_team, default, facts)
    elif default:
        yield from [] if never(default) else _told(bot, scenario, [default.member], facts)
    else:
        yield from _nobody(bot, scenario, facts)


def never(candidate: Candidate) -> bool:
    """However long one waits."""
    return not (candidate.member.is_active and candidate.may_take_over)


def _member(
    bot: Bot, scenario: Scenario, chosen: Candidate, default: Candidate | None, facts: Facts
) -> Iterator[Check]:
    reason = chosen.unable(facts.now)
    if reason is None:
        yield from _told(bot, scenario, [chosen.member], facts)
    elif never(chosen):
        message = f"{scenario} goes to {chosen.member}, who {reason}."
        remedy = "Choose someone else.", _choice(bot, scenario)
        yield _never(bot, scenario, message, remedy, default, facts)
    else:
        if _is_away(chosen, facts) or not _behind(default, facts):
            yield _not_now(bot, scenario, f"{chosen.member} {reason}", default, facts)
        yield from _told(bot, scenario, [chosen.member], facts)


def _is_away(candidate: Candidate, facts: Facts) -> bool:
    return candidate.attendance is not None and candidate.attendance.is_away(facts.now)


def _team(
    bot: Bot, scenario: Scenario, team: Team, default: Candidate | None, facts: Facts
) -> Iterator[Check]:
    members = [facts.candidates[member.pk] for member in team.members.all()]
    able = [one for one in members if not never(one)]
    if not able:
        why = "in which nobody may take over conversations" if members else "which has no members"
        message = f"{scenario} goes to {team}, {why}."
        remedy = "Add members to the team.", reverse("admin:staff_team_change", args=[team.pk])
        yield _never(bot, scenario, message, remedy, default, facts)
        return
    if all(one.unable(facts.now) for one in able):
        reasons = listed([f"{one.member} {one.unable(facts.now)}" for one in able])
        yield _not_now(bot, scenario, f"Nobody in {team} is available: {reasons}", default, facts)
    yield from _told(bot, scenario, [one.member for one in able], facts)


def _behind(default: Candidate | None, facts: Facts) -> Member | None:
    return default.member if default and default.unable(facts.now) is None else None


def _never(
    bot: Bot, scenario: Scenario, message: str, remedy: Remedy, default: Candidate | None, facts: Facts
) -> Check:
    behind = _behind(default, facts)
    goes = f" {behind}, the default assignee, gets these conversations." if behind else ""
    level = Level.WARNING if behind else Level.ERROR
    return Check(bot.slug, "assignee", level, message + goes, *remedy, str(scenario.pk))


def _not_now(bot: Bot, scenario: Scenario, reason: str, default: Candidate | None, facts: Facts) -> Check:
    behind = _behind(default, facts)
    meanwhile = f"{behind}, the default assignee, gets" if behind else "anyone may claim"
    message = f"{reason}. Meanwhile {meanwhile} what {scenario} hands over."
    hint = "Choose a team or someone else, if this lasts."
    where = _choice(bot, scenario)
    return Check(bot.slug, "assignee", Level.WARNING, message, hint, where, str(scenario.pk))


def _told(bot: Bot, scenario: Scenario, members: list[Member], facts: Facts) -> Iterator[Check]:
    of = [Event.CONVERSATION_ASSIGNED, *([Event.TASK_ASSIGNED] if scenario.create_task else [])]
    for member in members:
        untold = [TOLD_OF[event] for event in of if (member.pk, event) not in facts.told]
        page = reverse("admin:staff_member_change", args=[member.pk]) + "#notification-settings"
        if untold:
            hint = "Switch it on under My Staff → Edit → Notification Settings."
            message = f"{member} is not told of {listed(untold)}."
            yield _notifications(bot, scenario, message, hint, page)
        elif member.pk in facts.unreached:
            message = f"Nothing that was sent to {member} in the last day arrived."
            yield _notifications(bot, scenario, message, "See why.", failed_of(member))
        for said in switched_off(facts.off.get(member.pk, [])):
            message = f"{member}: {said}, because it was refused for good."
            hint = "Put the address right, or try it again."
            where = reverse("staff:ways", args=[member.pk])
            yield _notifications(bot, scenario, message, hint, where)


def _notifications(bot: Bot, scenario: Scenario, message: str, hint: str, url: str) -> Check:
    return Check(bot.slug, "notifications", Level.WARNING, message, hint, url, str(scenario.pk))


def failed_of(member: Member | None) -> str:
    """The list of what was sent and failed."""
    theirs = f"&member__id__exact={member.pk}" if member else ""
    return f"{reverse('admin:staff_notification_changelist')}?deliveries__status__exact=failed{theirs}"


def _nobody(bot: Bot, scenario: Scenario, facts: Facts) -> Iterator[Check]:
    message = (
        f"{scenario} names nobody, and {bot} has no default assignee: "
        "its conversations wait until someone claims them."
    )
    hint = "Choose a default assignee, so that somebody always gets them."
    url = reverse("bots:settings", args=[bot.slug]) + "#id_default_assignee"
    yield Check(bot.slug, "assignee", Level.WARNING, message, hint, url, str(scenario.pk))
    heard = any((member.pk, Event.CONVERSATION_HANDED_OVER) in facts.told for member in facts.claimers)
    if facts.claimers and not heard:
        message = "Nobody is told when a conversation waits to be claimed."
        hint = "Switch it on under My Staff → Edit → Notification Settings."
        yield _notifications(bot, scenario, message, hint, reverse("admin:staff_member_changelist"))


def _choice(bot: Bot, scenario: Scenario) -> str:
    """Where the administrator chooses who gets it."""
    return reverse("bots:scenario", args=[bot.slug, scenario.pk]) + "#id_goes_to"
