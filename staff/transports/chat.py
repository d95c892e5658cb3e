"""Chat apps through Apprise. Administrators set the targets, as Apprise URLs of the kinds listed here."""

import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from apprise import Apprise, AppriseAsset, LogCapture, NotifyBase, NotifyType
from django.conf import settings

from staff.models import Event, Member, MemberAddress, Notification
from staff.outside import Refused, check_host, only_public
from staff.transports.base import TransportError

HOSTED = {"slack", "tgram", "discord", "gchat", "webex", "zulip"}
"""Apprise's schemes whose host is the service's own."""
OWN_HOST = {
    *("workflows", "mmost", "mmosts", "rocket", "rockets"),
    *("matrix", "matrixs", "ntfy", "ntfys", "gotify", "gotifys"),
}
"""Schemes that name a host to call."""
REFUSED_FOR_GOOD = re.compile(r"error=(?:401|403|404|410)\b")  # as Apprise tells what the app answered


class Chat:
    label = "Chat app"
    short = "chat app"
    gets = "a message in a chat app"
    hold = timedelta(0)

    def missing(self, addresses: Sequence[MemberAddress]) -> str:
        return "switched off" if addresses else "no target yet"

    def default(self, event: Event) -> bool:
        return False

    def reaches(self, member: Member, addresses: Sequence[MemberAddress]) -> bool:
        return any(row.off_at is None for row in addresses)

    def send(self, notifications: Sequence[Notification], addresses: Sequence[MemberAddress]) -> list[str]:
        failures = {row.address: said for row in addresses if (said := _failure(row.address, notifications))}
        refused = [address for address, said in failures.items() if REFUSED_FOR_GOOD.search(said)]
        if len(failures) == len(addresses):
            for_good = len(refused) == len(addresses)
            raise TransportError(next(iter(failures.values())), permanent=for_good, refused=refused)
        return refused


def check(url: str) -> None:
    """Errors: ValueError with the reason why this target cannot be used; staff.outside.NotFound is one."""
    _sender(url)


def _sender(url: str) -> NotifyBase:
    scheme = urlsplit(url).scheme
    if scheme not in HOSTED | OWN_HOST:
        known = ", ".join(sorted(HOSTED | OWN_HOST))
        raise ValueError(f"Targets begin with one of: {known}, followed by ://.")
    asset = AppriseAsset(async_mode=False, secure_logging=True, http_redirects=False)
    sender = Apprise.instantiate(url, asset=asset)
    if sender is None:
        raise ValueError("This is not a complete target. Apprise's documentation shows what yours needs.")
    if getattr(sender, "template", None):
        raise Refused("A target must not name a template: it would be read from this server's files.")
    if scheme in OWN_HOST:
        check_host(sender.host, settings.OUTBOUND_ALLOWED_HOSTS)
    return sender


def _text(notifications: Sequence[Notification]) -> str:
    """Under the title of the newest: what came before it, then its own text and the link."""
    *earlier, newest = notifications
    said = [f"{one.title}: {one.body}" if one.body else one.title for one in earlier]
    return "\n".join([*said, *filter(None, [newest.body]), settings.BASE_URL + newest.url])


def _failure(url: str, notifications: Sequence[Notification]) -> str:
    """Empty when it was taken."""
    try:
        sender = _sender(url)
    except ValueError as error:
        return str(error)
    to = Apprise(asset=sender.asset)
    to.add(sender)
    with (
        only_public(settings.OUTBOUND_ALLOWED_HOSTS),
        LogCapture(  # type: ignore[no-untyped-call]
            level=logging.WARNING, fmt="%(message)s"
        ) as log,
    ):
        taken = to.notify(
            title=notifications[-1].title, body=_text(notifications), notify_type=NotifyType.INFO
        )
        said = " ".join(log.getvalue().split())
    return "" if taken else said[:300] or "The chat app did not take it."
