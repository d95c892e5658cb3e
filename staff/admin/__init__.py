"""The shell's pages of this room; importing a module registers it."""

from staff.admin.holiday import HolidayAdmin
from staff.admin.member import MemberAdmin
from staff.admin.notification import DeliveryAdmin, NotificationAdmin
from staff.admin.team import TeamAdmin

__all__ = ["DeliveryAdmin", "HolidayAdmin", "MemberAdmin", "NotificationAdmin", "TeamAdmin"]
