"""Is there an article for this already, or one that nearly is?"""

from dataclasses import dataclass

from bots.engines.base import Answer
from bots.forms.article import twin_of
from bots.models import Article
from bots.setup import knowledge_of
from bots.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Close:
    """same: it has this very question."""

    article: Article
    same: bool


def close_to(article: Article, question: str) -> Close | None:
    """Another article of the bot that has the question, or would answer it."""
    if not question.strip():
        return None
    if twin := twin_of(article, question):
        return Close(twin, same=True)
    without = Transcript(rejected=(article.answer,))
    found = knowledge_of(article.bot).answer(without, question)
    if not isinstance(found, Answer) or found.article in (None, article.pk):
        return None
    other = Article.objects.filter(pk=found.article).first()
    return Close(other, same=False) if other else None
