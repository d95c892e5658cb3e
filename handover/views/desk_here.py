"""Who else is at the conversation a member reads."""

from datetime import datetime
from typing import Any

from handover import visits
from handover.models import Conversation
from staff.models import Member


def here_context(conversation: Conversation, member: Member, now: datetime) -> dict[str, Any]:
    """What _desk_here.html shows. here_for: seconds until it is to be asked again."""
    present = visits.who_is_here(conversation, but=member, now=now)
    writes_until = visits.contact_writes_until(conversation, now)
    ends = [one.until for one in present] + ([writes_until] if writes_until else [])
    return {
        "present": present,
        "contact_writes": writes_until is not None,
        "here_for": int((min(ends) - now).total_seconds()) + 1 if ends else None,
    }
