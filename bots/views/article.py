"""The editor of one article: its page, its autosave, saving it and letting it go."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots import articles, drafts
from bots.closeness import Close, close_to
from bots.forms.posted import Posted, kept, show
from bots.models import Article, ArticleDraft, Bot
from bots.proposals import form_of, live, typed
from bots.views import editing, said
from bots.views.editor_page import summary
from bots.views.frame import page, sets_up_bots
from bots.views.said import Said, by_htmx, undo
from bots.wording import changes
from staff.views.shell import SignedIn


def article_of(bot: Bot, pk: int) -> Article:
    """Errors: Http404."""
    return get_object_or_404(Article.objects.select_related("bot", "edited_by"), bot=bot, pk=pk)


@require_safe
@sets_up_bots
def editor(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    article = article_of(bot, pk)
    return shown(request, article, typed(article))


def shown(
    request: SignedIn,
    article: Article,
    posted: Posted,
    *,
    checked: bool = False,
    status: int = 200,
    clash: editing.Clash | None = None,
) -> HttpResponse:
    """The page with what was typed. checked: also what is wrong with it."""
    draft = ArticleDraft.objects.select_related("updated_by").filter(article=article).first()
    unbound = form_of(article)
    form = form_of(article, posted) if checked else unbound
    if not checked:
        show(form, posted)
    context = {
        "article": article,
        "form": form,
        "draft": draft,
        "not_live": changes(unbound, live(article), posted) if draft and article.question else [],
        "problems": form.errors if checked else {},
        "summary": summary(form) if checked else [],
        "clash": clash,
        "seen": (clash.current if clash else article).edit_version,
        "said": said.take(request),
        **_near(article, posted),
    }
    title = article.question or "New article"
    return page(
        request, article.bot, "bots/article.html", context, tab="knowledge", title=title, status=status
    )


def _near(article: Article, posted: Posted) -> dict[str, Close | None]:
    return {"near": close_to(article, posted.get("question", ""))}


@require_safe
@sets_up_bots
def near(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """The hint below the question, for what stands in the draft."""
    article = article_of(bot, pk)
    context = {"bot": bot, "article": article, **_near(article, typed(article))}
    return render(request, "bots/_article_near.html", context)


@require_POST
@sets_up_bots
def autosave(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    article = article_of(bot, pk)
    back = reverse("knowledge:article", args=[bot.slug, pk])
    return editing.autosave(request, article, page=back, again=partial(shown, request, article))


@require_POST
@sets_up_bots
def discard(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    back = reverse("knowledge:article", args=[bot.slug, pk])
    above = reverse("knowledge:list", args=[bot.slug])
    return editing.discard(request, article_of(bot, pk), page=back, above=above)


@require_POST
@sets_up_bots
def save(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """What was posted is kept as the draft first, so that nothing is lost whatever comes after."""
    article = article_of(bot, pk)
    posted = kept(form_of(article), request.POST)
    again = partial(shown, request, article)
    try:
        editing.keep(request, article, posted)
        form = form_of(article, posted)
        if not form.is_valid():
            return again(posted, checked=True, status=422)
        _make_live(article, form.instance, request)
    except (drafts.Conflict, drafts.Gone, editing.TooLong) as error:
        return editing.refused(request, error, article, posted, again)
    except IntegrityError:  # somebody has written the same question meanwhile; checking finds theirs
        return again(posted, checked=True, status=422)
    messages.success(request, _saved(form.instance))
    return redirect("knowledge:list", bot.slug)


def _make_live(article: Article, saved: Article, request: SignedIn) -> None:
    is_new, seen = not article.question, article.edit_version
    articles.save(saved, is_new=is_new, seen=seen, by=request.user, now=timezone.now())


def _saved(article: Article) -> str:
    state = "saved and live" if article.enabled else "saved. It is off: the bot does not use it"
    return f"“{article}” is {state}."


@require_POST
@sets_up_bots
def switch(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """On or off at once; what is typed stays as it is. on: "1" or ""."""
    article, on = article_of(bot, pk), request.POST.get("on") == "1"
    articles.switch(bot, [article.pk], on=on, now=timezone.now())
    back = undo("knowledge:article_switch", bot, pk, on="" if on else "1", back="article-switch")
    done = Said("The article is on." if on else "The article is off: the bot does not use it.", back)
    here = reverse("knowledge:article", args=[bot.slug, pk])
    if by_htmx(request):
        context: dict[str, Any] = {"bot": bot, "article": article_of(bot, pk), "said": done}
        return render(request, "bots/_article_state.html", {**context, "here": here, "oob": True})
    return said.redirect(request, here, done)


@require_POST
@sets_up_bots
def delete(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    article = article_of(bot, pk)
    articles.delete(article)
    messages.success(request, f"“{article}” is deleted." if article.question else "The draft is deleted.")
    return redirect("knowledge:list", bot.slug)
