"""Words of a question as its topic: ends cut off, small words weighed little."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bots.detection.text import normalise, words
from bots.detection.words import listed

GENERIC = listed("""
    a able about again all already also am an and any anything are as ask at be because been being but
    by can cant come could dear did do does done dont even for from get give go good got had has have
    having he hello help here hey hi how i if im in into is issue it its ive just know let like look
    make many may me might mine more most much must my need new no not now of ok okay on one only or our
    out over please pm possible problem put question really say see shall she should show sir so some
    someone something still take team tell than thank thanks that the them then there these they thing
    things think this those to too try under up us use using very want was way we well were what when
    where which who whom whose why will with would yes yet you your
""")
"""Words that many questions share; they weigh little when questions are compared."""

ENDINGS = (
    ("sses", "ss"), ("ies", "y"), ("ied", "y"), ("ational", "ate"), ("ations", "ate"), ("ation", "ate"),
    ("ings", ""), ("ing", ""), ("edly", ""), ("ers", "er"), ("ed", ""), ("es", "e"), ("s", ""), ("ly", ""),
    ("ments", "ment"),
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without a common English ending; a word that is short without it is left alone."""
    for ending, instead in ENDINGS:
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= 3
            and not (ending == "s" and word.endswith(("ss", "us", "is")))
        ):
            return _tidy(word[: -len(ending)] + instead)
    return _tidy(word)


def _tidy(stemmed: str) -> str:
    """One form for "cancelled" and "cancel", "declin" and "decline", "carry" and "carri"."""
    if len(stemmed) > 4 and stemmed[-1] == stemmed[-2] and stemmed[-1] in "bcdfgkmnprtvz":
        stemmed = stemmed[:-1]
    if len(stemmed) > 4 and stemmed.endswith("ll"):
        stemmed = stemmed[:-1]
    return stemmed[:-1] if len(stemmed) > 3 and stemmed.endswith("e") else stemmed


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[str, ...]:
    """Stems of a raw text; runs of a script without spaces become pairs of letters."""
    return stems_of(words(normalise(text)))


def stems_of(said: Iterable[str]) -> tuple[str, ...]:
    """The same of words."""
    found: list[str] = []
    for word in said:
        if word.isascii() or not re.search(r"[฀-໿ក-៿぀-ヿ㐀-鿿]", word):
            found.append(stem(word))
        else:
            found.extend(word[at : at + 2] for at in range(max(1, len(word) - 1)))
    return tuple(found)


GENERIC_STEMS = {stem(word) for word in GENERIC}
