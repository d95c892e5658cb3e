"""What stands under a member's bell, and reading it."""

from datetime import datetime

from staff.live import announce, member_group
from staff.models import Member, Notification
from staff.models.notification import NotificationQuerySet

LATEST = 20


def latest(member: Member) -> list[Notification]:
    return list(under_bell(member)[:LATEST])


def latest_id(member: Member) -> int:
    return member.notifications.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(member: Member, after: int) -> list[Notification]:
    """Unread ones with a higher id than `after`, oldest first: what a page has not shown yet."""
    return list(member.notifications.unread().filter(pk__gt=after).order_by("pk")[: 3 * LATEST])


def under_bell(member: Member) -> NotificationQuerySet:
    return member.notifications.under_bell().order_by("-created_at", "-pk")


def unread_count(member: Member) -> int:
    return member.notifications.unread().count()


def read(notification: Notification, *, now: datetime) -> None:
    """One thing seen is all its notices seen: those of the member for the same page."""
    unread = Notification.objects.unread().filter(member=notification.member_id)
    same = unread.filter(url=notification.url) if notification.url else unread.filter(pk=notification.pk)
    if same.update(read_at=now):
        announce(member_group(notification.member_id), "notifications")


def read_all(member: Member, *, now: datetime) -> None:
    if member.notifications.unread().update(read_at=now):
        announce(member_group(member.pk), "notifications")
