"""Which browser gets the pushes: a cookie names its address, beyond the session, so that nobody who uses
the same browser next gets somebody else's notices."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from staff.models import Member, MemberAddress
from staff.models.address import MemberAddressQuerySet

COOKIE = "push_browser"
KEPT_SECONDS = 400 * 24 * 3600  # the longest that browsers keep a cookie


def remember(response: HttpResponse, row: MemberAddress) -> None:
    """The response goes to the browser whose address this is."""
    response.set_signed_cookie(
        COOKIE,
        str(row.pk),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def of(request: HttpRequest) -> MemberAddressQuerySet:
    """The address of the browser that asks, whosever it is; none if it never gave one."""
    try:
        pk = request.get_signed_cookie(COOKIE, None)
    except signing.BadSignature:
        pk = None
    rows = MemberAddressQuerySet(MemberAddress)
    return rows.filter(pk=pk, transport="web_push") if pk else rows.none()


@receiver(user_logged_out)
def forget(request: HttpRequest, **kwargs: Any) -> None:
    of(request).delete()


@receiver(user_logged_in)
def forget_the_one_before(request: HttpRequest, user: Member, **kwargs: Any) -> None:
    """They let their session run out instead of signing out."""
    of(request).exclude(member=user).delete()
