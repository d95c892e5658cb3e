"""The knowledge as a CSV file, which an import takes back as it was."""

import csv
import io
from collections.abc import AsyncIterator, Iterable

from bots.articles import saved
from bots.importing.guard import guarded
from bots.models import Article, Bot

COLUMNS = ("question", "answer", "wordings", "on")
AT_ONCE = 500
MARK = "\ufeff"
"""By which a spreadsheet knows that it is UTF-8."""


async def exported(bot: Bot) -> AsyncIterator[str]:
    """The lines of the file, as they are read from the database."""
    yield MARK + line(COLUMNS)
    async for article in saved(bot).order_by("question").aiterator(chunk_size=AT_ONCE):
        yield line(_cells(article))


def _cells(article: Article) -> tuple[str, ...]:
    wordings = "\n".join(article.wordings)
    cells = (article.question, article.answer, wordings)
    return (*map(guarded, cells), "yes" if article.enabled else "no")


def line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
