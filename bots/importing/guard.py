"""Cells that a spreadsheet would run as a formula: written with an apostrophe before them, read without.

Also where blanks stand before the sign, for some programs take those away first; and phone numbers such as
+351 912 345 678, which a spreadsheet would otherwise turn into a sum.
"""

import re

FORMULA = re.compile(r"['\s\ufeff\u200b]*[=+\-@\t\r\n＝＋－＠]")
GUARDED = re.compile(r"'['\s\ufeff\u200b]*[=+\-@\t\r\n＝＋－＠]")


def guarded(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell
