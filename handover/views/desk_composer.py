"""What the composer of a conversation shows: the text it begins with, and the replies kept ready."""

from datetime import datetime
from typing import Any

from django.http import QueryDict

from handover import canned, reply_drafts
from handover.forms import ReplyForm
from handover.models import CannedReply, Conversation, Message
from staff.models import Member

MAY_USE_CANNED = "handover.view_cannedreply"
OFFERED = 200


def begun(conversation: Conversation, member: Member, query: QueryDict, now: datetime) -> dict[str, Any]:
    """The form, and "draft_age": milliseconds since the draft in it was typed.

    ?edit=<suggestion> begins with its text; otherwise the member's draft, and ?canned=<reply> after it.
    """
    if edited := _to_edit(conversation, query.get("edit", "")):
        return {"form": ReplyForm(initial={"text": edited.text, "suggestion": edited.pk})}
    draft = reply_drafts.of(conversation, member)
    texts = [draft.text if draft else "", _chosen(conversation, member, query.get("canned", ""))]
    form = form_after(conversation, "note" if draft and draft.is_note else "reply")
    form.initial["text"] = "\n".join(text for text in texts if text)
    age = max(int((now - draft.updated_at).total_seconds() * 1000), 0) if draft else None
    return {"form": form, "draft_age": age}


def form_after(conversation: Conversation, mode: str) -> ReplyForm:
    """An empty one, for the same kind of writing as before; a resolved conversation takes notes only."""
    closed = conversation.status == Conversation.Status.RESOLVED
    return ReplyForm(initial={"mode": "note" if closed or mode == "note" else "reply"})


def canned_replies(conversation: Conversation, member: Member) -> list[dict[str, Any]]:
    """{"pk", "shortcut", "text"}, filled in for this contact."""
    if not member.has_perm(MAY_USE_CANNED):
        return []
    return [
        {"pk": one.pk, "shortcut": one.shortcut, "text": canned.filled(one, conversation.contact, member)}
        for one in CannedReply.objects.order_by("shortcut")[:OFFERED]
    ]


def _chosen(conversation: Conversation, member: Member, number: str) -> str:
    if not _is_number(number) or not member.has_perm(MAY_USE_CANNED):
        return ""
    reply = CannedReply.objects.filter(pk=int(number)).first()
    return canned.filled(reply, conversation.contact, member) if reply else ""


def _to_edit(conversation: Conversation, number: str) -> Message | None:
    """The suggestion whose text is to be changed before it is sent."""
    if not _is_number(number):
        return None
    return conversation.messages.filter(pk=int(number), status=Message.Status.SUGGESTED).first()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
