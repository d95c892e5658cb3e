"""The shelf of places where contacts write. Adding one is a module, a line here and a test."""

from bots.channels.base import Adapter
from bots.channels.local import Internal, WebChat
from bots.channels.webhook import GenericWebhook

KINDS: dict[str, Adapter] = {"webchat": WebChat(), "webhook": GenericWebhook(), "internal": Internal()}

__all__ = ["KINDS", "Adapter"]
