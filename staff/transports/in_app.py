from staff import live
from staff.models import Event, Member, Notification


class InApp:
    """The row under the bell is the message; sending it only wakes the member's open pages."""

    label = "In the app"

    def default(self, event: Event) -> bool:
        return True

    def reaches(self, member: Member) -> bool:
        return member.is_active

    def send(self, notification: Notification) -> None:
        live.announce(live.member_group(notification.member_id), f"notification.{notification.pk}")
