"""What a channel adapter is: parse() what came in, send() what goes out; plain values both ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Protocol


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as its sender gave it; name and content_type are what they claim.

    content  open for reading and seeking
    size     bytes
    """

    name: str
    content_type: str
    content: IO[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file for a contact. url: absolute, opens without signing in, ends after a while."""

    name: str
    content_type: str
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as the channel gave it.

    message_id  the channel's own id of it; the same one twice is one message for ever
    contact_id  the channel's own id of who wrote
    sent_at     when they say it was written, if they say
    text        may be empty where files were sent
    """

    message_id: str
    contact_id: str
    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    sent_at: datetime | None = None
    attachments: tuple[SentFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message to a contact. key: the same on every attempt, so that a repeat can be told."""

    key: str
    conversation: str
    contact_id: str
    author: str  # "bot" or "member"
    text: str
    at: datetime
    attachments: tuple[FileLink, ...] = ()


class Malformed(ValueError):
    """The request is not what the channel promises. field: which one, such as "contact.id"."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Forged(ValueError):
    """The signature is missing, wrong or too old."""


class SendError(Exception):
    """The message did not arrive. permanent: trying again cannot help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing an administrator sets up on a channel of a kind."""

    name: str
    label: str
    help_text: str = ""


class Unusable(ValueError):
    """What was typed cannot be used. setting: the name of which one."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting


class Adapter(Protocol):
    label: str
    carries_files: bool  # from staff to the contact
    path: str  # of its page or entrance on this site, with {token}
    settings: tuple[Setting, ...]

    def shown(self, config: Mapping[str, Any]) -> dict[str, str]:
        """The config as an administrator types it, by names of settings."""

    def configure(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """The config for what an administrator typed, made up where empty. Errors: Unusable."""

    def parse(self, config: Mapping[str, Any], headers: Mapping[str, str], body: bytes) -> Inbound:
        """Verify, then read. headers: names in lower case. Errors: Forged, Malformed."""

    def send(self, config: Mapping[str, Any], message: Outbound) -> None:
        """Hand the message to the outside world. Errors: SendError."""
