"""Is this the same question again, in other words?"""

from rapidfuzz import fuzz

from bots.detection.stems import GENERIC_STEMS, terms

ENOUGH = 0.62
"""Likeness (0..1) from which two questions are one; telling related questions apart matters more."""


def restated(question: str, earlier: str) -> bool:
    return likeness(question, earlier) >= ENOUGH


def likeness(one: str, other: str) -> float:
    """How alike two questions are, 0..1, by the words that carry their topic and by their letters."""
    if not _topic(one) or not _topic(other):
        return 1.0 if terms(one) == terms(other) else 0.0
    return 0.65 * alike_by_words(one, other) + 0.35 * alike_by_letters(one, other)


def alike_by_words(one: str, other: str) -> float:
    """The share of the words that carry a topic which stand in both, 0..1."""
    first, second = _topic(one), _topic(other)
    if not first or not second:
        return 0.0
    common = sum(_shared(term, second) for term in first) + sum(_shared(term, first) for term in second)
    return common / (len(first) + len(second))


def alike_by_letters(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(" ".join(terms(one)), " ".join(terms(other))) / 100


def _topic(text: str) -> set[str]:
    return {term for term in terms(text) if term not in GENERIC_STEMS}


def _shared(term: str, others: set[str]) -> bool:
    return term in others or (len(term) >= 5 and any(fuzz.ratio(term, other) >= 85 for other in others))
