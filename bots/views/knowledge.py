"""The articles of a bot: the list, switching them on and off, the file to take away."""

import json
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots import articles, indexing
from bots.exporting import exported
from bots.forms.posted import as_ids
from bots.models import Article, Bot
from bots.views import said
from bots.views.frame import page, sets_up_bots
from bots.views.said import Said, Undo, by_htmx
from staff.views.shell import SignedIn

A_PAGE = 50
SHOWS = {
    "all": ("All", Q()),
    "on": ("On", Q(enabled=True)),
    "off": ("Off", Q(enabled=False)),
    "drafts": ("With a draft", Q(draft__isnull=False)),
}


@require_safe
@sets_up_bots
def articles_list(request: SignedIn, bot: Bot) -> HttpResponse:
    context = {**_context(request, bot), "said": said.take(request)}
    return page(request, bot, "bots/knowledge.html", context, tab="knowledge")


def _context(request: SignedIn, bot: Bot) -> dict[str, Any]:
    """query: q searches, show is one of SHOWS, page."""
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "all"
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    everything = Article.objects.filter(bot=bot)
    rows = _matching(everything, words).filter(SHOWS[show][1]).select_related("draft")
    found = Paginator(rows.order_by("question", "pk"), A_PAGE).get_page(request.GET.get("page"))
    kept = {key: value for key, value in (("q", words), ("show", show)) if value and value != "all"}
    return {
        "rows": found,
        "words": words,
        "show": show,
        "shows": _shows(everything, words),
        "total": everything.count(),
        "learning": indexing.standing(bot, now=timezone.now()),
        "keep": f"{urlencode(kept)}&" if kept else "",
        "here": _address(bot, {**kept, "page": found.number}),
        "query": urlencode({**kept, "page": found.number}),
    }


def _address(bot: Bot, query: dict[str, Any]) -> str:
    return f"{reverse('knowledge:list', args=[bot.slug])}?{urlencode(query)}"


def _matching(rows: QuerySet[Article], words: str) -> QuerySet[Article]:
    """Also in more wordings, which a database may keep with its letters escaped."""
    if not words:
        return rows
    escaped = json.dumps(words)[1:-1]
    listed = rows.annotate(listed=Cast("wordings", TextField()))
    inside = Q(listed__icontains=words) | Q(listed__icontains=escaped)
    return listed.filter(Q(question__icontains=words) | Q(answer__icontains=words) | inside)


def _shows(everything: QuerySet[Article], words: str) -> list[dict[str, Any]]:
    counts = everything.aggregate(**{key: Count("pk", filter=which) for key, (_, which) in SHOWS.items()})
    searched = {"q": words} if words else {}
    return [
        {"key": key, "title": title, "count": counts[key], "query": urlencode({**searched, "show": key})}
        for key, (title, _) in SHOWS.items()
    ]


@require_safe
@sets_up_bots
def learning(request: SignedIn, bot: Bot) -> HttpResponse:
    """How far learning is, asked again by the page until it is done."""
    context = {"bot": bot, "learning": indexing.standing(bot, now=timezone.now())}
    return render(request, "bots/_learning.html", context)


@require_POST
@sets_up_bots
def add(request: SignedIn, bot: Bot) -> HttpResponse:
    made = articles.add(bot, by=request.user, now=timezone.now())
    return redirect("knowledge:article", bot.slug, made.pk)


@require_POST
@sets_up_bots
def switch(request: SignedIn, bot: Bot) -> HttpResponse:
    """article: ids, as often as there are. on: "1" or "". The query is that of the list."""
    on = request.POST.get("on") == "1"
    changed = articles.switch(bot, as_ids(request.POST.getlist("article")), on=on, now=timezone.now())
    context = _context(request, bot)
    done = _switched(bot, changed, on, context["query"])
    if by_htmx(request):
        shown = {**context, "bot": bot, "said": done, "oob": True}
        return render(request, "bots/_knowledge.html", shown)
    return said.redirect(request, context["here"], done)


def _switched(bot: Bot, changed: list[int], on: bool, query: str) -> Said:
    state = "on" if on else "off"
    if not changed:
        return Said(f"Nothing has changed: choose articles that are {'off' if on else 'on'}.", bad=True)
    url = f"{reverse('knowledge:switch', args=[bot.slug])}?{query}"
    posted = [("article", str(pk)) for pk in changed]
    back = Undo(url, [*posted, ("on", "" if on else "1")], back=f"switch-{changed[0]}")
    if len(changed) > 1:
        return Said(f"{len(changed)} articles are {state}.", back)
    return Said(f"“{Article.objects.get(pk=changed[0])}” is {state}.", back)


@require_safe
@sets_up_bots  # type: ignore[arg-type]
def export(request: SignedIn, bot: Bot) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{bot.slug}-knowledge.csv"'}
    return StreamingHttpResponse(exported(bot), content_type="text/csv; charset=utf-8", headers=headers)
