"""The body of the generic webhook: JSON read into a message, each complaint with the field it is about."""

import base64
import io
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime

from bots.channels.base import Inbound, Malformed, SentFile

ID_LIMIT = 200
BLANK = "".join(map(chr, range(33))) + "\x7f\xa0\u200b\ufeff"
"""White space and control characters: a text of nothing else says nothing."""


def read_inbound(body: str) -> Inbound:
    """Errors: Malformed."""
    value = _json_object(body)
    contact = value.get("contact")
    if not isinstance(contact, dict):
        raise Malformed("contact", "An object with the contact's id is required.")
    files = _files(value)
    return Inbound(
        message_id=_identifier(value, "message_id", "message_id"),
        contact_id=_identifier(contact, "id", "contact.id"),
        text=_text(value, "text", "text", settings.MESSAGE_MAX_LENGTH, required=not files),
        name=_text(contact, "name", "contact.name", 200),
        email=_text(contact, "email", "contact.email", 254),
        phone=_text(contact, "phone", "contact.phone", 40),
        sent_at=_moment(value, "sent_at"),
        attachments=files,
    )


def _json_object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("body", "The body is not valid JSON.") from error
    if not isinstance(value, dict):
        raise Malformed("body", "The body must be a JSON object.")
    return value


def _files(value: dict[str, Any]) -> tuple[SentFile, ...]:
    files = value.get("attachments")
    if files is None:
        return ()
    if not isinstance(files, list):
        raise Malformed("attachments", "A list of objects with name, content_type and data is required.")
    return tuple(_file(one, f"attachments[{index}]") for index, one in enumerate(files))


def _file(value: Any, field: str) -> SentFile:
    if not isinstance(value, dict):
        raise Malformed(field, "An object with name, content_type and data is required.")
    name = _text(value, "name", f"{field}.name", ID_LIMIT, required=True)
    content_type = _text(value, "content_type", f"{field}.content_type", ID_LIMIT)
    encoded = value.get("data")
    if not isinstance(encoded, str):
        raise Malformed(f"{field}.data", "The file's bytes in base64 are required.")
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise Malformed(f"{field}.data", "This is not base64.") from error
    return SentFile(name, content_type, io.BytesIO(data), len(data))


def _text(source: dict[str, Any], key: str, field: str, limit: int, *, required: bool = False) -> str:
    value = source.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise Malformed(field, "A string is required.")
    if required and not value.strip(BLANK):
        raise Malformed(field, "It must not be empty.")
    if len(value) > limit:
        raise Malformed(field, f"It has {len(value)} characters; at most {limit} are accepted.")
    return value


def _identifier(source: dict[str, Any], key: str, field: str) -> str:
    value = _text(source, key, field, ID_LIMIT, required=True)
    if not value.isprintable():
        raise Malformed(field, "It must not hold control characters.")
    return value


def _moment(source: dict[str, Any], key: str) -> datetime | None:
    value = source.get(key)
    if value is None:
        return None
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Malformed(key, "It must be a time with its offset, such as 2026-05-01T09:30:00+02:00.")
    return moment
