"""Web Push: a message at the browser's own push service, which wakes our service worker, tab open or not."""

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode
from pywebpush import WebPushException, webpush

from staff.models import Event, Member, MemberAddress, Notification
from staff.outside import check_host, only_public
from staff.transports.base import TransportError

GONE = (404, 410)
TIMEOUT_SECONDS = 5
KEEP_SECONDS = 24 * 3600  # how long the push service keeps it for a browser that is not running
LONGEST = 500  # characters of text; the whole encrypted message must stay under 4 KB


class WebPush:
    label = "Browser push"
    short = "browser"
    gets = "a browser notification"
    hold = timedelta(0)

    def missing(self, addresses: Sequence[MemberAddress]) -> str:
        return "switched off" if addresses else "no browser yet"

    def default(self, event: Event) -> bool:
        """Whoever allows a browser to notify wants it to."""
        return True

    def reaches(self, member: Member, addresses: Sequence[MemberAddress]) -> bool:
        return any(row.off_at is None for row in addresses)

    def send(self, notifications: Sequence[Notification], addresses: Sequence[MemberAddress]) -> list[str]:
        gone: list[str] = []
        failures: list[str] = []
        for row in addresses:
            answer = _push(row, notifications)
            if answer in GONE:
                gone.append(row.address)
            elif answer:
                failures.append(str(answer))
        if failures and len(failures) + len(gone) >= len(addresses):
            raise TransportError(failures[0], refused=gone)
        if len(gone) == len(addresses):
            raise TransportError("The browser no longer takes notifications.", permanent=True, refused=gone)
        return gone


def check(endpoint: str) -> None:
    """Errors: ValueError when a browser's endpoint is not one that we agree to call."""
    parts = urlsplit(endpoint)
    allowed = settings.OUTBOUND_ALLOWED_HOSTS
    if not parts.hostname or parts.scheme not in ("https", "http") or "@" in parts.netloc:
        raise ValueError("This is not the address of a push service.")
    if parts.scheme == "http" and parts.hostname not in allowed:
        raise ValueError("A push service is called by https only.")
    check_host(parts.hostname, allowed)


def _push(row: MemberAddress, notifications: Sequence[Notification]) -> int | str:
    """0 when it was taken, the status when the browser is gone, else what went wrong."""
    try:
        check(row.address)
        with only_public(settings.OUTBOUND_ALLOWED_HOSTS), requests.Session() as session:
            session.max_redirects = 0
            webpush(
                {"endpoint": row.address, "keys": row.keys},
                _message(notifications),
                vapid_private_key=_key(settings.VAPID_PRIVATE_KEY),
                vapid_claims={"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"},
                ttl=KEEP_SECONDS,
                timeout=TIMEOUT_SECONDS,
                headers={"Urgency": "high"},
                requests_session=session,
            )
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        return status if status in GONE else f"The push service answered {status or error}"
    except OSError as error:  # its words hold the endpoint, which is the browser's own secret
        return f"The push service was not reached ({type(error).__name__})."
    except ValueError as error:
        return str(error)
    return 0


def _message(notifications: Sequence[Notification]) -> str:
    """What static/staff/service-worker.js reads: the newest, of several that waited."""
    *earlier, notification = notifications
    body = notification.body[:LONGEST]
    if earlier:
        body = f"{body}\nand {len(earlier)} more".strip()
    return json.dumps(
        {
            "id": notification.pk,
            "title": notification.title,
            "body": body,
            "url": notification.url,
        },
        ensure_ascii=False,
    )


@lru_cache(maxsize=1)
def _key(pem: str) -> Vapid02:
    key: Vapid02 = Vapid02.from_pem(pem.encode())
    return key


def public_key() -> str:
    """What a browser needs to subscribe: the uncompressed point, base64url without padding."""
    point = _key(settings.VAPID_PRIVATE_KEY).public_key.public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    encoded: str = b64urlencode(point)
    return encoded
