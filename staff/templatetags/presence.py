from django import template
from django.utils import timezone

from staff import presence
from staff.models import Member
from staff.presence import Presence

register = template.Library()


@register.simple_tag
def presence_of(member: Member) -> Presence:
    """One query."""
    return presence.of_one(member, timezone.now())
