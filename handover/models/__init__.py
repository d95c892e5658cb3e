from handover.models.attachment import Attachment
from handover.models.contact import Address, Contact, ContactTag, Merged, Tag
from handover.models.conversation import Conversation, Owner
from handover.models.gap import Gap
from handover.models.handover import Handover
from handover.models.message import Message, SuggestedHandover
from handover.models.task import Task
from handover.models.workload import Workload
from handover.models.writing import CannedReply, ReplyDraft, Visit

__all__ = [
    "Address",
    "Attachment",
    "CannedReply",
    "Contact",
    "ContactTag",
    "Conversation",
    "Gap",
    "Handover",
    "Merged",
    "Message",
    "Owner",
    "ReplyDraft",
    "SuggestedHandover",
    "Tag",
    "Task",
    "Visit",
    "Workload",
]
