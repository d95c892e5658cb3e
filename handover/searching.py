"""Finding conversations by words: every word stands in the contact's particulars, or in one message.

Written so that PostgreSQL's trigram indexes (see the migration `search`) can answer: on each table alone,
without a join, `UPPER(column) LIKE UPPER('%word%')`, which is what icontains becomes there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace

from handover.models import Address, Contact, Conversation, Message
from handover.models.conversation import ConversationQuerySet
from handover.models.message import MessageQuerySet

WORDS_AT_MOST = 6
BETWEEN_DIGITS = " -()./"
DIGITS = 5
"""So many make what is searched for a phone number."""
LATEST = 2_000
"""So many messages that match are looked at, the latest first: a word that everybody uses stays quick."""
BEFORE, AFTER = 30, 120
"""Characters of a message shown around what was found."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """pieces: a text, and whether it is one of the words."""

    message_id: int
    pieces: list[tuple[str, bool]]


def words_of(text: str) -> list[str]:
    return list(dict.fromkeys(text.split()))[:WORDS_AT_MOST]


def contacts(words: Sequence[str]) -> "QuerySet[Contact]":
    return Contact.objects.filter(_particulars(words))


def _particulars(words: Sequence[str]) -> Q:
    where = Q()
    for word in words:
        where &= Q(name__icontains=word) | Q(email__icontains=word) | Q(phone__icontains=word)
    return where


def people(among: "QuerySet[Contact]", text: str) -> "QuerySet[Contact]":
    """Also by a phone number however it is written, or by the id under which a channel knows them."""
    words = words_of(text)
    if not words:
        return among
    where = _particulars(words) | Q(pk__in=Address.objects.filter(external_id=text).values("contact"))
    digits = "".join(char for char in text if char.isascii() and char.isdecimal())
    if len(digits) >= DIGITS and not text.strip(f"+0123456789{BETWEEN_DIGITS}"):
        plain: Any = F("phone")
        for char in BETWEEN_DIGITS:
            plain = Replace(plain, Value(char), Value(""))
        among = among.annotate(plain_phone=plain)
        where |= Q(plain_phone__contains=digits.lstrip("0"))
    return among.filter(where)


def messages(
    words: Sequence[str], since: datetime | None = None, until: datetime | None = None
) -> MessageQuerySet:
    """What was said and noted, in [since, until)."""
    found = Message.objects.written()
    for word in words:
        found = found.filter(text__icontains=word)
    if since:
        found = found.filter(occurred_at__gte=since)
    return found.filter(occurred_at__lt=until) if until else found


def anywhere(
    visible: ConversationQuerySet, words: Sequence[str], since: datetime | None, until: datetime | None
) -> ConversationQuerySet:
    """Those of a contact of these words, or in which they were written."""
    latest = messages(words, since, until).order_by("-pk").values("conversation")[:LATEST]
    said = Conversation.objects.filter(pk__in=latest).order_by().values("pk")
    whose = contacts(words).order_by().values("pk")
    theirs = Conversation.objects.filter(contact__in=whose).order_by().values("pk")
    return visible.filter(pk__in=said.union(theirs))


def snippet(message: Message, words: Sequence[str]) -> Snippet:
    """The message around the first of the words, on one line."""
    text = " ".join(message.text.split())
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.I)
    first = pattern.search(text)
    start = _word_from(text, max(first.start() - BEFORE, 0)) if first else 0
    end = start + BEFORE + AFTER
    shown = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    pieces, at = [], 0
    for match in pattern.finditer(shown):
        pieces += [(shown[at : match.start()], False), (match[0], True)]
        at = match.end()
    return Snippet(message.pk, [piece for piece in [*pieces, (shown[at:], False)] if piece[0]])


def _word_from(text: str, at: int) -> int:
    """Where the next whole word begins; in writing without blanks, here."""
    blank = text.find(" ", at, at + BEFORE) if at else -1
    return blank + 1 if blank >= 0 else at
