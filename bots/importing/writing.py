"""An upload kept until it is decided on, and the import itself: all of it in one transaction, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import IntegrityError, transaction

from bots import indexing
from bots.drafts import held
from bots.importing import from_csv, from_markdown
from bots.importing.base import Parsed
from bots.importing.checking import checked
from bots.importing.plan import Line, Plan, Verdict, plan
from bots.importing.reading import read
from bots.models import Article, ArticleImport, Bot
from staff.models import Member

KEPT = timedelta(days=1)
READERS = {ArticleImport.Kind.CSV: from_csv.parse, ArticleImport.Kind.MARKDOWN: from_markdown.parse}
WRITTEN = [
    "question",
    "answer",
    "wordings",
    "enabled",
    "updated_at",
    "edit_version",
    "edited_by",
    "edited_at",
]
AT_ONCE = 500


class Moved(Exception):
    """The knowledge has changed since the preview: look again."""


class BadRows(Exception):
    """Some rows cannot be taken, and nobody has said to leave them out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the administrator takes of a plan.

    verdicts  new articles, changed ones, or both
    leave     numbers of rows to leave out
    bad_rows_out   whether rows that cannot be taken may be left out
    replace   see plan()
    """

    verdicts: Collection[str]
    leave: Collection[int]
    bad_rows_out: bool
    replace: bool

    def takes(self, line: Line) -> bool:
        return line.verdict in self.verdicts and line.row.number not in self.leave


def keep(bot: Bot, name: str, data: bytes, *, by: Member, now: datetime) -> ArticleImport:
    """The file, once it can be read. What was left behind for a day goes. Errors: Refused."""
    found = read(name, data)
    _parsed(found.kind, found.text)
    ArticleImport.objects.filter(created_at__lt=now - KEPT).delete()
    return ArticleImport.objects.create(
        bot=bot,
        created_by=by,
        created_at=now,
        name=name[-200:],
        kind=found.kind,
        text=found.text,
        encoding=found.encoding,
    )


def parsed(kept: ArticleImport) -> Parsed:
    """Its rows, checked."""
    return _parsed(kept.kind, kept.text)


@lru_cache(maxsize=4)
def _parsed(kind: str, text: str) -> Parsed:
    """Remembered from the upload to the preview and the import. Errors: Refused."""
    return checked(READERS[ArticleImport.Kind(kind)](text))


def planned(kept: ArticleImport, *, replace: bool) -> Plan:
    return plan(parsed(kept), list(Article.objects.filter(bot=kept.bot_id)), replace=replace)


def write(kept: ArticleImport, choice: Choice, *, seen: str, by: Member, now: datetime) -> tuple[int, int]:
    """Returns how many articles are new and how many have changed. seen: the fingerprint of the preview.

    Errors: Moved, BadRows; then nothing was written.
    """
    rows = parsed(kept)
    try:
        with transaction.atomic():
            held(kept.bot_id)  # one import at a time
            articles = list(Article.objects.select_for_update().filter(bot=kept.bot_id))
            whole = plan(rows, articles, replace=choice.replace)
            if whole.fingerprint != seen:
                raise Moved
            if whole.of(Verdict.REFUSED) and not choice.bad_rows_out:
                raise BadRows
            counts = _write(kept.bot_id, [line for line in whole.lines if choice.takes(line)], by, now)
            kept.delete()
            indexing.changed(kept.bot_id)
    except IntegrityError as error:
        raise Moved from error
    return counts


def _write(bot_id: int, lines: list[Line], by: Member, now: datetime) -> tuple[int, int]:
    articles = {
        verdict: _ready(bot_id, lines, verdict, by, now) for verdict in (Verdict.NEW, Verdict.CHANGED)
    }
    Article.objects.bulk_create(
        articles[Verdict.CHANGED],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=WRITTEN,
    )
    Article.objects.bulk_create(articles[Verdict.NEW], batch_size=AT_ONCE)
    return len(articles[Verdict.NEW]), len(articles[Verdict.CHANGED])


def _ready(bot_id: int, lines: list[Line], verdict: Verdict, by: Member, now: datetime) -> list[Article]:
    """Whoever has one of them open in an editor is told, and a draft of it stays."""
    chosen = [line.article for line in lines if line.verdict is verdict and line.article]
    for article in chosen:
        article.bot_id, article.edited_by, article.edited_at = bot_id, by, now
        article.edit_version += article.pk is not None
    return chosen
