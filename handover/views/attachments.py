"""/files/: what came with messages, for staff and by signed links; and what staff put to their replies."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.channels.base import SentFile
from handover import acceptance, attachments, filetypes
from handover.models import Attachment, Conversation
from handover.views.serving import given
from staff.models import Member
from staff.views.shell import SignedIn

MAY_ACT = "handover.change_conversation"
ENDED = "This link has ended. Ask for the file again.\n"


@require_safe
@login_required
def file(request: SignedIn, key: str, name: str) -> HttpResponseBase:
    return given(request, _visible(request.user, key))


@require_safe
def link(request: HttpRequest, signed: str, name: str) -> HttpResponseBase:
    """For other systems, which have no session. 404 for a forged address, 410 for one that has ended."""
    try:
        key = attachments.key_in(signed)
    except SignatureExpired:
        return HttpResponse(ENDED, status=410, content_type="text/plain; charset=utf-8")
    except BadSignature as error:
        raise Http404 from error
    return given(request, get_object_or_404(Attachment.objects.exclude(message=None), key=key))


@require_POST
@login_required
@permission_required(MAY_ACT, raise_exception=True)
def upload(request: SignedIn, pk: int) -> HttpResponse:
    """201 with the file as the composer shows it; 422 says what is wrong with it."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    files = sent_files(request.FILES.getlist("files"))
    try:
        rows = attachments.upload(conversation, files, by=request.user, now=timezone.now())
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    return render(request, "handover/_desk_unsent.html", {"unsent": rows}, status=201)


@require_POST
@login_required
@permission_required(MAY_ACT, raise_exception=True)
def remove(request: SignedIn, key: str) -> HttpResponse:
    """One that was not sent yet, by whoever uploaded it. Removed twice is removed once."""
    attachments.discard(Attachment.objects.filter(key=key, uploaded_by=request.user))
    return HttpResponse(status=204)


def _visible(member: Member, key: str) -> Attachment:
    return get_object_or_404(
        Attachment.objects.filter(conversation__in=Conversation.objects.visible_to(member)), key=key
    )


def sent_files(uploaded: "Iterable[UploadedFile[bytes]]") -> tuple[SentFile, ...]:
    return tuple(
        SentFile(one.name or "", one.content_type or "", one.file, one.size or 0)
        for one in uploaded
        if one.file
    )


def of_reply(request: SignedIn, conversation: Conversation, client_key: str | None) -> list[Attachment]:
    """What goes with the posted reply: uploaded before, or with the form itself. None of a reply sent before.

    Errors: ValidationError.
    """
    if client_key and conversation.messages.filter(client_key=client_key).exists():
        return []
    keys = request.POST.getlist("attachment")
    mine = list(attachments.unsent(conversation, request.user).filter(key__in=keys))
    if len(mine) < len(set(keys)):
        words = "A file was removed or sent meanwhile. Look at your reply again."
        raise ValidationError(words, code="gone")
    fresh = sent_files(request.FILES.getlist("files"))
    return [*mine, *attachments.upload(conversation, fresh, by=request.user, now=timezone.now())]


def composer_context(conversation: Conversation, member: Member) -> dict[str, Any]:
    channel = conversation.address.channel
    return {
        "carries_files": channel is not None and channel.adapter.carries_files,
        "channel_label": channel.adapter.label if channel else "A deleted channel",
        "unsent": attachments.unsent(conversation, member),
        **limits(),
    }


def limits() -> dict[str, Any]:
    """What a page with a file field says and checks."""
    return {
        "file_limit": acceptance.byte_limit(),
        "file_limit_words": acceptance.in_words(acceptance.byte_limit()),
        "files_at_most": acceptance.AT_MOST,
        "file_endings": filetypes.ENDINGS,
        "file_kinds": filetypes.IN_WORDS,
    }
