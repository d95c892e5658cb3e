"""Email through whatever EMAIL_URL says. Mails about one conversation make one thread in the mail program."""

import re
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from email.utils import formataddr
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from staff.models import Event, Member, MemberAddress, Notification
from staff.transports.base import TransportError

FOR_EVERYBODY = {
    *(Event.CONVERSATION_ASSIGNED, Event.TASK_ASSIGNED, Event.CONVERSATION_HANDED_OVER),
    *(Event.UNANSWERED, Event.MENTIONED, Event.ADDRESS_OFF),
}
REFUSED_FOR_GOOD = (550, 551, 553, 554)  # RFC 5321: no such mailbox, not local, bad name, rejected
NOT_THE_MAILBOX = re.compile(r"^5\.[3-7]\.\d")  # RFC 3463: the server, the network or its policy towards us


class Email:
    label = "Email"
    short = "email"
    gets = "an email"

    def missing(self, addresses: Sequence[MemberAddress]) -> str:
        return "switched off" if settings.EMAIL_SENDS else "mail is not set up"

    @property
    def hold(self) -> timedelta:
        return timedelta(seconds=settings.NOTIFICATION_EMAIL_HOLD_SECONDS)

    def default(self, event: Event) -> bool:
        return event in FOR_EVERYBODY

    def reaches(self, member: Member, addresses: Sequence[MemberAddress]) -> bool:
        off = {row.address for row in addresses if row.off_at}
        return bool(settings.EMAIL_SENDS and member.email and member.email not in off)

    def send(self, notifications: Sequence[Notification], addresses: Sequence[MemberAddress]) -> list[str]:
        try:
            _mail(notifications).send()
        except smtplib.SMTPRecipientsRefused as error:
            [(code, words)] = (
                error.recipients.values()
            )  # named there as in the header, with the member's name
            for_good = code in REFUSED_FOR_GOOD and not NOT_THE_MAILBOX.match(_text(words))
            refused = [notifications[0].member.email] if for_good else []
            raise TransportError(_said(code, words), permanent=for_good, refused=refused) from error
        except smtplib.SMTPResponseException as error:
            raise TransportError(_said(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TransportError(f"The mail server did not take it: {error}") from error
        return []


def _said(code: int, words: bytes | str) -> str:
    return f"The mail server answered {code} {_text(words)}"


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _mail(notifications: Sequence[Notification]) -> EmailMultiAlternatives:
    """One mail of one or more notifications of the same member about the same page, oldest first; what
    came first, such as the handover before its task, is the subject."""
    newest = notifications[-1]
    context = {
        "notifications": notifications,
        "link": settings.BASE_URL + newest.url,
        "actions": [
            (one.action_label, settings.BASE_URL + one.action_url) for one in notifications if one.action_url
        ],
        "settings_link": settings.BASE_URL + reverse("staff:settings"),
    }
    mail = EmailMultiAlternatives(
        _line(notifications[0].title),
        render_to_string("staff/email/notification.txt", context),
        to=[formataddr((_line(newest.member.name), newest.member.email))],
        headers=_headers(newest),
    )
    mail.attach_alternative(render_to_string("staff/email/notification.html", context), "text/html")
    return mail


def _line(text: str) -> str:
    """A header takes no line break."""
    return " ".join(text.split())


def _headers(notification: Notification) -> dict[str, str]:
    """A retry has the same Message-ID, so a mail that arrived although it failed arrives once."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<notification-{notification.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    if notification.url:
        thread = f"<thread-{sha256(notification.url.encode()).hexdigest()[:24]}@{host}>"
        headers |= {"References": thread, "In-Reply-To": thread}
    return headers
