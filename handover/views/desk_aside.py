"""Acting at the desk beside writing: putting aside, taking back, and judging what the bot did or would do."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from handover import assignment, desk, details, feedback, pauses, snoozing, suggestions
from handover.action_forms import (
    DetailForm,
    FalseAlarmForm,
    MissedForm,
    SnoozeForm,
    SuggestionForm,
    UndoResolveForm,
)
from handover.feedback import Kept
from handover.models import Conversation, Handover, Message
from handover.views.desk_actions import Done, acting, entered, message_of, visible
from handover.views.desk_page import DeskRequest


def handover_of(request: DeskRequest, pk: int) -> Handover:
    mine = Handover.objects.filter(conversation__in=Conversation.objects.visible_to(request.user))
    joined = mine.select_related("conversation__address", "conversation__contact", "bot", "message")
    return get_object_or_404(joined, pk=pk)


@acting(visible)
def snooze(request: DeskRequest, conversation: Conversation) -> None:
    form, now = SnoozeForm(request.POST), timezone.now()
    entered(form)
    snoozing.snooze(conversation, by=request.user, until=form.moment(request.user, now), now=now)


@acting(visible)
def back(request: DeskRequest, conversation: Conversation) -> None:
    snoozing.bring_back(conversation, by=request.user, now=timezone.now())


@acting(visible)
def undo_resolve(request: DeskRequest, conversation: Conversation) -> Done:
    form = UndoResolveForm(request.POST)
    entered(form)
    desk.undo_resolve(conversation, resolved_at=form.moment(), by=request.user, now=timezone.now())
    return Done("As it was before it was resolved.")


@acting(visible)
def detail(request: DeskRequest, conversation: Conversation) -> None:
    if not request.user.has_perm("handover.change_contact"):
        raise ValidationError("You may not change contacts.")
    given = entered(DetailForm(request.POST))
    details.keep(conversation, given["kind"], given["value"], by=request.user, now=timezone.now())


@acting(handover_of)
def false_alarm(request: DeskRequest, handover: Handover) -> Done | None:
    said = entered(FalseAlarmForm(request.POST))
    by, now = request.user, timezone.now()
    if said["action"] == "undo":
        feedback.unmark_false_alarm(handover, by=by, now=now)
        return None
    with transaction.atomic():
        kept = feedback.mark_false_alarm(handover, reason=said["reason"], note=said["note"], by=by, now=now)
        if said["back"]:
            pauses.resume(handover.conversation, by=by, now=now)
    return _kept(kept)


def _kept(kept: Kept) -> Done | None:
    """Only where something could not be done: the rest stands on the page."""
    return Done(kept.problem) if kept.problem else None


@acting(message_of)
def missed(request: DeskRequest, message: Message) -> Done | None:
    by, now = request.user, timezone.now()
    if request.POST.get("action") == "undo":
        feedback.unmark_missed(message, by=by, now=now)
        return None
    if message.author != Message.Author.BOT:
        raise ValidationError("Only an answer of the bot can be said to have missed a handover.")
    said = entered(MissedForm(request.POST, message))
    with transaction.atomic():
        kept = feedback.mark_missed(message, scenario=said["scenario"], by=by, now=now)
        if said["claim"]:
            assignment.claim(message.conversation, by, now=now)
    return _kept(kept)


@acting(message_of)
def suggestion(request: DeskRequest, message: Message) -> Done | None:
    said = entered(SuggestionForm(request.POST))
    by, now = request.user, timezone.now()
    if said["action"] == "use":
        suggestions.use(message, by=by, now=now)
    elif said["action"] == "accept":
        suggestions.accept(message, by=by, now=now)
    elif said["action"] == "restore":
        suggestions.restore(message, by=by, now=now)
    elif kept := suggestions.dismiss(message, by=by, now=now, reason=said["reason"], note=said["note"]):
        return _kept(kept) or Done("Dismissed, and kept as a case.")
    return None
