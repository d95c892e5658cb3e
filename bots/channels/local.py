"""Channels that need no network: the contact's page, or nobody, reads the row itself."""

from collections.abc import Mapping
from typing import Any

from bots.channels.base import Inbound, Malformed, Outbound, Setting


class WebChat:
    label = "Web chat"
    carries_files = True
    path = "/chat/{token}/"
    settings: tuple[Setting, ...] = ()

    def shown(self, config: Mapping[str, Any]) -> dict[str, str]:
        return {}

    def configure(self, typed: Mapping[str, str]) -> dict[str, Any]:
        return {}

    def parse(self, config: Mapping[str, Any], headers: Mapping[str, str], body: bytes) -> Inbound:
        raise Malformed("channel", "Web chat messages come from its own page.")

    def send(self, config: Mapping[str, Any], message: Outbound) -> None:
        """The contact's page shows delivered rows; marking the row delivered is all there is to do."""


class Internal(WebChat):
    """For `manage.py say` and for trying things: only this site's own pages show the answer."""

    label = "Internal"
    path = ""
