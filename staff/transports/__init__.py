"""The shelf of ways to tell a member. Adding one is a module, a line here and a test."""

from staff.transports.base import Transport, TransportError
from staff.transports.chat import Chat
from staff.transports.email import Email
from staff.transports.in_app import InApp
from staff.transports.sms import Sms
from staff.transports.web_push import WebPush

KINDS: dict[str, Transport] = {
    "in_app": InApp(),
    "web_push": WebPush(),
    "email": Email(),
    "sms": Sms(),
    "chat": Chat(),
}

__all__ = ["KINDS", "Transport", "TransportError"]
