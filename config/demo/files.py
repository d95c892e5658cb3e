"""A picture and a document for the stories, drawn in code so that no one else's are shipped."""

import io
import math
import struct
import zlib

from bots.channels.base import SentFile

WIDTH, HEIGHT = 320, 240
WALL, RIM, TYRE, SPOKE = (233, 226, 213), (176, 182, 188), (44, 46, 48), (120, 126, 132)
SPOKES = 18
LINES = ("Tumbleway Bikes", "What our warranty covers", "Cables and gears: two years, adjusting included.")


def wheel() -> SentFile:
    """rear wheel.png: a bicycle's wheel before a wall."""
    rows = (bytes(part for x in range(WIDTH) for part in _colour(x, y)) for y in range(HEIGHT))
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return _sent(
        "rear wheel.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in chunks)
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _colour(x: int, y: int) -> tuple[int, int, int]:
    across, down = x - WIDTH / 2, y - HEIGHT / 2
    out = math.hypot(across, down)
    if out > 104 or out < 5:
        return WALL if out > 104 else TYRE
    if out > 94:
        return TYRE
    if out > 88 or out < 11:
        return RIM
    turn = (math.atan2(down, across) / math.tau * SPOKES) % 1
    return SPOKE if min(turn, 1 - turn) * math.tau * out / SPOKES < 1 else WALL


def warranty() -> SentFile:
    """warranty.pdf: one page of three lines."""
    shown = " ".join(f"({line}) Tj 0 -28 Td" for line in LINES)
    drawing = f"BT /F1 18 Tf 60 760 Td {shown} ET"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(f"{len(body):010} 00000 n \n")
        body += f"{number} 0 obj{part}endobj\n"
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer<</Root 1 0 R/Size {len(parts) + 1}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return _sent("warranty.pdf", "application/pdf", (body + table + end).encode())


def _sent(name: str, content_type: str, data: bytes) -> SentFile:
    return SentFile(name, content_type, io.BytesIO(data), len(data))
