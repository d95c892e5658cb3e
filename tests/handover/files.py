"""Small files of each kind, made in code."""

import io
from zipfile import ZipFile

from bots.channels.base import SentFile

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf50070003820180d2ab4ef40000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXE = b"MZ\x90\x00" + bytes(60)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(60)
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(30)
OGG = b"OggS\x00\x02" + bytes(60)
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(40)
WAV = b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(40)
GIF = b"GIF89a" + bytes(40)


def archive(**parts: str) -> bytes:
    """A zip of these parts; a dot is written as two underscores, a slash as three."""
    into = io.BytesIO()
    with ZipFile(into, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("___", "/").replace("__", "."), text)
    return into.getvalue()


def document(*names: str) -> bytes:
    into = io.BytesIO()
    with ZipFile(into, "w") as made:
        for name in ("[Content_Types].xml", *names):
            made.writestr(name, "<x/>")
    return into.getvalue()


DOCX = document("word/document.xml")
XLSX = document("xl/workbook.xml")
WITH_MACROS = document("word/document.xml", "word/vbaProject.bin")
ZIP = archive(note__txt="hello")
ODT = archive(mimetype="application/vnd.oasis.opendocument.text", content__xml="<x/>")


def sent(name: str, data: bytes = PNG, content_type: str = "") -> SentFile:
    return SentFile(name, content_type, io.BytesIO(data), len(data))
