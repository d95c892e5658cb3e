"""A moment as pages send it back."""

from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime


def as_moment(text: str) -> datetime | None:
    """None where it is nonsense, without a zone, or outside the years that there are."""
    try:
        at = parse_datetime(text)
        return at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None
