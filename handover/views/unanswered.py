"""Unanswered questions: what contacts asked that the knowledge does not answer, one click from an article."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots import articles
from bots.forms.posted import as_ids
from bots.models import Bot
from bots.views import said
from bots.views.frame import page, sets_up_bots
from bots.views.said import Said, undo
from handover import gaps, unanswered
from handover.models import Conversation
from handover.moments import as_moment
from handover.unanswered import MOST, Group
from staff.views.shell import SignedIn

may_read = permission_required("handover.view_conversation", raise_exception=True)
LINKED, WORDINGS = 5, 4
GONE = "Those questions were dismissed by somebody meanwhile."


@dataclass(frozen=True, slots=True)
class Row:
    """A group on screen. draft: the article somebody began to write for it."""

    group: Group
    question: str
    wordings: list[str]
    more: int
    conversations: list[Conversation]
    elsewhere: int
    draft: int | None

    @property
    def count(self) -> int:
        return len(self.group.asked)

    @property
    def gaps(self) -> str:
        return " ".join(map(str, self.group.gaps))


@require_safe
@sets_up_bots
@may_read
def questions(request: SignedIn, bot: Bot) -> HttpResponse:
    """query: start, the place of the first group."""
    groups = unanswered.groups_of(bot)
    start = request.GET.get("start", "")
    at = int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 0
    found = unanswered.page_of(bot, groups, at)
    context: dict[str, Any] = {
        "rows": _rows(bot, found.groups),
        "next": found.next,
        "start": at,
        "unsure": found.unsure,
        "asked": sum(len(group.asked) for group in groups),
        "most": MOST,
        "articles": articles.saved(bot).filter(enabled=True).exists(),
        "said": said.take(request),
        "here": reverse("knowledge:unanswered", args=[bot.slug]),
    }
    return page(
        request, bot, "handover/unanswered.html", context, tab="knowledge", title="Unanswered questions"
    )


def _rows(bot: Bot, groups: list[Group]) -> list[Row]:
    linked = [pk for group in groups for pk in group.conversations[:LINKED]]
    conversations = Conversation.objects.select_related("contact").in_bulk(linked)
    drafts = articles.waiting(bot)
    return [_row(group, conversations, drafts) for group in groups]


def _row(group: Group, conversations: dict[int, Conversation], drafts: dict[str, int]) -> Row:
    question, *others = group.texts
    where = group.conversations
    return Row(
        group,
        question,
        others[:WORDINGS],
        max(0, len(others) - WORDINGS),
        [conversations[pk] for pk in where[:LINKED] if pk in conversations],
        max(0, len(where) - LINKED),
        drafts.get(articles.as_question(question)),
    )


def _chosen(request: SignedIn) -> list[int]:
    """gaps: their ids with spaces between, in one field, for there may be thousands."""
    return as_ids(request.POST.get("gaps", "").split())


@require_POST
@sets_up_bots
@may_read
def dismiss(request: SignedIn, bot: Bot) -> HttpResponse:
    now = timezone.now()
    count = gaps.dismiss(bot, _chosen(request), by=request.user, now=now)
    here = reverse("knowledge:unanswered", args=[bot.slug])
    if not count:
        return said.redirect(request, here, Said(GONE, bad=True))
    times = "1 question is" if count == 1 else f"{count} questions are"
    back = undo("knowledge:bring_back", bot, at=now.isoformat())
    return said.redirect(
        request, here, Said(f"{times} dismissed. If contacts ask again, it comes back.", back)
    )


@require_POST
@sets_up_bots
@may_read
def bring_back(request: SignedIn, bot: Bot) -> HttpResponse:
    """at: when they were dismissed."""
    at = as_moment(request.POST.get("at", ""))
    count = gaps.bring_back(bot, by=request.user, dismissed_at=at) if at else 0
    done = Said("They are back." if count else "There is nothing to bring back.", bad=not count)
    return said.redirect(request, reverse("knowledge:unanswered", args=[bot.slug]), done)


@require_POST
@sets_up_bots
@may_read
def write_article(request: SignedIn, bot: Bot) -> HttpResponse:
    """A draft with the question and its other wordings; only the answer is missing."""
    group = unanswered.chosen(bot, _chosen(request))
    if group is None:
        here = reverse("knowledge:unanswered", args=[bot.slug])
        return said.redirect(request, here, Said(GONE, bad=True))
    article = articles.draft_of(bot, group.texts, by=request.user, now=timezone.now())
    return redirect("knowledge:article", bot.slug, article.pk)
