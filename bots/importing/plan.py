"""What an import would change, worked out against the knowledge as it is now."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bots.diffing import ADDED, REMOVED, Piece, Sides, words
from bots.importing.base import Parsed, Row
from bots.importing.checking import key_of, too_many
from bots.models import Article

COMPARED = 2000  # characters of both texts
IN_WORDS = ("Question", "Answer")


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Difference:
    """Of wordings, before is those that go and after those that come."""

    label: str
    before: str
    after: str

    @property
    def sides(self) -> Sides:
        """Both in pieces; long texts as replaced, for there may be many of them on a page."""
        if self.label in IN_WORDS and len(self.before) + len(self.after) < COMPARED:
            return words(self.before, self.after)
        return [Piece(self.before, REMOVED)], [Piece(self.after, ADDED)]


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one row. article: the one it changes; a copy with the new texts, or a new one."""

    row: Row
    verdict: Verdict
    article: Article | None = None
    differences: tuple[Difference, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """left_alone: articles of the bot that are not in the file.

    fingerprint: another one as soon as an import of the same file would do anything else.
    """

    lines: tuple[Line, ...]
    left_alone: int
    fingerprint: str

    def of(self, verdict: Verdict) -> list[Line]:
        return [line for line in self.lines if line.verdict is verdict]


def plan(parsed: Parsed, articles: Sequence[Article], *, replace: bool) -> Plan:
    """parsed: checked. articles: all of the bot's. replace: the file's wordings instead of what there is."""
    exact = {article.question: article for article in articles}
    alike = {key_of(article.question): article for article in articles}
    lines = []
    for row in parsed.rows:
        found = exact.get(row.question) or alike.get(key_of(row.question))
        lines.append(_line(row, found, replace))
    touched = {line.article.pk for line in lines if line.article}
    left_alone = sum(article.pk not in touched for article in articles if article.question)
    return Plan(tuple(lines), left_alone, _fingerprint(lines))


def _line(row: Row, article: Article | None, replace: bool) -> Line:
    if row.problem:
        return Line(row, Verdict.REFUSED, article, problem=row.problem)
    if article is None:
        new = Article(
            question=row.question,
            answer=row.answer,
            wordings=list(row.wordings or ()),
            enabled=row.on is not False,
        )
        return Line(row, Verdict.NEW, new)
    wordings = _wordings(article, row, replace)
    if problem := too_many(wordings) if wordings != article.wordings else "":
        return Line(row, Verdict.REFUSED, article, problem=f"With the wordings there are: {problem}")
    on = article.enabled if row.on is None else row.on
    differences = tuple(_differences(article, row, wordings, on))
    if not differences:
        return Line(row, Verdict.UNCHANGED, article)
    return Line(row, Verdict.CHANGED, _changed(article, row, wordings, on), differences)


def _wordings(article: Article, row: Row, replace: bool) -> list[str]:
    if row.wordings is None:
        return list(article.wordings)
    if replace:
        same = set(row.wordings) == set(article.wordings)
        return list(article.wordings if same else row.wordings)
    have = {key_of(wording) for wording in article.wordings}
    return [*article.wordings, *(wording for wording in row.wordings if key_of(wording) not in have)]


def _differences(article: Article, row: Row, wordings: list[str], on: bool) -> Iterable[Difference]:
    if row.question != article.question:
        yield Difference("Question", article.question, row.question)
    if row.answer != article.answer:
        yield Difference("Answer", article.answer, row.answer)
    if wordings != article.wordings:
        gone = [wording for wording in article.wordings if wording not in wordings]
        come = [wording for wording in wordings if wording not in article.wordings]
        yield Difference("More wordings", "\n".join(gone), "\n".join(come))
    if on != article.enabled:
        yield Difference("On", "on" if article.enabled else "off", "on" if on else "off")


def _changed(article: Article, row: Row, wordings: list[str], on: bool) -> Article:
    return Article(
        pk=article.pk,
        bot_id=article.bot_id,
        question=row.question,
        answer=row.answer,
        wordings=wordings,
        enabled=on,
        edit_version=article.edit_version,
    )


def _fingerprint(lines: Iterable[Line]) -> str:
    seen = hashlib.sha256()
    for line in lines:
        differences = [(one.label, one.before, one.after) for one in line.differences]
        pk = line.article.pk if line.article else None
        seen.update(repr((line.row.number, line.verdict.value, pk, differences)).encode())
    return seen.hexdigest()
