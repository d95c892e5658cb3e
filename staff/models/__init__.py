from staff.models.address import MemberAddress
from staff.models.attendance import Attendance
from staff.models.heartbeat import Heartbeat
from staff.models.hours import Holiday, WorkingHours
from staff.models.member import ADMINISTRATOR, MEMBER, Member
from staff.models.notification import Delivery, Notification
from staff.models.preference import Event, NotificationPreference
from staff.models.team import Team

__all__ = [
    "ADMINISTRATOR",
    "MEMBER",
    "Attendance",
    "Delivery",
    "Event",
    "Heartbeat",
    "Holiday",
    "Member",
    "MemberAddress",
    "Notification",
    "NotificationPreference",
    "Team",
    "WorkingHours",
]
