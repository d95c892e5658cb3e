from collections.abc import Sequence
from datetime import timedelta

from staff import live
from staff.models import Event, Member, MemberAddress, Notification


class InApp:
    """The row under the bell is the message; sending it only wakes the member's open pages."""

    label = "In the app"
    short = "app"
    gets = "a toast"
    hold = timedelta(0)

    def missing(self, addresses: Sequence[MemberAddress]) -> str:
        return "not active"

    def default(self, event: Event) -> bool:
        return True

    def reaches(self, member: Member, addresses: Sequence[MemberAddress]) -> bool:
        return member.is_active

    def send(self, notifications: Sequence[Notification], addresses: Sequence[MemberAddress]) -> list[str]:
        for one in notifications:
            live.announce(live.member_group(one.member_id), f"notification.{one.pk}")
        return []
