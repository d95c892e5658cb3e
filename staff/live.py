"""Telling browsers *that* something changed; the page asks *what* through its ordinary view."""

from staff.nudges import push

DESK = "desk"


def member_group(member_id: int) -> str:
    return f"member.{member_id}"


def announce(group: str, changed: str) -> None:
    """After the commit, tell the sockets of a group the name of what changed, such as "conversation.12"."""
    push(group, {"type": "announcement", "changed": changed})


def farewell(member_id: int) -> None:
    """After the commit, have the member's sockets look whether they are still welcome."""
    push(member_group(member_id), {"type": "farewell"})
