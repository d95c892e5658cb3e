"""A member's quiet hours: only the app tells them anything, without a sound; what else there is waits."""

from datetime import datetime

from django.utils.formats import time_format

from staff.hours import Hours, Span, zone_of
from staff.models import Member

EVERY_DAY = range(7)


def ends(member: Member, now: datetime) -> datetime | None:
    """On the member's clock: when the quiet hours in which `now` lies are over; None outside of them."""
    start, until = member.quiet_from, member.quiet_until
    if start is None or until is None:
        return None
    return Hours(zone_of(member), tuple(Span(day, start, until) for day in EVERY_DAY)).closing(now)


def in_words(member: Member) -> str:
    """Such as "22:00 to 7:00"; "" for none."""
    if member.quiet_from is None or member.quiet_until is None:
        return ""
    return f"{time_format(member.quiet_from, 'G:i')} to {time_format(member.quiet_until, 'G:i')}"
