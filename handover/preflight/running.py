"""Whether the installation works: somebody to take over, processes that run, nothing stuck, nothing lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from bots.checks import models_can_be_read
from handover.models import Conversation, Message
from handover.preflight import surroundings
from handover.preflight.assignees import failed_of
from handover.preflight.base import A_DAY, Check, Facts, Level
from staff.models import Delivery, Heartbeat

STUCK_AFTER = timedelta(minutes=2)
UNCLAIMED_AFTER = timedelta(hours=1)
DOES = {
    "worker": "so nothing is answered or sent",
    "beat": "so nothing is tried again or brought back on time",
}


def checks(facts: Facts) -> Iterator[Check]:
    if not facts.claimers:
        staff = reverse("admin:staff_member_changelist")
        message = "No active member may take over conversations."
        yield Check(None, "members", Level.ERROR, message, "Add one under My Staff.", staff)
    yield from _models()
    yield from _processes(facts.now)
    yield from _stuck(facts.now)
    yield from _unclaimed(facts.now)
    yield from _failed(facts.now)
    yield from surroundings.checks()


def _models() -> Iterator[Check]:
    for found in models_can_be_read():
        yield Check(None, "models", Level.WARNING, str(found.msg), str(found.hint))


def _processes(now: datetime) -> Iterator[Check]:
    fresh = {beat.role for beat in Heartbeat.objects.all() if beat.fresh(now)}
    for role, so in DOES.items():
        if role in fresh:
            yield Check(None, role, Level.OK, f"The {role} is running.")
        else:
            hint = f"Start it on the server: manage.py serve, or serve --{role}."
            yield Check(None, role, Level.ERROR, f"The {role} is not running, {so}.", hint)


def _stuck(now: datetime) -> Iterator[Check]:
    late = now - STUCK_AFTER
    everything = f"{reverse('desk:list')}?queue=all"
    rows = (
        ("turns", Conversation.objects.turn_due(late), "an answer of the bot", everything),
        ("outbox", Message.objects.due(late), "a message to be sent", everything),
        ("notifications", Delivery.objects.due(late), "a notification to be sent", _waiting()),
        ("deadlines", Conversation.objects.deadline_due(late), "a step of the clock on answers", everything),
        ("pauses", Conversation.objects.bot_due_back(late), "the bot's return to be announced", everything),
    )
    for key, waiting, what, url in rows:
        if count := waiting.count():
            minutes = int(STUCK_AFTER.total_seconds() // 60)
            message = f"Waiting for more than {minutes} minutes for {what}: {count}."
            hint = "Look at them; if they do not move, look at worker and beat."
            yield Check(None, f"stuck_{key}", Level.ERROR, message, hint, url)


def _waiting() -> str:
    return f"{reverse('admin:staff_notification_changelist')}?deliveries__status__exact=pending"


def _unclaimed(now: datetime) -> Iterator[Check]:
    waiting = Conversation.objects.unassigned().filter(waiting_since__lte=now - UNCLAIMED_AFTER)
    if count := waiting.count():
        message = (
            f"Waiting for more than an hour for anyone to claim them: {count} conversation{'s'[: count > 1]}."
        )
        url = f"{reverse('desk:list')}?queue=unassigned"
        yield Check(None, "unclaimed", Level.WARNING, message, "Claim or assign them.", url)


def _failed(now: datetime) -> Iterator[Check]:
    lost = Message.objects.filter(status=Message.Status.FAILED, created_at__gte=now - A_DAY)
    places = list(lost.order_by("-pk").values_list("conversation_id", flat=True))
    if places:
        message = f"Messages of the last day that could not be delivered: {len(places)}."
        hint = "Open the latest: it says why, and can be tried again."
        url = reverse("desk:conversation", args=[places[0]])
        yield Check(None, "failed_messages", Level.WARNING, message, hint, url)
    untold = Delivery.objects.filter(
        status=Delivery.Status.FAILED, notification__created_at__gte=now - A_DAY
    ).count()
    if untold:
        message = f"Notifications of the last day that could not be delivered: {untold}."
        yield Check(None, "failed_notifications", Level.WARNING, message, "See why.", failed_of(None))
