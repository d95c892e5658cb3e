from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from staff.models import Event, Member, MemberAddress, Notification


class TransportError(Exception):
    """Nothing arrived. permanent: trying again cannot help. refused: addresses that will never work again."""

    def __init__(self, message: str, *, permanent: bool = False, refused: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.refused = refused


class Transport(Protocol):
    """
    label    on screen; short: within a list, such as "app, email"
    gets     what members get, within a sentence
    """

    label: str
    short: str
    gets: str

    def missing(self, addresses: Sequence[MemberAddress]) -> str:
        """What a member lacks whom it does not reach, such as "no number yet". addresses: as reaches()."""

    @property
    def hold(self) -> timedelta:
        """How long to wait before sending. Whatever waits, for this or for the end of quiet hours, is not
        sent to who has read it in the app by then, and what else happens on the same page goes along."""

    def default(self, event: Event) -> bool:
        """Whether members are told of the event this way until they choose otherwise."""

    def reaches(self, member: Member, addresses: Sequence[MemberAddress]) -> bool:
        """Whether the member can be told this way. addresses: those the member has here, also off ones."""

    def send(self, notifications: Sequence[Notification], addresses: Sequence[MemberAddress]) -> list[str]:
        """Tell the member of all of them: one member, one page, oldest first.

        addresses: those that are on. Returns the ones that were refused for good although another took it.

        Errors: TransportError.
        """
