from handover.models.contact import Address, Contact, ContactTag, Tag
from handover.models.conversation import Conversation, Owner
from handover.models.gap import Gap
from handover.models.handover import Handover
from handover.models.message import Message
from handover.models.task import Task
from handover.models.workload import Workload

__all__ = [
    "Address",
    "Contact",
    "ContactTag",
    "Conversation",
    "Gap",
    "Handover",
    "Message",
    "Owner",
    "Tag",
    "Task",
    "Workload",
]
