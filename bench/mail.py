"""A real mail server on loopback, and the least that a mail to it can cost."""

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services import free_port

TIMES = 100


class Postbox:
    """When each mail was handed over, with its text."""

    def __init__(self) -> None:
        self.mails: list[tuple[float, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((time.time(), envelope.content.decode(errors="replace")))
        return "250 OK"

    def about(self, path: str) -> float | None:
        """When the first mail with this address in it came."""
        return next((at for at, text in self.mails if path in text), None)


@contextmanager
def postbox() -> Iterator[tuple[Postbox, int]]:
    """The box and its port."""
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def bare_ms(port: int) -> list[float]:
    """Connecting, one mail, leaving: as each of ours does."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@shop.example", "b@shop.example", "Floor"
    mail.set_content("Nothing")
    ms = []
    for _ in range(TIMES):
        start = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.send_message(mail)
        ms.append(1000 * (time.perf_counter() - start))
    return ms
