"""Extending a pause in one click: from the notice, the conversation, or a mail's link, which asks once."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from handover import pauses
from handover.assignment import Taken
from handover.models import Conversation
from handover.notices import AN_HOUR, in_short
from handover.views.desk_actions import answer, visible
from handover.views.desk_page import MAY_ACT, DeskRequest
from staff.views.shell import shell

RESOLVED = "The conversation is resolved, so there is no pause to extend."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(MAY_ACT, raise_exception=True)
def extend(request: DeskRequest, pk: int) -> HttpResponse:
    """POST does it; to a script with X-Seen the answer is one sentence: 200, or 409 when it is too late."""
    conversation = visible(request, pk)
    if request.method != "POST":
        return _asked(request, conversation)
    refusal = ""
    try:
        conversation = pauses.extend(conversation, by=request.user, now=timezone.now())
    except Taken:
        refusal = RESOLVED
    except ValidationError as error:
        refusal = " ".join(error.messages)
    status = 409 if refusal else 200
    if request.headers.get("X-Seen"):
        said = refusal or f"Extended: the bot stays silent for {length_of(conversation)}."
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    return answer(request, pk, flash=refusal, status=status)


def _asked(request: DeskRequest, conversation: Conversation) -> HttpResponse:
    now = timezone.now()
    opened = conversation.status == Conversation.Status.OPEN
    paused = opened and conversation.is_paused(now)
    context = {
        "conversation": conversation,
        "length": length_of(conversation),
        "opened": opened,
        "paused": paused,
        "late": paused and conversation.pause_has_ended(now),
        "may": paused and conversation.bot_resumes_at is not None,
    }
    return shell(request, "handover/extend.html", context, title="Extend the pause")


def length_of(conversation: Conversation) -> str:
    return in_short(conversation.pause_for or AN_HOUR)
