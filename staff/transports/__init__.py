"""The shelf of ways to tell a member. Adding one is a module, a line here and a test."""

from staff.transports.base import Transport, TransportError
from staff.transports.in_app import InApp

KINDS: dict[str, Transport] = {"in_app": InApp()}

__all__ = ["KINDS", "Transport", "TransportError"]
