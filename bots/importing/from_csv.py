"""Articles from a table of commas, semicolons or tabs, its first row naming the columns in any order."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from bots.importing.base import Parsed, Refused, Row, check_count
from bots.importing.guard import unguarded

SEPARATORS = ",;\t"
NAMES = {
    "question": ("question", "questions", "q"),
    "answer": ("answer", "answers", "a", "reply", "response"),
    "wordings": (
        "wordings", "wording", "more wordings", "other wordings", "also asked as", "variants", "alternatives",
    ),
    "on": ("on", "enabled", "active"),
}  # fmt: skip
NEEDED = ("question", "answer")
SWITCHED = {
    "yes": True, "on": True, "true": True, "1": True, "x": True,
    "no": False, "off": False, "false": False, "0": False,
}  # fmt: skip
SHOWN = 6  # columns of the file that a refusal quotes

Columns = dict[str, int]


def parse(text: str) -> Parsed:
    """Errors: Refused."""
    separator, text = _separator(text)
    records = _records(text, separator)
    number, head = next(((number, cells) for number, cells in records if any(cells)), (0, []))
    columns = _columns(head)
    rows: list[Row] = []
    for number, cells in records:
        if any(cell.strip() for cell in cells):
            rows.append(_row(number, cells, columns, len(head)))
            check_count(len(rows))
    if not rows:
        raise Refused("The file names its columns, but has no row below them.")
    return Parsed(tuple(rows), _notes(head, columns))


def _notes(head: Sequence[str], columns: Columns) -> tuple[str, ...]:
    taken = columns.values()
    others = [f"“{_short(cell)}”" for at, cell in enumerate(head) if at not in taken and cell.strip()]
    noun = "columns" if len(others) > 1 else "column"
    return (f"Not taken: {noun} {_listed(others)}.",) if others else ()


def _separator(text: str) -> tuple[str, str]:
    """The one by which the first row names the most columns we know; and the text to read."""
    if said := re.match(r"\s*sep=(.)\r?\n", text, re.IGNORECASE):
        return said[1], "\n" + text[said.end() :]
    start = text[:10_000]
    known = {separator: len(_known(_first(start, separator))) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: known[separator]), text


def _first(start: str, separator: str) -> list[str]:
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    try:
        return next((cells for cells in reader if any(cells)), [])
    except csv.Error:
        return []


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each with its number as a spreadsheet counts. Errors: Refused, naming the row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Refused(f"Row {number} cannot be read, nor what follows it: {_said(str(error))}") from error
        if cells is None:
            return
        yield number, cells


def _said(error: str) -> str:
    if "unexpected end" in error or "field larger" in error:
        return "a quotation mark opens a text there that is never closed."
    return 'text follows a closing quotation mark. Inside quotation marks, write " as "".'


def _columns(head: Sequence[str]) -> Columns:
    columns = _known(head)
    if missing := [name for name in NEEDED if name not in columns]:
        found = _listed([f"“{_short(cell)}”" for cell in head if cell.strip()][:SHOWN])
        raise Refused(
            "The first row must name the columns: question, answer, and wordings if you like. "
            f"It has no {' and no '.join(missing)}, but {found or 'nothing'}."
        )
    return columns


def _known(head: Sequence[str]) -> Columns:
    """The place of each column we know, the first one of its name."""
    columns: Columns = {}
    for at, cell in enumerate(head):
        said = " ".join(re.findall(r"\w+", cell.casefold()))
        for name, names in NAMES.items():
            if said in names:
                columns.setdefault(name, at)
    return columns


def _row(number: int, cells: Sequence[str], columns: Columns, width: int) -> Row:
    found = {name: _cell(cells, at) for name, at in columns.items()}
    problem = ""
    on: bool | None = None
    if any(cell.strip() for cell in cells[width:]):
        problem = (
            f"It has {len(cells)} cells, but the first row names {width} columns. "
            "Put texts with a separator in them between quotation marks."
        )
    if said := found.get("on", "").strip().casefold():
        on = SWITCHED.get(said)
        problem = problem or ("" if said in SWITCHED else f"“{_short(said)}” is neither yes nor no.")
    wordings = _wordings(found["wordings"]) if "wordings" in found else None
    question = " ".join(found["question"].split())
    return Row(number, question, found["answer"].strip(), wordings, on, problem)


def _cell(cells: Sequence[str], at: int) -> str:
    text = unguarded(cells[at]) if at < len(cells) else ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _wordings(cell: str) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in re.split(r"[\n|]", cell))
    return tuple(dict.fromkeys(line for line in lines if line))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _listed(texts: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
