"""What is around the installation: room on the disk, and an address that others can open."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from bots.models import Channel
from handover import allowance, attachments
from handover.acceptance import in_words
from handover.preflight.base import Check, Level


def checks() -> Iterator[Check]:
    if not allowance.has_room(attachments.storage(), ()):
        left = in_words(settings.ATTACHMENTS_LEAVE_FREE_BYTES)
        message = f"Less than {left} is free on the disk, so no files are taken from contacts or staff."
        yield Check(None, "disk", Level.ERROR, message, "Make room: messages need some too.")
    if _is_here(settings.BASE_URL) and (called := _called_elsewhere()):
        message = f"Files go to {called} as links to {settings.BASE_URL}, which only this machine can open."
        hint = "Set BASE_URL to the address that people use, and start again."
        yield Check(None, "address", Level.WARNING, message, hint)


def _called_elsewhere() -> str:
    """The host of a webhook that is not on this machine."""
    configs = Channel.objects.filter(kind="webhook", enabled=True).values_list("config", flat=True)
    urls = [config["url"] for config in configs if config.get("url")]
    return next((urlsplit(url).hostname or "" for url in urls if not _is_here(url)), "")


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
