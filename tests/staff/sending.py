"""A notice sent by one transport alone, and what came of it."""

from datetime import datetime, timedelta

from staff import notifications
from staff.audience import Notice
from staff.models import Delivery, Event, Member, NotificationPreference
from staff.notifications import notify

NOTICE = Notice(Event.CONVERSATION_ASSIGNED, "handover:1", "Dana was handed to you", "She asked.", "/desk/7/")


def only_by(member: Member, kind: str) -> None:
    for other in ("in_app", "web_push", "email", "sms", "chat"):
        NotificationPreference.objects.create(
            member=member, event=Event.CONVERSATION_ASSIGNED, transport=other, enabled=other == kind
        )


def told(member: Member, now: datetime) -> Delivery:
    """What came of a notice, a minute later."""
    notify(NOTICE, [member], now=now)
    notifications.sweep(now=now)
    notifications.sweep(now=now + timedelta(seconds=61))
    return Delivery.objects.get(notification__cause=NOTICE.cause)
