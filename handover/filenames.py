"""Names of files as strangers give them, made fit for a screen, a header and a disk."""

import re
import unicodedata

LENGTH = 120  # characters
ENDING = re.compile(r"\.([A-Za-z0-9]{1,10})$")
NAMELESS = "file"
RESERVED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # what some systems forbid in a name


def clean(name: str) -> str:
    """No folders, no control characters, nothing that reorders or hides letters, never empty."""
    last = re.split(r"[/\\]", name.encode("utf-8", "replace").decode())[-1]
    shown = "".join(map(_visible, unicodedata.normalize("NFC", last)))
    tidy = " ".join(shown.translate(RESERVED).split()).strip(". ")
    dot = ENDING.search(tidy)
    stem, end = (tidy[: dot.start()], dot[0]) if dot else (tidy, "")
    return (stem[: LENGTH - len(end)].rstrip(". ") or NAMELESS) + end


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char).startswith("C") else char


def ending(name: str) -> str:
    """In lower case and without its dot; "" for a name without one. Digits alone are none: "Page 1.2"."""
    found = ENDING.search(name)
    return "" if found is None or found[1].isdecimal() else found[1].lower()
