"""Combinations of settings that would lose work or let strangers in, refused before anything starts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register()
def processes_share_a_broker(**_: Any) -> Sequence[CheckMessage]:
    if settings.DATABASE_URL and not settings.REDIS_URL:
        return [
            Error(
                "DATABASE_URL is set but REDIS_URL is not: web and worker would not hear of each other.",
                hint="Set both, or neither to run everything in one process.",
                id="config.E001",
            )
        ]
    if settings.REDIS_URL and not settings.DATABASE_URL:
        return [
            Warning(
                "REDIS_URL is set but DATABASE_URL is not: all processes share one SQLite file.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="config.W001",
            )
        ]
    return []


@register()
def turn_outlives_its_engine(**_: Any) -> Sequence[CheckMessage]:
    """A lease shorter than the engine's time-out would let two workers answer."""
    if not 0 < settings.ENGINE_TIMEOUT_SECONDS <= 45:
        return [
            Error(
                f"ENGINE_TIMEOUT_SECONDS is {settings.ENGINE_TIMEOUT_SECONDS:g}; a turn lasts 60 seconds.",
                hint="Choose more than 0 and at most 45.",
                id="config.E002",
            )
        ]
    return []


@register()
def scenarios_are_possible(**_: Any) -> Sequence[CheckMessage]:
    if settings.HANDOVER_MAX_SCENARIOS_PER_BOT < 3:
        return [
            Error(
                "HANDOVER_MAX_SCENARIOS_PER_BOT is less than 3: every bot has three prebuilt scenarios.",
                id="config.E003",
            )
        ]
    return []


@register()
def twilio_is_whole(**_: Any) -> Sequence[CheckMessage]:
    needed = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER")
    missing = [name for name in needed if not getattr(settings, name)]
    if 0 < len(missing) < len(needed):
        return [
            Error(
                f"Text messages need {' and '.join(missing)} as well.",
                hint="Set all three of Twilio's settings, or none.",
                id="config.E007",
            )
        ]
    return []


@register()
def attachments_have_a_size(**_: Any) -> Sequence[CheckMessage]:
    if not 1024 <= settings.ATTACHMENT_MAX_BYTES <= 100 * 1024 * 1024:
        return [
            Error(
                f"ATTACHMENT_MAX_BYTES is {settings.ATTACHMENT_MAX_BYTES}; five may come at once.",
                hint="Choose at least 1024 (1 KB) and at most 104857600 (100 MB).",
                id="config.E005",
            )
        ]
    if settings.ATTACHMENT_BYTES_PER_CONTACT_PER_DAY < settings.ATTACHMENT_MAX_BYTES:
        return [
            Error(
                "ATTACHMENT_BYTES_PER_CONTACT_PER_DAY is less than ATTACHMENT_MAX_BYTES: the largest file "
                "that may be sent could never be.",
                hint="Choose at least ATTACHMENT_MAX_BYTES.",
                id="config.E006",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def address_is_public_and_private(**_: Any) -> Sequence[CheckMessage]:
    base = urlsplit(settings.BASE_URL)
    if base.scheme != "https":
        return [
            Warning(
                "BASE_URL does not begin with https://: cookies and messages travel in the clear.",
                hint="Put a proxy with a certificate in front and set BASE_URL to its address.",
                id="config.W002",
            )
        ]
    return []


@register(Tags.security)
def base_url_is_an_address(**_: Any) -> Sequence[CheckMessage]:
    base = urlsplit(settings.BASE_URL)
    if base.scheme not in ("http", "https") or not base.hostname or base.path or base.query:
        return [
            Error(
                f"BASE_URL {settings.BASE_URL!r} is not an address such as https://chat.example.com.",
                id="config.E004",
            )
        ]
    return []


@register(Tags.security)
def data_is_ours_alone(**_: Any) -> Sequence[CheckMessage]:
    key = Path(settings.DATA_DIR) / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        return [Warning(f"Others on this machine can read {key}.", hint=f"chmod 600 {key}", id="config.W003")]
    return []
