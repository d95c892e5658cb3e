"""How a contact can be reached: what they wrote in the conversation, kept with the contact."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from handover import outbox
from handover.announcements import conversation_changed
from handover.models import Contact, Conversation
from handover.models.message import clean
from staff.models import Member

NAMES = {"email": "email address", "phone": "phone number"}
PHONE = re.compile(r"\+?\d[\d ()/.-]{4,36}\d")


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
    elif not PHONE.fullmatch(value):
        raise ValidationError(f"“{value[:60]}” is no phone number.")
    return value
