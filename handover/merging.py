"""Two contacts who are one person: which they may be, what a merge would do, and doing just that.

Locks: both contacts in the order of their ids, then their conversations. A message being stored holds its
contact (intake), so it comes before the merge and is moved, or after it and finds the contact that is kept.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from handover.announcements import contact_changed
from handover.models import Address, Contact, ContactTag, Conversation, Merged, Tag, Task
from handover.turns import nudge_turn
from staff.models import Member

FIELDS = ("name", "email", "phone")
SUGGESTED = 10
DIGITS = 7  # of a phone number that are enough to compare by
CANDIDATES = 500


class Changed(Exception):
    """One of the two has changed since the merge was shown. Nothing was done."""


class Gone(Exception):
    """One of the two is no longer there, merged or deleted by somebody else."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the details. kept, other: what each of the two has; differs: somebody must choose."""

    field: str
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        return bool(self.kept and self.other and self.kept != self.other)

    @property
    def value(self) -> str:
        """Without a choice: what the one who is kept has, else the other's."""
        return self.kept or self.other


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do. fingerprint: of all that it was made from."""

    kept: Contact
    other: Contact
    choices: list[Choice]
    addresses: list[Address]
    conversations: list[Conversation]
    tasks: list[Task]
    tags: list[Tag]
    note: str
    fingerprint: str


def preview(kept: Contact, other: Contact) -> Preview:
    had = set(kept.tags.values_list("pk", flat=True))
    addresses = list(other.addresses.select_related("channel").order_by("pk"))
    conversations = list(other.conversations.select_related("assignee", "bot").order_by("-last_message_at"))
    tasks = list(other.tasks.select_related("assignee").order_by("pk"))
    tags = list(other.tags.all())
    return Preview(
        kept,
        other,
        [Choice(field, getattr(kept, field), getattr(other, field)) for field in FIELDS],
        addresses,
        conversations,
        tasks,
        [tag for tag in tags if tag.pk not in had],
        joined(kept.note, other.note),
        _fingerprint(kept, other, had, [addresses, conversations, tasks, tags]),
    )


def _fingerprint(kept: Contact, other: Contact, had: set[int], moved: list[list[Any]]) -> str:
    details = [[one.pk, *(getattr(one, field) for field in FIELDS), one.note] for one in (kept, other)]
    seen = [details, sorted(had), [sorted(row.pk for row in rows) for rows in moved]]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:32]


def joined(note: str, other: str) -> str:
    """Both notes; one that repeats the other stands once."""
    note, other = note.strip(), other.strip()
    if not other or other in note:
        return note
    return f"{note}\n\n{other}" if note else other


def merge(
    kept_id: int, other_id: int, chosen: Mapping[str, str], *, fingerprint: str, by: Member, now: datetime
) -> Contact:
    """Make the other a part of the one who is kept. chosen: field -> "other" where the other's value wins.

    fingerprint: of the preview that was seen. Errors: Changed, Gone; then nothing was done.
    """
    if kept_id == other_id:
        raise Gone
    try:
        with transaction.atomic():
            kept, other = _locked(kept_id, other_id)
            what = preview(kept, other)
            if what.fingerprint != fingerprint:
                raise Changed
            _carry_out(what, chosen, by, now)
    except IntegrityError as error:  # something new pointed at the other at the last moment
        raise Changed from error
    return kept


def _carry_out(what: Preview, chosen: Mapping[str, str], by: Member, now: datetime) -> None:
    kept, other = what.kept, what.other
    _move(kept, other)
    _settle(what, chosen)
    Merged.objects.filter(contact=other).update(contact=kept)
    Merged.objects.create(contact=kept, was=other.pk, name=str(other)[:200], by=by, at=now)
    _drop(other)
    contact_changed(kept)
    _nudge([conversation.pk for conversation in what.conversations], now)


def _locked(kept_id: int, other_id: int) -> tuple[Contact, Contact]:
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=[kept_id, other_id])
    both = {contact.pk: contact for contact in rows.order_by("pk")}
    if len(both) < 2:
        raise Gone
    return both[kept_id], both[other_id]


def _move(kept: Contact, other: Contact) -> None:
    """Conversations first: whoever is about to write tags or a task for one of them has finished then."""
    Conversation.objects.filter(contact=other).update(contact=kept, turn_lease_until=None)
    Address.objects.filter(contact=other).update(contact=kept)
    Task.objects.filter(contact=other).update(contact=kept)
    tagged = ContactTag.objects.filter(contact=kept).values("tag")
    ContactTag.objects.filter(contact=other).exclude(tag__in=tagged).update(contact=kept)
    ContactTag.objects.filter(contact=other).delete()


def _settle(what: Preview, chosen: Mapping[str, str]) -> None:
    kept, other = what.kept, what.other
    for choice in what.choices:
        wins = choice.other if chosen.get(choice.field) == "other" else choice.value
        setattr(kept, choice.field, wins)
    kept.note = what.note
    kept.created_at = min(kept.created_at, other.created_at)
    kept.seen_at = max(kept.seen_at, other.seen_at)
    kept.save()


def _drop(other: Contact) -> None:
    """Without Django's cascade: should anything still point here, the database refuses the whole merge."""
    rows = Contact.objects.filter(pk=other.pk)
    rows._raw_delete(rows.db)


def _nudge(moved: list[int], now: datetime) -> None:
    """An answer that was being computed for the other is computed anew, with the contact as it is now."""
    for conversation in Conversation.objects.open().filter(pk__in=moved):
        if conversation.turn_due_at:
            nudge_turn(conversation, now)


def likely(contact: Contact) -> list[tuple[Contact, list[str]]]:
    """Who may be the same person, the surest first, each with what they share."""
    wanted = _wanted(contact)
    if not wanted:
        return []
    rows = Contact.objects.filter(wanted).exclude(pk=contact.pk).order_by("-seen_at", "-pk")[:CANDIDATES]
    found = [(other, shared) for other in rows if (shared := _shared(contact, other))]
    return sorted(found, key=lambda one: len(one[1]), reverse=True)[:SUGGESTED]


def _wanted(contact: Contact) -> Q:
    wanted = Q()
    if contact.email.strip():
        wanted |= Q(email__iexact=contact.email.strip())
    if number := _number(contact.phone):
        wanted |= Q(phone__regex="[^0-9]*".join(number[-DIGITS:]) + "[^0-9]*$")
    if len(contact.name.split()) > 1:
        wanted |= Q(name__iexact=" ".join(contact.name.split()))
    return wanted


def _shared(contact: Contact, other: Contact) -> list[str]:
    same = {
        "email address": contact.email.strip().casefold() == other.email.strip().casefold() != "",
        "phone number": _number(contact.phone)[-DIGITS:] == _number(other.phone)[-DIGITS:] != "",
        "name": _plain(contact.name) == _plain(other.name) != "",
    }
    return [word for word, is_same in same.items() if is_same]


def _number(phone: str) -> str:
    """Its digits; empty for what is too short to tell people apart."""
    digits = "".join(char for char in phone if char.isascii() and char.isdecimal())
    return digits if len(digits) >= DIGITS else ""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
