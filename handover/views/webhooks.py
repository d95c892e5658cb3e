"""POST /in/<token>/: what other systems send in a contact's name."""

import hashlib
import logging
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bots.channels.base import Forged, Inbound, Malformed
from bots.models import Channel
from handover import acceptance, allowance, attachments, intake

log = logging.getLogger(__name__)

BODY_LIMIT = 64 * 1024


def _refusal(status: int, error: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": error, **more}, status=status)


@csrf_exempt  # signed by the sender; no cookie counts here
@require_POST
def inbound(request: HttpRequest, token: str) -> JsonResponse:
    """202 once the message is stored; 400, 401, 404, 413, 415, 429 or 503 otherwise, each saying why."""
    channel = _channel_of(token)
    if channel is None:
        return _refusal(404, "There is no such channel.")
    if _length(request) > BODY_LIMIT:
        return _refusal(413, f"The body is larger than {BODY_LIMIT} bytes.")
    if request.content_type != "application/json":
        return _refusal(415, "Send application/json.")
    body = request.read(BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT:
        return _refusal(413, f"The body is larger than {BODY_LIMIT} bytes.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        message = channel.adapter.parse(channel.config, headers, body)
    except Forged as error:
        return _refusal(401, str(error))
    except Malformed as error:
        return _refusal(400, str(error), field=error.field)
    if too_many(channel, message.contact_id):
        return _refusal(429, "This contact writes too often. Try again in a minute.")
    try:
        return _accepted(channel, message)
    except acceptance.Refused as error:
        field = ".".join(filter(None, (f"attachments[{error.index}]", error.part)))
        return _refusal(400, str(error.message), field=field)
    except allowance.Spent as error:
        return _refusal(429, str(error.message), field="attachments")
    except attachments.NotKept as error:
        return _refusal(503, str(error.message))


def _channel_of(token: str) -> Channel | None:
    if "\0" in token:  # PostgreSQL would refuse the question
        return None
    return Channel.objects.select_related("bot").filter(token=token, kind="webhook", enabled=True).first()


def _length(request: HttpRequest) -> int:
    value = request.headers.get("content-length") or "0"
    return int(value[:20]) if value.isdecimal() else 0


def _accepted(channel: Channel, message: Inbound) -> JsonResponse:
    received = intake.receive(channel, message, now=timezone.now())
    return JsonResponse(
        {
            "message": str(received.message.pk),
            "conversation": str(received.message.conversation_id),
            "duplicate": received.duplicate,
        },
        status=202,
    )


def too_many(channel: Channel, contact_id: str) -> bool:
    """Counted for each contact, in minutes that begin with a message: one flood leaves the others alone."""
    return _beyond(settings.INBOUND_PER_CONTACT_PER_MINUTE, f"inbound:{channel.pk}", contact_id)


def too_many_files(channel: Channel, contact_id: str, *, more: int) -> bool:
    return _beyond(settings.ATTACHMENTS_PER_CONTACT_PER_MINUTE, f"files:{channel.pk}", contact_id, more)


def too_much_from(channel: Channel, place: str, *, more: int) -> bool:
    """more: bytes of files. Counted for a day that begins with a file."""
    return _beyond(allowance.of_place(), f"bytes:{channel.pk}", place, more, seconds=24 * 3600)


def _beyond(limit: int, counter: str, contact_id: str, more: int = 1, *, seconds: int = 60) -> bool:
    key = f"{counter}:{hashlib.sha256(contact_id.encode()).hexdigest()[:32]}"
    try:
        cache.add(key, 0, timeout=seconds)
        written = int(cache.incr(key, more))
    except Exception as error:  # the cache's own errors differ with its backend; without it nobody is refused
        log.warning("messages are not being counted: %s", error)
        return False
    return bool(written > limit)
