"""What a file is by its bytes, among the kinds that may be sent. Nothing is ever decoded or unpacked."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from zipfile import ZipFile

import puremagic

HEAD = 8192  # bytes that signatures are looked for in
CHUNK = 64 * 1024
DIRECTORY_LIMIT = 1024 * 1024  # bytes of an archive's list of contents; a long document has a few thousand
ARCHIVE_END = 22 + 65535  # bytes: the longest record at an archive's end
NEARLY = 0.3
"""A match that is so much less sure than the best one is none."""
UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/unknown")
"""What senders say who do not know."""


@dataclass(frozen=True, slots=True)
class FileType:
    """endings: the usual one first. also: other names that senders have for its content type."""

    content_type: str
    label: str
    endings: tuple[str, ...]
    also: tuple[str, ...] = ()

    def answers_to(self, claimed: str) -> bool:
        """Whether a sender who knows what it is may call it so."""
        claimed = claimed.partition(";")[0].strip().lower()
        if claimed in (*UNTOLD, self.content_type, *self.also):
            return True
        alike = claimed.partition("/")[0] == self.content_type.partition("/")[0]
        return alike and not ACTIVE.search(claimed) and claimed not in KNOWN_NAMES


ACTIVE = re.compile("html|xml|script|svg|exec|php")
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

PNG = FileType("image/png", "a PNG picture", ("png",), ("image/x-png",))
JPEG = FileType("image/jpeg", "a JPEG picture", ("jpg", "jpeg", "jpe", "jfif"), ("image/jpg", "image/pjpeg"))
GIF = FileType("image/gif", "a GIF picture", ("gif",))
WEBP = FileType("image/webp", "a WebP picture", ("webp",))
PDF = FileType("application/pdf", "a PDF document", ("pdf",), ("application/x-pdf",))
MP4 = FileType("video/mp4", "an MP4 video", ("mp4", "m4v"), ("video/x-m4v", "audio/mp4"))
M4A = FileType("audio/mp4", "an MP4 recording", ("m4a",), ("audio/x-m4a", "audio/m4a", "video/mp4"))
MP3 = FileType("audio/mpeg", "an MP3 recording", ("mp3",), ("audio/mp3", "audio/x-mp3", "audio/mpeg3"))
OGG = FileType(
    "application/ogg",
    "an Ogg recording",
    ("ogg", "oga", "ogv", "opus"),
    ("audio/ogg", "video/ogg", "audio/opus"),
)
TEXT = FileType(
    "text/plain", "plain text", ("txt", "text", "log", "md"), ("text/markdown", "text/x-markdown", "text/csv")
)
CSV = FileType(
    "text/csv", "a CSV table", ("csv",), ("text/plain", "application/csv", "application/vnd.ms-excel")
)
DOCX = FileType(f"{OPEN_XML}wordprocessingml.document", "a Word document", ("docx",))
XLSX = FileType(f"{OPEN_XML}spreadsheetml.sheet", "an Excel table", ("xlsx",))
PPTX = FileType(f"{OPEN_XML}presentationml.presentation", "a PowerPoint presentation", ("pptx",))
ODT = FileType(f"{OPEN_DOCUMENT}text", "an OpenDocument text", ("odt",))
ODS = FileType(f"{OPEN_DOCUMENT}spreadsheet", "an OpenDocument table", ("ods",))
ODP = FileType(f"{OPEN_DOCUMENT}presentation", "an OpenDocument presentation", ("odp",))

TYPES = (
    PNG, JPEG, GIF, WEBP, PDF, TEXT, CSV, DOCX, XLSX, PPTX, ODT, ODS, ODP, MP3, MP4, M4A, OGG,
)  # fmt: skip
BY_ENDING = {ending: one for one in TYPES for ending in one.endings}
KNOWN_NAMES = {name for one in TYPES for name in (one.content_type, *one.also)}
IN_WORDS = "pictures (PNG, JPEG, GIF, WebP), PDF, text, CSV, Office documents, MP3, MP4 and Ogg"
ENDINGS = ",".join(f".{ending}" for ending in BY_ENDING)
"""For a page's file field."""

SIGNED: dict[str, tuple[FileType, ...]] = {
    "png": (PNG,), "jpg": (JPEG,), "gif": (GIF,), "webp": (WEBP,), "pdf": (PDF,),
    "mp3": (MP3,), "mpga": (MP3,), "mp4": (MP4, M4A), "m4a": (M4A, MP4), "m4v": (MP4, M4A), "ogg": (OGG,),
}  # fmt: skip
"""By the library's own names. MP4 is one container for both: the file's ending says which."""
PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
MARKUP = re.compile(
    rb"\s*(?:<!doctype|<\?|<!--|#!|%!)|\s*<(?:html|head|body|svg|script|iframe|style|meta|title)\b", re.I
)
CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"


def possible(content: IO[bytes]) -> tuple[FileType, ...]:
    """What the bytes may be, the likeliest first; none where they are nothing that may be sent."""
    content.seek(0)
    head = content.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _office(content)
    found = dict.fromkeys(one for sign in _signs(head) for one in SIGNED.get(sign, ()))
    if found:
        return tuple(found)
    return (TEXT, CSV) if not _is_markup(head) and _is_text(content, head) else ()


def _signs(head: bytes) -> list[str]:
    """What the library takes it for. Of a container that many kinds share, the bare mark is no match."""
    with suppress(puremagic.PureError, ValueError):
        found = puremagic.magic_string(head)
        surest = max(match.confidence for match in found)
        signs = [m.extension.lstrip(".") for m in found if m.confidence >= surest - NEARLY]
        return signs if "heif" not in signs else []
    return []


def _is_markup(head: bytes) -> bool:
    return MARKUP.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk


def _is_text(content: IO[bytes], head: bytes) -> bool:
    """No control characters, whatever the encoding; UTF-16 only where it says so, as Excel does."""
    if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return all(chunk == chunk.translate(None, CONTROL) for chunk in _chunks(content))
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        return all("\0" not in decoder.decode(chunk) for chunk in _chunks(content))
    except UnicodeDecodeError:
        return False


def _office(content: IO[bytes]) -> tuple[FileType, ...]:
    """By the archive's list of contents; one with macros is nothing that may be sent."""
    if not _has_short_directory(content):
        return ()
    try:
        with ZipFile(content) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return ()
            if "[Content_Types].xml" in names:
                return tuple(one for part, one in PARTS.items() if part in names)[:1]
            if "mimetype" not in names:
                return ()
            with archive.open("mimetype") as said:
                kind = said.read(100).decode("ascii").strip()
    except Exception:  # a hostile archive makes the reader fail in many ways; none of them is a document
        return ()
    return tuple(one for one in (ODT, ODS, ODP) if one.content_type == kind)


def _has_short_directory(content: IO[bytes]) -> bool:
    """Reading a list of millions of names would cost far more than the file is worth."""
    length = content.seek(0, 2)
    content.seek(max(length - ARCHIVE_END, 0))
    tail = content.read(ARCHIVE_END)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or b"PK\x06\x07" in tail[max(at - 20, 0) : at]:  # the second: an archive above 4 GB
        return False
    return int.from_bytes(tail[at + 12 : at + 16], "little") <= DIRECTORY_LIMIT
