"""Importing this module registers the room's jobs."""

from staff.notifications import deliver_job

__all__ = ["deliver_job"]
