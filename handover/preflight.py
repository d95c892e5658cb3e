"""Everything that would stop a handover, each with the sentence that says what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bots.models import Bot, Channel, Mode, Scenario
from handover import assignment
from handover.models import Conversation, Message
from handover.notices import MAY_TAKE_OVER
from staff.models import Delivery, Event, Heartbeat, Member
from staff.notifications import Notice, prepare

STUCK_AFTER = timedelta(minutes=2)


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """id: a short key that stays. bot: its slug, None for what concerns every bot."""

    bot: str | None
    id: str
    level: Level
    message: str
    hint: str = ""


Found = Iterator[tuple[str, Level, str, str]]


def run(bots: list[Bot], *, now: datetime) -> list[Check]:
    """The checks of these bots and of the installation, worst not first: in the order of setting up."""
    checks = [Check(bot.slug, *found) for bot in bots for part in OF_A_BOT for found in part(bot, now)]
    return checks + [Check(None, *found) for part in OF_ALL for found in part(now)]


def _mode(bot: Bot, now: datetime) -> Found:
    if bot.mode != Mode.AUTO_PILOT:
        yield (
            "mode",
            Level.ERROR,
            f"{bot} is in {bot.get_mode_display()} mode, so it never hands over by itself.",
            "Set its mode to Auto Pilot.",
        )
    else:
        yield "mode", Level.OK, f"{bot} is on Auto Pilot.", ""


def _switches(bot: Bot, now: datetime) -> Found:
    on = [scenario for scenario in bot.scenarios.all() if scenario.enabled]
    if not bot.handover_enabled:
        yield "master_switch", Level.ERROR, "Human Handover is switched off for this bot.", "Switch it on."
    elif not on:
        yield "scenarios", Level.ERROR, "No scenario is enabled.", "Enable at least Human Requested."
    else:
        yield "scenarios", Level.OK, f"{len(on)} scenarios are enabled.", ""


def _channels(bot: Bot, now: datetime) -> Found:
    channels = [channel for channel in bot.channels.all() if channel.enabled and channel.kind != "internal"]
    if not channels:
        yield "channels", Level.WARNING, "Nobody can write to this bot.", "Add a web chat or a webhook."
    for channel in channels:
        yield from _channel(channel)


def _channel(channel: Channel) -> Found:
    if channel.kind == "webhook" and not channel.config.get("url"):
        yield (
            "channel_url",
            Level.WARNING,
            f"{channel.name} has no URL, so answers cannot leave.",
            "Enter the URL of your system that takes messages.",
        )


def _phrases(bot: Bot, now: datetime) -> Found:
    for scenario in bot.scenarios.all():
        if scenario.enabled and scenario.needs_phrases and not scenario.example_phrases:
            yield (
                "phrases",
                Level.ERROR,
                f"{scenario} has no example phrases.",
                "Add what contacts really say.",
            )
        elif scenario.enabled and scenario.needs_phrases and len(scenario.example_phrases) < 3:
            yield (
                "phrases",
                Level.WARNING,
                f"{scenario} has few example phrases.",
                "Three or more work better.",
            )


def _final_messages(bot: Bot, now: datetime) -> Found:
    for scenario in bot.scenarios.all():
        if scenario.enabled and not scenario.final_message.strip():
            yield (
                "final_message",
                Level.ERROR,
                f"{scenario} says nothing before it stops.",
                "Write a final message.",
            )


def _assignees(bot: Bot, now: datetime) -> Found:
    for scenario in bot.scenarios.select_related("assign_to").filter(enabled=True):
        candidate = scenario.assign_to or bot.default_assignee
        if candidate is None:
            yield (
                "assignee",
                Level.WARNING,
                f"{scenario} names nobody, and the bot has no default assignee.",
                "Anyone may claim these conversations; name someone to be sure that somebody does.",
            )
        else:
            yield from _assignee(scenario, candidate, now)


def _assignee(scenario: Scenario, member: Member, now: datetime) -> Found:
    if reason := assignment.unable(member):
        yield "assignee", Level.ERROR, f"{scenario} goes to {member}, who {reason}.", "Choose someone else."
        return
    for event in (Event.CONVERSATION_ASSIGNED, Event.TASK_ASSIGNED):
        if not prepare(Notice(event, "", ""), [member], now=now):
            yield (
                "notifications",
                Level.WARNING,
                f"{member} is not told of “{event.label}”.",
                "Switch it on under My Staff → Edit → Notification Settings.",
            )


def _nobody_to_claim(now: datetime) -> Found:
    if not Member.objects.who_may(MAY_TAKE_OVER).exists():
        yield (
            "members",
            Level.ERROR,
            "No active member may take over conversations.",
            "Add one under My Staff.",
        )


def _processes(now: datetime) -> Found:
    beats = {beat.role: beat for beat in Heartbeat.objects.all()}
    for role in ("worker", "beat"):
        beat = beats.get(role)
        if beat and beat.fresh(now):
            yield role, Level.OK, f"The {role} is running.", ""
        else:
            yield (
                role,
                Level.ERROR,
                f"The {role} is not running.",
                f"Start it: manage.py serve, or serve --{role}.",
            )


def _stuck(now: datetime) -> Found:
    late = now - STUCK_AFTER
    counts: dict[str, tuple[int, str]] = {
        "turns": (Conversation.objects.turn_due(late).count(), "messages wait for an answer of their bot"),
        "outbox": (Message.objects.due(late).count(), "messages wait to be sent"),
        "notifications": (Delivery.objects.due(late).count(), "notifications wait to be sent"),
        "pauses": (
            Conversation.objects.bot_due_back(late).count(),
            "pauses have ended and were not announced",
        ),
    }
    for key, (count, what) in counts.items():
        if count:
            yield f"stuck_{key}", Level.ERROR, f"{count} {what} for too long.", "Look at worker and beat."


def _failed(now: datetime) -> Found:
    day = now - timedelta(days=1)
    failed = Message.objects.filter(status=Message.Status.FAILED, created_at__gte=day).count()
    if failed:
        yield (
            "failed_messages",
            Level.WARNING,
            f"{failed} messages of the last day could not be delivered.",
            "Open their conversations: each says why, and can be tried again.",
        )


OF_A_BOT: tuple[Callable[[Bot, datetime], Found], ...] = (
    _mode,
    _switches,
    _channels,
    _phrases,
    _final_messages,
    _assignees,
)
OF_ALL: tuple[Callable[[datetime], Found], ...] = (_nobody_to_claim, _processes, _stuck, _failed)
