"""/chat/<token>/: the page a contact writes on, its thread, and sending. It works without JavaScript."""

import hashlib
import uuid
import zoneinfo
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from bots.channels.base import Inbound
from bots.models import Channel
from handover import acceptance, allowance, attachments, intake, visitors
from handover.models import Address, Attachment
from handover.views.attachments import limits, sent_files
from handover.views.places import place_of
from handover.views.serving import given
from handover.views.webchat_thread import thread_of
from handover.views.webhooks import too_many, too_many_files, too_much_from

TOO_MANY = "You are writing faster than we can read. Please wait a minute — your message is kept here."
RETRY_AFTER_SECONDS = 20
TOO_MANY_FILES = "That is many files at once. Please wait a minute, then send the others."
TOO_MUCH_FROM_HERE = "Too many files came from your network today. Send a link, or try again tomorrow."
EMPTY = "Write something first."


class Refused(Exception):
    """The message was not taken; the words are for the contact."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    channel = visitors.channel_of(token)
    if channel is None:
        return _missing(request)
    visitor = _known(request, channel) or visitors.new()
    return _page(request, channel, visitor)


@require_safe
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that changes; 304 while it has not."""
    channel = visitors.channel_of(token)
    if channel is None:
        return _missing(request)
    with timezone.override(_zone(request)):
        shown = thread_of(channel, _known(request, channel), timezone.now())
        etag = shown.etag()
        response = get_conditional_response(request, etag=etag) or render(
            request, "handover/_chat_thread.html", {"thread": shown, "channel": channel}
        )
    response["ETag"] = etag
    return _private(response)


@require_POST
def send(request: HttpRequest, token: str) -> HttpResponse:
    """202 to the page's script, a redirect to a plain form; a refusal says why and keeps the text."""
    channel = visitors.channel_of(token)
    if channel is None:
        return _missing(request)
    visitor = _known(request, channel) or visitors.new()
    scripted = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    response: HttpResponse
    try:
        received = _receive(request, channel, visitor)
    except Refused as refused:
        if not scripted:
            return _page(request, channel, visitor, refused)
        response = JsonResponse({"error": refused.words}, status=refused.status)
        response["Retry-After"] = RETRY_AFTER_SECONDS
    else:
        accepted = {"message": str(received.message.pk), "duplicate": received.duplicate}
        home = reverse("chat:page", args=[token])
        response = JsonResponse(accepted, status=202) if scripted else redirect(f"{home}#latest")
    visitors.remember(response, channel, visitor)
    return _private(response)


@require_safe
def file(request: HttpRequest, token: str, key: str, name: str) -> HttpResponseBase:
    """Of the visitor's own thread alone."""
    channel = visitors.channel_of(token)
    visitor = _known(request, channel) if channel else None
    if channel is None or visitor is None:
        raise Http404
    theirs = thread_of(channel, visitor, timezone.now()).messages
    return given(request, get_object_or_404(Attachment, key=key, message__in=theirs))


def _receive(request: HttpRequest, channel: Channel, visitor: str) -> intake.Received:
    text = intake.clean(request.POST.get("suggestion") or request.POST.get("text", "")).strip()
    files = sent_files(request.FILES.getlist("files"))
    if not text and not files:
        raise Refused(400, EMPTY)
    if len(text) > settings.MESSAGE_MAX_LENGTH:
        length, limit = f"{len(text):,}", f"{settings.MESSAGE_MAX_LENGTH:,}"
        raise Refused(400, f"That is {length} characters; at most {limit} can be sent at once.")
    if _too_many_newcomers(request, channel, visitor) or too_many(channel, visitor):
        raise Refused(429, TOO_MANY)
    if files and _too_many_files(request, channel, visitor, len(files)):
        raise Refused(429, TOO_MANY_FILES)
    if files and _too_much_from(request, channel, sum(one.size for one in files)):
        raise Refused(429, TOO_MUCH_FROM_HERE)
    said = "\n".join([text, *(f"{one.name} {one.size}" for one in files)])
    message_id = _message_id(visitor, request.POST.get("key", ""), said)
    inbound = Inbound(message_id, visitor, text, attachments=files)
    try:
        return intake.receive(channel, inbound, now=timezone.now())
    except acceptance.Refused as error:
        raise Refused(400, str(error.message)) from error
    except allowance.Spent as error:
        raise Refused(429, str(error.message)) from error
    except attachments.NotKept as error:
        raise Refused(503, str(error.message)) from error


def _too_many_files(request: HttpRequest, channel: Channel, visitor: str, more: int) -> bool:
    """Also counted by where they come from: whoever throws the cookie away is somebody new each time."""
    known = Address.objects.filter(channel=channel, external_id=visitor).exists()
    who = visitor if known else f"newcomers {place_of(request)}"
    return too_many_files(channel, who, more=more)


def _too_much_from(request: HttpRequest, channel: Channel, size: int) -> bool:
    place = place_of(request)
    return bool(place) and too_much_from(channel, place, more=size)


def _too_many_newcomers(request: HttpRequest, channel: Channel, visitor: str) -> bool:
    """Whoever throws the cookie away is somebody new each time: those are counted by where they come from."""
    place = place_of(request)
    if not place or Address.objects.filter(channel=channel, external_id=visitor).exists():
        return False
    return too_many(channel, f"newcomers {place}")


def _message_id(visitor: str, key: str, text: str) -> str:
    """One for each key of each visitor. Other words under the same key (a form gone back to) are not lost."""
    try:
        known = uuid.UUID(key)
    except ValueError:
        known = uuid.uuid4()
    return f"{visitor}:{hashlib.sha256(text.encode()).hexdigest()[:16]}:{known}"


def _page(
    request: HttpRequest, channel: Channel, visitor: str, refused: Refused | None = None
) -> HttpResponse:
    with timezone.override(_zone(request)):
        response = render(
            request,
            "handover/chat.html",
            {
                "channel": channel,
                "thread": thread_of(channel, visitor, timezone.now()),
                "key": uuid.uuid4(),
                "limit": settings.MESSAGE_MAX_LENGTH,
                **limits(),
                "error": refused.words if refused else "",
                "text": request.POST.get("text", "") if refused else "",
            },
            status=refused.status if refused else 200,
        )
    visitors.remember(response, channel, visitor)
    return _private(response)


def _missing(request: HttpRequest) -> HttpResponse:
    return render(request, "handover/chat_missing.html", status=404)


def _known(request: HttpRequest, channel: Channel) -> str | None:
    return visitors.known(channel, request.COOKIES.get(visitors.COOKIE))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept"])
    return response


def _zone(request: HttpRequest) -> zoneinfo.ZoneInfo | None:
    """Where the visitor's clock stands, as their page says; None is ours."""
    name = request.COOKIES.get("tz", "")
    return zoneinfo.ZoneInfo(name) if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
