"""Which words mean about the same, or belong to one field of life: a table written by hand."""

from functools import cache, lru_cache
from pathlib import Path

from bots.detection.stems import GENERIC_STEMS, stem
from bots.detection.words import listed

TABLE = Path(__file__).parent / "related.txt"
"""A line for each group of words, under the name of its field; a word may stand in several."""
PASSING = listed("""
    able about above absolutely according across actual actually after again against ah almost along
    already alright also although always am among another anybody anyhow anymore anyone anytime anyway
    anywhere apparently appear approximately are around asked asking asks assume bad barely basically be
    became because become been before behind being believe below beside besides best better between
    beyond bit both bother bro buddy came can capable care case cause certain certainly clearly come
    coming completely concerning could curious current currently deal dealing deals definitely despite
    did do does doing done dude during each either else entirely especially even ever every everybody
    everyone everything everywhere exactly except extremely fact fairly feel felt few fine furthermore
    gave generally gets getting given gives giving go goes going gone gonna good got gotta gotten great
    guess had hang happen happened happening happens hardly has have having he hello hence her here hers
    herself hey hi him himself his hmm hope hoping how however idea incredibly inside instead interested
    involve is itself just keep keeping keeps kept kind kindly kinds lately lets letting like likely lot
    lots madam made makes making mam man many matter may maybe means meant meanwhile merely might mind
    moreover much must myself nearly neither never nice nobody none nor normally nothing nowhere
    obviously occasionally occur off often oh ok okay once one ones only onto order other others
    otherwise ours ourselves outside own part particular particularly per perfectly perhaps please pls
    plz point possibly present pretty probably proper putting quite rarely rather ready real really
    reason recently regard regarding related roughly said same saying says seem seems several shall she
    should simply since sir so somehow something sometime sometimes somewhere soon sort sorts specific
    specifically start started still stuff such suddenly super suppose supposed surely taken takes
    taking telling tells thank thanks that theirs themselves there therefore these thing this those
    though thought through thus till told too took totally toward towards truly trying twice type types
    typically uh um unable unless until upon usually various very via wanna was way ways well went were
    what whatever when whenever where wherever whether which whichever while whilst who whoever whom
    whose why will willing wish within without wonder wondering worse worst would wow yet yo yours
    yourself
""")
"""Words that a question can do without; they weigh less when the knowledge is asked for them."""
PASSING_WEIGHT, GENERIC_WEIGHT = 0.4, 0.15

Groups = frozenset[int]


def groups(term: str) -> Groups:
    """The groups of a stem; none for words that any question has."""
    return _read()[0].get(term, frozenset())


def fields(term: str) -> Groups:
    return _read()[1].get(term, frozenset())


def standing(term: str) -> float:
    """What a term says about the topic, 0..1."""
    if term in GENERIC_STEMS:
        return GENERIC_WEIGHT
    return PASSING_WEIGHT if term in PASSING_STEMS else 1.0


@lru_cache(maxsize=32768)
def related(one: str, other: str) -> float:
    """How much one term says when the other is asked for, 0..1."""
    if one == other:
        return 1.0
    ours, theirs = groups(one), groups(other)
    if not ours or not theirs:
        return 0.0
    return float(len(ours & theirs) / (len(ours) * len(theirs)) ** 0.5)


@cache
def _read() -> tuple[dict[str, Groups], dict[str, Groups]]:
    of_group: dict[str, set[int]] = {}
    of_field: dict[str, set[int]] = {}
    field = 0
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            field = number
            continue
        for term in {stem(word) for word in line.split()} - GENERIC_STEMS:
            of_group.setdefault(term, set()).add(number)
            of_field.setdefault(term, set()).add(field)
    return _frozen(of_group), _frozen(of_field)


def _frozen(found: dict[str, set[int]]) -> dict[str, Groups]:
    return {term: frozenset(numbers) for term, numbers in found.items()}


PASSING_STEMS = {stem(word) for word in PASSING} - GENERIC_STEMS
