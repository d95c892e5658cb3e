"""From the bytes of a file to its text, whatever it is called and whatever wrote it."""

import codecs
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from bots.importing.base import LARGEST, Refused
from bots.models import ArticleImport

ENDINGS = {
    ".csv": ArticleImport.Kind.CSV,
    ".tsv": ArticleImport.Kind.CSV,
    ".txt": ArticleImport.Kind.CSV,
    ".md": ArticleImport.Kind.MARKDOWN,
    ".markdown": ArticleImport.Kind.MARKDOWN,
}
SAVE_AS_CSV = "Open it, choose Save As, then “CSV UTF-8”, and import that file."
OTHERS = (
    (b"PK\x03\x04", f"is a workbook or an archive, not text. If it is a spreadsheet: {SAVE_AS_CSV}"),
    (b"\xd0\xcf\x11\xe0", f"is an old Excel or Word file, not text. If it is a spreadsheet: {SAVE_AS_CSV}"),
    (b"\x89PNG", "is a picture, not a list of articles."),
    (b"\xff\xd8\xff", "is a picture, not a list of articles."),
    (b"GIF8", "is a picture, not a list of articles."),
    (b"%PDF", "is a PDF, not text. Copy its questions and answers into a spreadsheet, and save that as CSV."),
    (b"MZ", "is a program, not a list of articles."),
    (b"\x7fELF", "is a program, not a list of articles."),
    (b"{\\rtf", "is a rich text document. Save it as plain text first."),
)
"""How files begin that are something else, and what to do instead."""
NOT_TEXT = "is not a text file. Save your articles as CSV or Markdown, and import that file."
MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MEGABYTE = 1024 * 1024
WESTERN = "Windows-1252"


@dataclass(frozen=True, slots=True)
class Text:
    """encoding: the one that had to be guessed, or ""."""

    kind: ArticleImport.Kind
    text: str
    encoding: str = ""


def read(name: str, data: bytes) -> Text:
    """Errors: Refused."""
    kind = ENDINGS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise Refused(f"“{name}” is neither CSV nor Markdown. Its name should end in .csv or .md.")
    if len(data) > LARGEST:
        raise Refused(too_large(name, len(data)))
    for start, what in OTHERS:
        if data.startswith(start):
            raise Refused(f"“{name}” {what}")
    text, encoding = _decoded(data)
    if any(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f\v\x85" for char in set(text)):
        raise Refused(f"“{name}” {NOT_TEXT}")
    if not text.strip():
        raise Refused(f"“{name}” is empty.")
    return Text(kind, text, encoding)


def too_large(name: str, size: int) -> str:
    most = LARGEST // MEGABYTE
    return f"“{name}” has {size / MEGABYTE:.1f} MB; at most {most} MB are possible. Split it into parts."


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and the encoding if it had to be guessed."""
    for mark, encoding in MARKED:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ""
    if wide := _wide(data):
        return data.decode(wide, "replace"), ""
    try:
        return data.decode(), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), WESTERN


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain letters is zero."""
    start = data[:200]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start) or min(even, odd):
        return ""
    return "utf-16-be" if even else "utf-16-le"
