"""One tag: who has it; renaming, merging and deleting it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.views import said
from bots.views.said import Said
from handover import tagging
from handover.models import Contact, Conversation, Tag
from handover.tagging import NameTaken
from handover.views.people import allowed, as_id, page, part, query
from staff.views.shell import SignedIn


@require_safe
@allowed("view_tag")
def show(request: SignedIn, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(Tag, pk=pk))


def _shown(request: SignedIn, tag: Tag, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    visible: Any = Contact.objects.all()
    having = visible.visible_to(request.user).filter(tags=tag)
    shown = part(having, "seen_at", request.GET.get("after", ""))
    context = {
        "tag": tag,
        "rows": _rows(request, shown.rows),
        "contacts": tag.contacts.count(),
        "more": shown.more and query(after=shown.more),
        "paged": "after" in request.GET,
        "scenarios": tagging.put_on_by(tag),
        "sets_up": request.user.has_perm("bots.change_bot"),
        **more,
    }
    above = [(reverse("tags:list"), "Tags")]
    return page(request, "handover/tag.html", context, title=tag.name, above=above, status=status)


def _rows(request: SignedIn, contacts: list[Contact]) -> list[tuple[Contact, list[tuple[Conversation, Any]]]]:
    """Each with their open conversations and who owns them."""
    now = timezone.now()
    visible: Any = Conversation.objects.visible_to(request.user)
    talks: dict[int, list[tuple[Conversation, Any]]] = {}
    for talk in visible.open().filter(contact__in=contacts).for_lists():
        talks.setdefault(talk.contact_id, []).append((talk, talk.owner(now)))
    return [(contact, talks.get(contact.pk, [])) for contact in contacts]


@require_POST
@allowed("view_tag", "change_tag")
def rename(request: SignedIn, pk: int) -> HttpResponse:
    """name. One that another tag has asks whether the two are to be one."""
    tag, typed = get_object_or_404(Tag, pk=pk), request.POST.get("name", "")
    try:
        name = tagging.rename(tag, typed)
    except ValidationError as error:
        return _shown(request, tag, status=422, problem=error.messages[0], typed=typed)
    except NameTaken as taken:
        return _shown(request, tag, status=409, into=taken.tag, typed=typed)
    return said.redirect(request, reverse("tags:tag", args=[pk]), Said(f"The tag is called “{name}” now."))


@require_POST
@allowed("view_tag", "change_tag", "delete_tag")
def merge(request: SignedIn, pk: int) -> HttpResponse:
    """into: the tag that is left."""
    tag = get_object_or_404(Tag, pk=pk)
    into = get_object_or_404(Tag.objects.exclude(pk=pk), pk=as_id(request.POST.get("into", "")))
    try:
        tagging.merge(tag, into)
    except Tag.DoesNotExist:
        return said.redirect(request, reverse("tags:list"), Said("One of the two tags is gone.", bad=True))
    done = Said(f"Whoever was “{tag}” is “{into}” now.")
    return said.redirect(request, reverse("tags:tag", args=[into.pk]), done)


@require_POST
@allowed("view_tag", "delete_tag")
def delete(request: SignedIn, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk)
    tagging.delete(tag)
    return said.redirect(request, reverse("tags:list"), Said(f"The tag “{tag}” is deleted."))
