from staff.models.heartbeat import Heartbeat
from staff.models.member import ADMINISTRATOR, MEMBER, Member
from staff.models.notification import Delivery, Notification
from staff.models.preference import Event, NotificationPreference

__all__ = [
    "ADMINISTRATOR",
    "MEMBER",
    "Delivery",
    "Event",
    "Heartbeat",
    "Member",
    "Notification",
    "NotificationPreference",
]
