"""What the person who takes over needs to know, by rules, frozen at the moment of the handover."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from bots.decisions import Escalate
from handover.models import Contact, Message

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{6,}\d")
TRIED_AT_MOST = 5


def compose(
    contact: Contact, messages: Sequence[Message], decision: Escalate, *, told: str
) -> dict[str, Any]:
    """{"asked", "tried", "why", "evidence", "told", "contact"}. messages: of the bot's term, oldest first."""
    from_contact = [m.in_words() for m in messages if m.author == Message.Author.CONTACT]
    from_bot = [m.text for m in messages if m.author == Message.Author.BOT]
    return {
        "asked": _asked(from_contact, last=max(3, len(last_burst(messages)))),
        "tried": [_short(text) for text in from_bot[-TRIED_AT_MOST:]],
        "why": decision.because,
        "evidence": [item.text for item in decision.evidence],
        "told": told,
        "contact": details(contact, messages),
    }


def last_burst(messages: Sequence[Message]) -> list[Message]:
    """What the contact wrote since anybody answered: several quick messages are one question."""
    from_contact = takewhile(lambda message: message.author == Message.Author.CONTACT, reversed(messages))
    return list(from_contact)[::-1]


def _asked(texts: Sequence[str], *, last: int) -> list[str]:
    """How it began, and what was written last."""
    return [_short(text, 400) for text in dict.fromkeys([*texts[:1], *texts[-last:]])]


def details(contact: Contact, messages: Sequence[Message]) -> dict[str, str]:
    """Known details, and those the contact mentioned; for those who leave none, an empty value."""
    text = " \n".join(m.text for m in messages if m.author == Message.Author.CONTACT)
    email, phone = _EMAIL.search(text), _PHONE.search(text)
    return {
        "name": contact.name,
        "email": contact.email or (email[0] if email else ""),
        "phone": contact.phone or (phone[0] if phone else ""),
    }


def _short(text: str, limit: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
