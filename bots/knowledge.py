"""A bot's articles as its engine is given them, and by what one can tell that they have changed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db.models import Count, Max, QuerySet, Sum

from bots.detection import stems, text, trained
from bots.engines import answerability, classifier, index, local, nearest, packing, wordings
from bots.engines.base import Entry
from bots.models import Article, Bot

NOTHING = "0 0 0 1970-01-01 00:00:00+00:00"
MADE_BY = (stems, text, answerability, classifier, index, local, nearest, packing, wordings)
"""Whatever decides what an index holds: when one of them is another, so is the index."""


def version_of(bot: Bot) -> str:
    """Another one whenever an article that is on was changed, added or taken away. One query."""
    return versions([bot.pk]).get(bot.pk, NOTHING)


def versions(bots: Iterable[int] | None = None) -> dict[int, str]:
    """The same by the bot's id, without bots that have no article that is on. One query.

    Not of time alone: the clock of one machine may be behind that of another.
    """
    rows = Article.objects.filter(enabled=True)
    if bots is not None:
        rows = rows.filter(bot__in=bots)
    counted = (
        rows.order_by()
        .values("bot")
        .annotate(count=Count("pk"), which=Sum("pk"), edits=Sum("edit_version"), latest=Max("updated_at"))
    )
    return {row["bot"]: f"{row['count']} {row['which']} {row['edits']} {row['latest']}" for row in counted}


def articles_in(version: str) -> int:
    return int(version.split(" ", 1)[0])


def changed_at(version: str) -> datetime:
    """When an article was last written; of one that was switched off or deleted nothing is left to see."""
    return datetime.fromisoformat(version.split(" ", 3)[3])


def entries_of(bot: Bot) -> list[Entry]:
    """What the bot knows. One query."""
    rows: QuerySet[Article] = Article.objects.filter(bot=bot, enabled=True).order_by("pk")
    found = rows.values_list("pk", "question", "answer", "wordings")
    return [Entry(pk, asked, answer, tuple(map(str, ways))) for pk, asked, answer, ways in found.iterator()]


def digest_of(entries: Sequence[Entry]) -> str:
    """The same for the same texts and the same code, on any machine."""
    found = hashlib.sha256(_made_by())
    for one in entries:
        found.update(json.dumps([one.article, one.question, one.answer, one.wordings]).encode())
    return found.hexdigest()


@cache
def _made_by() -> bytes:
    code = [Path(str(module.__file__)) for module in MADE_BY]
    models = sorted(trained.FOLDER.glob("answerability*.json"))
    return b"".join(hashlib.sha256(path.read_bytes()).digest() for path in (*code, *models))
