from typing import Protocol

from staff.models import Event, Member, Notification


class TransportError(Exception):
    """Sending failed. permanent: trying again cannot help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Transport(Protocol):
    label: str

    def default(self, event: Event) -> bool:
        """Whether members are told of the event this way until they choose otherwise."""

    def reaches(self, member: Member) -> bool:
        """Whether the member has an address here."""

    def send(self, notification: Notification) -> None:
        """Errors: TransportError."""
