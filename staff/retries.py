"""How long to wait after each failed try, for whatever is sent from here."""

from datetime import datetime, timedelta

RETRY_AFTER = [timedelta(seconds=s) for s in (2, 8, 30, 120, 600, 1800, 3600, 7200)]


def next_try(failed: int, now: datetime) -> datetime | None:
    """failed: tries so far, this one included. None when there have been enough."""
    return now + RETRY_AFTER[failed - 1] if failed <= len(RETRY_AFTER) else None
