"""Writing at the desk beside replies: notes, drafts, replies kept ready, names to mention."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from handover import notes, reply_drafts
from handover.forms import DraftForm, NoteForm
from handover.mentions import handle_of, mentionable
from handover.models import Conversation
from handover.views.desk_actions import acting, entered, visible
from handover.views.desk_composer import MAY_USE_CANNED, canned_replies
from handover.views.desk_page import MAY_ACT, DeskRequest


@acting(visible)
def note(request: DeskRequest, conversation: Conversation) -> None:
    written = entered(NoteForm(request.POST))
    now = timezone.now()
    key = written["client_key"] or None
    notes.add(conversation, request.user, written["text"], now=now, client_key=key)
    reply_drafts.forget(conversation, request.user, until=now)


@require_POST
@login_required
@permission_required(MAY_ACT, raise_exception=True)
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    """200 {"kept": true}; 409 when something typed later, elsewhere, is kept; 422 when it cannot be."""
    conversation, form = visible(request, pk), DraftForm(request.POST)
    try:
        typed = entered(form)
        kept = reply_drafts.keep(
            conversation,
            request.user,
            typed["text"],
            is_note=typed["mode"] == "note",
            typed_at=form.typed_at(timezone.now()),
            client_key=typed["client_key"],
        )
    except ValidationError as error:
        return JsonResponse({"kept": False, "why": " ".join(error.messages)}, status=422)
    return JsonResponse({"kept": kept}, status=200 if kept else 409)


@require_safe
@login_required
@permission_required([MAY_ACT, MAY_USE_CANNED], raise_exception=True)
def canned(request: DeskRequest, pk: int) -> HttpResponse:
    """The replies kept ready, each filled in for the contact, as a list to choose from."""
    found = canned_replies(visible(request, pk), request.user)
    context = {"canned": found, "may_add": request.user.has_perm("handover.add_cannedreply")}
    return render(request, "handover/_desk_canned.html", context)


@require_safe
@login_required
@permission_required(MAY_ACT, raise_exception=True)
def people(request: DeskRequest) -> HttpResponse:
    """Whom a note may mention, as a list to choose from."""
    everybody = list(mentionable())
    context = {"people": [(member, handle_of(member, everybody)) for member in everybody]}
    return render(request, "handover/_desk_people.html", context)
