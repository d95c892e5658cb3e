"""What every kind of file becomes."""

from dataclasses import dataclass

MOST_ROWS = 5000
LARGEST = 5 * 1024 * 1024  # bytes
LARGEST_MARKDOWN = 2 * 1024 * 1024  # characters; reading more takes a minute


class Refused(Exception):
    """The file as a whole cannot be taken; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the file.

    number    of the row, or of the heading's line in Markdown; from 1
    wordings  None where the file does not say
    on        likewise
    problem   why it cannot be taken, as one sentence; "" when it can
    """

    number: int
    question: str
    answer: str
    wordings: tuple[str, ...] | None = None
    on: bool | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """notes: what to know about the file before taking it, each a sentence. unit: what a number counts."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    unit: str = "row"


def check_count(count: int) -> None:
    """Errors: Refused."""
    if count > MOST_ROWS:
        raise Refused(
            f"The file has more than {MOST_ROWS:,} articles. Split it, and import one part at a time."
        )
