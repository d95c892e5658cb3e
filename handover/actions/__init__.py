"""What is done at a handover, in this order. All of it is planned first, then written together."""

from typing import Any

from handover.actions.base import Case
from handover.actions.steps import add_tags, assign, create_task, final_message, notify, pause_bot

IN_ORDER = (assign, final_message, pause_bot, create_task, add_tags, notify)


def plan(case: Case) -> list[dict[str, Any]]:
    """Fill the case. Returns Handover.actions: one result for each action, in order."""
    return [action(case) for action in IN_ORDER]


__all__ = ["IN_ORDER", "Case", "plan"]
