"""The shell's pages of this room; importing a module registers it."""

from handover.admin.canned_reply import CannedReplyAdmin
from handover.admin.contact import ContactAdmin
from handover.admin.conversation import ConversationAdmin
from handover.admin.handover import HandoverAdmin
from handover.admin.member import StaffAdmin
from handover.admin.tag import TagAdmin
from handover.admin.task import TaskAdmin

__all__ = [
    "CannedReplyAdmin",
    "ContactAdmin",
    "ConversationAdmin",
    "HandoverAdmin",
    "StaffAdmin",
    "TagAdmin",
    "TaskAdmin",
]
