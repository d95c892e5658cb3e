"""Who a web chat's visitor is: a random id in a signed cookie, one for each chat, and nothing else."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse
from django.urls import reverse

from bots.models import Channel

COOKIE = "visitor"
LIVE_COOKIE = "visitor_live"  # the same for the socket, whose path lies elsewhere
REMEMBERED = timedelta(days=180)


def channel_of(token: str) -> Channel | None:
    """The web chat at this address, unless it is switched off."""
    if "\0" in token:  # PostgreSQL would refuse the question
        return None
    chats = Channel.objects.select_related("bot").filter(kind="webchat", enabled=True)
    return chats.filter(token=token).first()


def new() -> str:
    return secrets.token_urlsafe(18)


def known(channel: Channel, cookie: str | None) -> str | None:
    """The visitor's id; None for a cookie that is missing, forged, too old or another chat's."""
    try:
        return _signer(channel).unsign(cookie or "", max_age=REMEMBERED)
    except BadSignature:
        return None


def remember(response: HttpResponse, channel: Channel, visitor: str) -> None:
    page = reverse("chat:page", args=[channel.token])
    value = _signer(channel).sign(visitor)
    for name, path in ((COOKIE, page), (LIVE_COOKIE, f"/ws{page}")):
        response.set_cookie(
            name,
            value,
            max_age=REMEMBERED,
            path=path,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )


def _signer(channel: Channel) -> TimestampSigner:
    return TimestampSigner(salt=f"handover.visitor.{channel.pk}")
