"""Who a contact is and how they can be reached: changed on their page, or kept from what they wrote."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from handover import outbox
from handover.announcements import contact_changed, conversation_changed
from handover.as_seen import Changed, mark_of
from handover.models import Contact, Conversation
from handover.models.message import clean
from staff.models import Member

NAMES = {"email": "email address", "phone": "phone number"}
FIELDS = ("name", "email", "phone", "note")
PHONE = re.compile(r"\+?[0-9 ().\-/]+")
DIGITS = range(5, 21)


def seen(contact: Contact) -> str:
    """Short for what the contact is like now."""
    return mark_of(*(getattr(contact, field) for field in FIELDS))


def change(contact: Contact, values: Mapping[str, str], *, as_seen: str) -> None:
    """values: of all FIELDS. as_seen: what the contact was like when the form was shown.

    Errors: Changed; Contact.DoesNotExist when they are gone meanwhile.
    """
    with transaction.atomic():
        held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
        if as_seen != seen(held):
            raise Changed(held)
        for field in FIELDS:
            setattr(held, field, values[field])
        held.save(update_fields=FIELDS)
        contact_changed(held)


def is_phone(text: str) -> bool:
    return bool(PHONE.fullmatch(text)) and sum(char.isdecimal() for char in text) in DIGITS


def keep(conversation: Conversation, kind: str, value: str, *, by: Member, now: datetime) -> None:
    """Write the address at which the contact asked to be reached to the contact, where none is known.

    kind: "email" or "phone". Errors: ValidationError.
    """
    value = _detail(kind, value)
    with transaction.atomic():
        empty = Contact.objects.filter(pk=conversation.contact_id, **{kind: ""})
        if not empty.update(**{kind: value}):
            raise ValidationError(f"Their {NAMES[kind]} is known already. Change it on the contact's page.")
        text = f"{by} added the {NAMES[kind]} {value} to the contact."
        outbox.line(conversation, text, now=now, member=by).save()
        conversation_changed(conversation)


def _detail(kind: str, value: str) -> str:
    value = " ".join(clean(value).split())
    if kind not in NAMES:
        raise ValidationError("Say whether it is an email address or a phone number.")
    if kind == "email":
        validate_email(value)
    elif not is_phone(value) or len(value) > 40:
        raise ValidationError(f"“{value[:60]}” is no phone number.")
    return value
