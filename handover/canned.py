"""Replies kept ready: what may be put into them, and one filled in for a contact."""

import re

from bots.placeholders import fill
from handover.models import CannedReply, Contact
from staff.models import Member

PLACEHOLDERS = {
    "first_name": "the contact's first name",
    "contact_name": "the contact's name",
    "member_name": "the name of whoever writes",
}
NAMELESS = "there"  # as in "Hello there"
_BRACED = re.compile(r"\{[^{}\n]{0,40}\}")


def unknown(text: str) -> list[str]:
    """What looks like a placeholder and is none, such as "{nmae}"."""
    return [found for found in dict.fromkeys(_BRACED.findall(text)) if found[1:-1] not in PLACEHOLDERS]


def filled(reply: CannedReply, contact: Contact, member: Member) -> str:
    values = {
        "first_name": contact.first_name or NAMELESS,
        "contact_name": contact.name or NAMELESS,
        "member_name": str(member),
    }
    return fill(reply.text, values)
