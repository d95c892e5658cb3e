"""What is wrong with single rows: the rules of the article's own page, and one article for a question."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError

from bots.fields import LinesField
from bots.forms.article import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    LONGEST_WORDING,
    MOST_WORDINGS,
)
from bots.importing.base import Parsed, Row

WORDINGS = LinesField(noun="wording", lines=MOST_WORDINGS, length=LONGEST_WORDING)


def key_of(question: str) -> str:
    """The same for questions that differ in capitals and spaces alone."""
    return " ".join(question.split()).casefold()


def checked(parsed: Parsed) -> Parsed:
    first: dict[str, int] = {}
    rows = []
    for row in parsed.rows:
        problem = row.problem or _problem(row) or _twice(row, first, parsed.unit)
        first.setdefault(key_of(row.question), row.number)
        rows.append(replace(row, problem=problem))
    return replace(parsed, rows=tuple(rows))


def _problem(row: Row) -> str:
    if not row.question:
        return "It has no question."
    if not row.answer:
        return "It has no answer."
    for name, text, most in (
        ("question", row.question, LONGEST_QUESTION),
        ("answer", row.answer, LONGEST_ANSWER),
    ):
        if len(text) > most:
            return f"Its {name} has {len(text):,} characters; at most {most:,} are possible."
    return too_many(row.wordings or ())


def too_many(wordings: Sequence[str]) -> str:
    """What is wrong with the wordings, or ""."""
    try:
        WORDINGS.validate(list(wordings))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _twice(row: Row, first: dict[str, int], unit: str) -> str:
    before = first.get(key_of(row.question))
    return f"It has the same question as {unit} {before}." if before else ""
