"""What is done to the articles of a bot's knowledge."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bots import drafts, indexing
from bots.forms.article import LONGEST_QUESTION, LONGEST_WORDING, MOST_WORDINGS
from bots.models import Article, ArticleDraft, Bot
from staff.models import Member


def add(bot: Bot, *, by: Member, now: datetime) -> Article:
    """An empty one to write in, off until it is saved; the same again while its writer leaves it so."""
    empty = Article.objects.filter(bot=bot, question="", draft=None, edited_by=by).order_by("pk").first()
    return empty or Article.objects.create(bot=bot, enabled=False, edited_by=by, edited_at=now)


def draft_of(bot: Bot, texts: Sequence[str], *, by: Member, now: datetime) -> Article:
    """A new article with only a draft: the first text its question, the others more wordings.

    The same again as long as a draft with that question waits.
    """
    lines = [" ".join(text.split()) for text in texts]
    question = as_question(lines[0])
    if begun := waiting(bot).get(question):
        return Article.objects.get(pk=begun)
    others = dict.fromkeys(line for line in lines if line != question and len(line) <= LONGEST_WORDING)
    wordings = list(others)[:MOST_WORDINGS]
    with transaction.atomic():
        article = Article.objects.create(bot=bot, enabled=False)
        fields = {"question": question, "answer": "", "wordings": "\n".join(wordings)}
        drafts.autosave(article, fields, seen=article.edit_version, by=by, now=now)
    return article


def waiting(bot: Bot) -> dict[str, int]:
    """Articles that are only drafts so far, by the question that stands in them."""
    rows = ArticleDraft.objects.filter(article__bot=bot, article__question="").order_by("-article")
    return {draft.fields.get("question", ""): draft.article_id for draft in rows}


def as_question(text: str) -> str:
    """As it stands in a draft made of it."""
    return " ".join(text.split())[:LONGEST_QUESTION]


def save(article: Article, *, is_new: bool, seen: int, by: Member, now: datetime) -> None:
    """Make a validated one live; a new one is on from then on. Errors: Conflict, Gone, IntegrityError."""
    if is_new:
        with transaction.atomic():
            drafts.apply(article, seen=seen, by=by, now=now)
            Article.objects.filter(pk=article.pk).update(enabled=True)
        article.enabled = True
    else:
        drafts.apply(article, seen=seen, by=by, now=now)
    indexing.changed(article.bot_id)


def switch(bot: Bot, chosen: Collection[int], *, on: bool, now: datetime) -> list[int]:
    """On or off, at once. Returns which have changed: not those that were so already or were never saved."""
    with transaction.atomic():
        rows = saved(bot).filter(pk__in=chosen, enabled=not on)
        changed = list(rows.select_for_update().values_list("pk", flat=True))
        Article.objects.filter(pk__in=changed).update(enabled=on, updated_at=now)
        indexing.changed(bot.pk)
    return changed


def delete(article: Article) -> None:
    """With its draft, for good. Whoever types into it at that moment comes first, or is told."""
    with transaction.atomic():
        Article.objects.select_for_update().filter(pk=article.pk).first()
        article.delete()
        indexing.changed(article.bot_id)


def saved(bot: Bot) -> "QuerySet[Article]":
    """Without those that nobody has saved yet."""
    return Article.objects.filter(bot=bot).exclude(question="")
