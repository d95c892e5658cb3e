"""Acting at the desk: each view reads its form, calls one verb and shows the conversation as it now is.

With htmx the answer is the page's parts; without, a redirect to the page, or the page itself where
something must be said (409: somebody was quicker; 422: what was entered cannot be done).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from handover import assignment, desk, pauses, reply_drafts
from handover.action_forms import AssignForm, PauseForm
from handover.assignment import Taken
from handover.forms import ReplyForm, ResumeForm, TaskForm
from handover.models import Conversation, Message, Task
from handover.views.attachments import of_reply
from handover.views.desk_composer import form_after
from handover.views.desk_page import MAY_ACT, DeskRequest, parts, whole


@dataclass(frozen=True, slots=True)
class Done:
    """What to say of something that was done. resolved_at: until then it can be undone from there."""

    text: str
    resolved_at: str = ""


Verb = Callable[[DeskRequest, Any], Done | None]


def visible(request: DeskRequest, pk: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user).for_lists(), pk=pk)


def message_of(request: DeskRequest, pk: int) -> Message:
    mine = Message.objects.filter(conversation__in=Conversation.objects.visible_to(request.user))
    return get_object_or_404(
        mine.select_related("conversation__address", "conversation__contact", "conversation__bot"), pk=pk
    )


def task_of(request: DeskRequest, pk: int) -> Task:
    if not request.user.has_perm("handover.change_task"):
        raise PermissionDenied
    mine = Task.objects.visible_to(request.user).exclude(conversation=None)
    return get_object_or_404(mine.select_related("conversation"), pk=pk)


def acting(find: Callable[[DeskRequest, int], Any]) -> Callable[[Verb], Callable[..., HttpResponse]]:
    """A view around a verb on what `find` returns: a conversation, or something in one."""

    def around(verb: Verb) -> Callable[..., HttpResponse]:
        @require_POST
        @login_required
        @permission_required(MAY_ACT, raise_exception=True)
        @wraps(verb)
        def view(request: DeskRequest, pk: int) -> HttpResponse:
            found = find(request, pk)
            conversation_id = found.pk if isinstance(found, Conversation) else found.conversation_id
            try:
                done = verb(request, found)
            except Taken as late:
                return answer(request, conversation_id, flash=_too_late(late), status=409)
            except ValidationError as error:
                status = 409 if error.code == "newer" else 422
                return answer(request, conversation_id, flash=" ".join(error.messages), status=status)
            return answer(request, conversation_id, done=done)

        return view

    return around


def _too_late(late: Taken) -> str:
    return f"{late.owner} has it." if late.owner else "Too late: the conversation is resolved."


def answer(
    request: DeskRequest, pk: int, *, flash: str = "", status: int = 200, done: Done | None = None
) -> HttpResponse:
    conversation = visible(request, pk)
    said = {"flash": flash, "status": status, "done": done}
    if request.htmx:
        sent = "client_key" in request.POST and status == 200
        fresh = {"form": form_after(conversation, request.POST.get("mode", ""))} if sent else {}
        return parts(request, conversation, **said, **fresh)
    if status == 200:
        if done:
            messages.success(request, done.text)
        query = request.GET.urlencode()
        url = reverse("desk:conversation", args=[pk])
        return HttpResponseRedirect(f"{url}?{query}" if query else url)
    bound = {"form": ReplyForm(request.POST)} if "client_key" in request.POST else {}
    return whole(request, conversation, **said, **bound)


def entered(form: forms.Form) -> dict[str, Any]:
    """What the form holds. Errors: ValidationError with its first complaint."""
    for complaints in form.errors.values():
        raise ValidationError(complaints[0])
    return form.cleaned_data


@acting(visible)
def claim(request: DeskRequest, conversation: Conversation) -> None:
    assignment.claim(conversation, request.user, now=timezone.now())


@acting(visible)
def assign(request: DeskRequest, conversation: Conversation) -> None:
    chosen = entered(AssignForm(request.POST))
    by, now = request.user, timezone.now()
    try:
        if chosen["queue"]:
            assignment.unassign(conversation, by=by, now=now)
        elif chosen["team"]:
            assignment.assign_to_team(conversation, chosen["team"], by=by, now=now)
        else:
            assignment.assign(conversation, chosen["to"], by=by, now=now)
    except ValueError as error:
        raise ValidationError(str(error)) from error


@acting(visible)
def reply(request: DeskRequest, conversation: Conversation) -> None:
    said = entered(ReplyForm(request.POST))
    now = timezone.now()
    key = said["client_key"] or None
    files = of_reply(request, conversation, key)
    desk.reply(conversation, request.user, said["text"], now=now, client_key=key, files=files)
    reply_drafts.forget(conversation, request.user, until=now)


@acting(visible)
def resolve(request: DeskRequest, conversation: Conversation) -> Done | None:
    now = timezone.now()
    desk.resolve(conversation, by=request.user, now=now)
    if not Conversation.objects.filter(pk=conversation.pk, resolved_at=now).exists():
        return None  # a colleague had done so already: theirs to undo
    done = conversation.tasks.filter(done_at=now).exists()
    return Done("Resolved, and its task is done." if done else "Resolved.", now.isoformat())


@acting(visible)
def reopen(request: DeskRequest, conversation: Conversation) -> None:
    desk.reopen(conversation, by=request.user, now=timezone.now())


@acting(visible)
def pause(request: DeskRequest, conversation: Conversation) -> None:
    form = PauseForm(request.POST)
    entered(form)
    by, now = request.user, timezone.now()
    pauses.pause(conversation, by=by, pause_for=form.pause_for(by, now), now=now)


@acting(visible)
def resume(request: DeskRequest, conversation: Conversation) -> None:
    note = entered(ResumeForm(request.POST))["note"].strip()
    pauses.resume(conversation, by=request.user, note=note, now=timezone.now())


@acting(message_of)
def retry(request: DeskRequest, message: Message) -> None:
    desk.retry(message, now=timezone.now())


@acting(task_of)
def task(request: DeskRequest, task: Task) -> None:
    if entered(TaskForm(request.POST))["action"] == "complete":
        desk.complete_task(task, by=request.user, now=timezone.now())
    else:
        desk.reopen_task(task)
