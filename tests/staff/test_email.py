"""Email, against a real mail server: held back, dropped when read in the app, one for one conversation."""

import email
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from staff import bell, notifications
from staff.audience import Notice
from staff.models import Delivery, Event, Member, Notification
from staff.notifications import notify
from staff.ways import ways_of
from tests.services import free_port

ASSIGNED = Notice(
    Event.CONVERSATION_ASSIGNED,
    "handover:1",
    "Dana <b>Petrov</b>\nwas handed to you",
    "She asked & waits.",
    "/desk/7/",
)
HELD = timedelta(seconds=61)
pytestmark = pytest.mark.django_db


@dataclass
class MailServer:
    """What it took, and what it answers to the next recipients instead of taking them."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.to.append(list(envelope.rcpt_tos))
        return "250 OK"


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailServer]:
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_SENDS = "127.0.0.1", server.port, True
    settings.BASE_URL = "https://chat.example.com"
    yield server
    controller.stop()


def mailed() -> Delivery:
    return Delivery.objects.get(transport="email")


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_a_mail_says_what_happened_and_links_to_the_conversation(
    bea: Member, mail: MailServer, now: datetime
) -> None:
    notify(ASSIGNED, [bea], now=now)
    notifications.sweep(now=now)
    assert mail.mails == []
    notifications.sweep(now=now + HELD)
    [got] = mail.mails
    assert mail.to == [["bea@shop.example"]]
    assert got["subject"] == "Dana <b>Petrov</b> was handed to you"
    assert "She asked & waits." in body(got, "plain")
    assert "https://chat.example.com/desk/7/" in body(got, "plain")
    assert "Dana &lt;b&gt;Petrov&lt;/b&gt;" in body(got, "html")
    assert 'href="https://chat.example.com/desk/7/"' in body(got, "html")
    assert mailed().status == Delivery.Status.DELIVERED


def test_who_read_it_in_the_app_gets_no_mail(bea: Member, mail: MailServer, now: datetime) -> None:
    notify(ASSIGNED, [bea], now=now)
    notifications.sweep(now=now)
    bell.read(Notification.objects.get(), now=now)
    notifications.sweep(now=now + HELD)
    assert mail.mails == []
    assert mailed().status == Delivery.Status.DROPPED


def test_what_happens_on_one_page_is_one_mail_and_a_thread(
    bea: Member, mail: MailServer, now: datetime
) -> None:
    notify(ASSIGNED, [bea], now=now)
    notify(Notice(Event.TASK_ASSIGNED, "handover:1", "New task", url="/desk/7/"), [bea], now=now)
    notify(Notice(Event.TASK_ASSIGNED, "task:9", "Another task", url="/desk/8/"), [bea], now=now)
    later = now + timedelta(seconds=50)
    notify(
        Notice(Event.CONVERSATION_ASSIGNED, "again:1", "Dana was given to you", url="/desk/7/"),
        [bea],
        now=later,
    )
    notifications.sweep(now=now)
    notifications.sweep(now=later)
    notifications.sweep(now=now + HELD)
    about_7, about_8 = sorted(mail.mails, key=lambda one: "task" in str(one["subject"]).lower())
    text = body(about_7, "plain")
    assert [line in text for line in ("was handed to you", "New task", "Dana was given to you")] == [True] * 3
    assert (about_7["subject"], about_8["subject"]) == (
        "Dana <b>Petrov</b> was handed to you",
        "Another task",
    )
    assert about_7["references"] != about_8["references"]
    notifications.sweep(now=later + HELD)
    assert len(mail.mails) == 2
    assert set(Delivery.objects.filter(transport="email").values_list("status", flat=True)) == {"delivered"}

    notify(Notice(Event.CONVERSATION_ASSIGNED, "third:1", "Dana again", url="/desk/7/"), [bea], now=later)
    notifications.sweep(now=later)
    notifications.sweep(now=later + HELD)
    assert mail.mails[-1]["references"] == about_7["references"]
    assert mail.mails[-1]["message-id"] != about_7["message-id"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("550 no such user", "failed"),
        ("550 5.1.1 no such user", "failed"),
        ("554 5.7.1 your server is on a block list", "pending"),
        ("451 try again later", "pending"),
    ],
)
def test_what_the_server_refuses_is_on_the_delivery(
    bea: Member, mail: MailServer, now: datetime, answer: str, status: str
) -> None:
    mail.refusals = [answer]
    notify(ASSIGNED, [bea], now=now)
    notifications.sweep(now=now)
    notifications.sweep(now=now + HELD)
    delivery = mailed()
    assert (delivery.status, delivery.attempts) == (status, 1)
    assert answer[4:] in delivery.last_error
    notifications.sweep(now=now + HELD + timedelta(seconds=3))
    assert len(mail.mails) == (1 if status == "pending" else 0)


def test_a_mailbox_that_is_refused_for_good_gets_nothing_more_and_its_page_says_so(
    bea: Member, mail: MailServer, now: datetime
) -> None:
    mail.refusals = ["550 5.1.1 no such user"]
    notify(ASSIGNED, [bea], now=now)
    notifications.sweep(now=now)
    notifications.sweep(now=now + HELD)
    [row] = bea.addresses.all()
    assert (row.address, bool(row.off_at)) == (bea.email, True)
    [way] = [way for way in ways_of(bea) if way.kind == "email"]
    assert not way.works
    notify(replace(ASSIGNED, cause="handover:2"), [bea], now=now)
    notifications.sweep(now=now + HELD)
    notifications.sweep(now=now + 2 * HELD)
    assert mail.mails == []


def test_a_server_that_is_away_is_tried_again(
    bea: Member, mail: MailServer, settings: Settings, now: datetime
) -> None:
    settings.EMAIL_PORT = free_port()
    notify(ASSIGNED, [bea], now=now)
    notifications.sweep(now=now)
    notifications.sweep(now=now + HELD)
    assert "did not take it" in mailed().last_error
    settings.EMAIL_PORT = mail.port
    notifications.sweep(now=now + HELD + timedelta(seconds=3))
    assert len(mail.mails) == 1


def test_without_a_mail_server_nobody_is_promised_a_mail(
    bea: Member, settings: Settings, now: datetime
) -> None:
    settings.EMAIL_SENDS = False
    notify(ASSIGNED, [bea], now=now)
    assert Notification.objects.get().transports == ["in_app"]


def test_new_messages_are_mailed_only_to_who_asked_for_that(
    bea: Member, mail: MailServer, now: datetime
) -> None:
    notify(Notice(Event.NEW_MESSAGE, "message:1", "New message", url="/desk/7/"), [bea], now=now)
    assert Notification.objects.get().transports == ["in_app"]


def test_a_line_break_in_a_name_makes_no_header(bea: Member, mail: MailServer, now: datetime) -> None:
    Member.objects.update(name="Bea\r\nBcc: eve@evil.example")
    bea.refresh_from_db()
    notify(ASSIGNED, [bea], now=now)
    notifications.sweep(now=now)
    notifications.sweep(now=now + HELD)
    [got] = mail.mails
    assert mail.to == [["bea@shop.example"]]
    assert got["bcc"] is None
