"""How much of a question the knowledge has in other words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bots.detection.related import PASSING_STEMS, groups, related, standing
from bots.detection.stems import GENERIC_STEMS
from bots.engines.index import Index

KEPT = 1024
"""Entries whose related terms are kept."""

Kin = Mapping[int, tuple[str, ...]]


class Kinship:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._everywhere = _by_group(index.wordings.vocabulary)
        self._of_entry = lru_cache(maxsize=KEPT)(self._kin_of)

    def _kin_of(self, entry: int) -> Kin:
        return _by_group(self._index.terms_of(entry))

    def figures(self, question: str, entry: int, leaving_out: int | None) -> dict[str, float]:
        """related, related_known: shares of the question's weight that the entry, or any, has in these words
        or related ones. unrelated: the words, up to five, that no entry has anything like."""
        index, known = self._index, self._index.terms_of(entry)
        own = index.own_terms(entry, leaving_out)
        mass = entrys = all_entries = unrelated = 0.0
        for term in sorted(index.asked(question)):
            weight = index.importance(term) * standing(term)
            everywhere = 1.0 if index.knows(term) else _closest(term, self._everywhere)
            mass += weight
            all_entries += weight * everywhere
            if known.get(term, 0) > (term in own):
                entrys += weight
            else:
                lost = {one for one in own if known[one] == 1} | {term}
                entrys += weight * _closest(term, self._of_entry(entry), lost)
            if term not in GENERIC_STEMS and term not in PASSING_STEMS:
                unrelated += 1.0 - everywhere
        mass = max(mass, 1e-6)
        return {
            "related": entrys / mass,
            "related_known": all_entries / mass,
            "unrelated": min(5.0, unrelated) / 5,
        }


def _closest(term: str, kin: Kin, without: Iterable[str] = ()) -> float:
    found = {one for group in groups(term) for one in kin.get(group, ())}.difference(without)
    return max((related(term, one) * standing(one) for one in found), default=0.0)


def _by_group(terms: Iterable[str]) -> Kin:
    found: dict[int, list[str]] = defaultdict(list)
    for term in terms:
        for group in groups(term):
            found[group].append(term)
    return {group: tuple(members) for group, members in found.items()}
