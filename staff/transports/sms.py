"""Text messages through Twilio, to the one phone number a member has given."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from staff.models import Event, Member, MemberAddress, Notification
from staff.transports.base import TransportError

LONGEST = 300  # two parts; what is longer is read behind the link
NUMBER_NEVER_WORKS = {
    21211,  # not a phone number
    21214,  # cannot be reached
    21610,  # has replied STOP
    21614,  # not a mobile number
}
TIMEOUT_SECONDS = 10


class Sms:
    label = "SMS"
    short = "SMS"
    gets = "an SMS"

    def missing(self, addresses: Sequence[MemberAddress]) -> str:
        if not settings.TWILIO_ACCOUNT_SID:
            return "Twilio is not set up"
        return "switched off" if addresses else "no number yet"

    @property
    def hold(self) -> timedelta:
        return timedelta(seconds=settings.NOTIFICATION_EMAIL_HOLD_SECONDS)

    def default(self, event: Event) -> bool:
        return False

    def reaches(self, member: Member, addresses: Sequence[MemberAddress]) -> bool:
        return bool(settings.TWILIO_ACCOUNT_SID and any(row.off_at is None for row in addresses))

    def send(self, notifications: Sequence[Notification], addresses: Sequence[MemberAddress]) -> list[str]:
        for row in addresses:
            self._send(row.address, _text(notifications))
        return []

    def _send(self, number: str, text: str) -> None:
        try:
            _client().messages.create(to=number, from_=settings.TWILIO_FROM_NUMBER, body=text)
        except TwilioRestException as error:
            never = error.code in NUMBER_NEVER_WORKS
            message = f"Twilio answered {error.status}: {error.msg}"
            raise TransportError(message, permanent=never, refused=[number] if never else []) from error
        except OSError as error:  # what requests raises is one
            raise TransportError(f"Twilio was not reached ({type(error).__name__}).") from error


def _text(notifications: Sequence[Notification]) -> str:
    newest = notifications[-1]
    link = settings.BASE_URL + newest.url
    said = " ".join(f"{newest.title}. {newest.body}".split())
    room = LONGEST - len(link) - 1
    return f"{said if len(said) <= room else said[: room - 1].rstrip() + '…'} {link}"


class HttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Sends to TWILIO_BASE_URL in place of Twilio's own host, such as a proxy, when that is set."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if settings.TWILIO_BASE_URL:
            base, asked = urlsplit(settings.TWILIO_BASE_URL), urlsplit(url)
            url = urlunsplit((base.scheme, base.netloc, base.path + asked.path, asked.query, ""))
        return super().request(method, url, *args, **kwargs)


def _client() -> Client:
    http = HttpClient(timeout=TIMEOUT_SECONDS)
    return Client(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=http)
