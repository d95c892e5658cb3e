"""All tags, with how many contacts and conversations have each."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from handover.models import ContactTag, Conversation, Tag
from handover.views.people import A_PAGE, allowed, page, query, words_of
from staff.views.shell import SignedIn


@dataclass(frozen=True, slots=True)
class Row:
    tag: Tag
    contacts: int
    open: int
    conversations: int


@require_safe
@allowed("view_tag")
def listed(request: SignedIn) -> HttpResponse:
    words = words_of(request)
    found = Paginator(matching(words), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_of_tags": found,
        "rows": rows_of(list(found)),
        "q": words,
        "keep": f"{query(q=words)}&" if words else "",
        "kept": query(q=words),
    }
    return page(request, "handover/tags.html", context, title="Tags")


def matching(words: str) -> QuerySet[Tag]:
    return Tag.objects.filter(name__icontains=words).order_by("name", "pk")


def rows_of(tags: list[Tag]) -> list[Row]:
    """Two queries for all of them."""
    on = ContactTag.objects.filter(tag__in=tags).order_by().values("tag")
    contacts = {one["tag"]: one["found"] for one in on.annotate(found=Count("pk"))}
    opened = Count("pk", filter=Q(status=Conversation.Status.OPEN))
    talking = Conversation.objects.filter(contact__tags__in=tags).order_by().values("contact__tags")
    talks = {
        one["contact__tags"]: (one["opened"], one["every"])
        for one in talking.annotate(opened=opened, every=Count("pk"))
    }
    return [Row(tag, contacts.get(tag.pk, 0), *talks.get(tag.pk, (0, 0))) for tag in tags]
