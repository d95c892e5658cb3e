"""Other languages than English, by small word lists: which one it is, what is asked for or turned down."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from bots.detection.base import Evidence, Finding, quoted
from bots.detection.languages import DESK, LANGUAGES, OTHER_STAFF, OTHER_TALK, REAL, UNSPACED_STAFF, Language
from bots.detection.ordinary import ORDINARY
from bots.detection.phrases import NEGATING_LETTERS
from bots.detection.tagging import VOCABULARY
from bots.detection.text import is_unspaced, normalise, words
from bots.detection.words import listed

ENGLISH = listed("""
    the a an is are i you he she we they it my your of to in on for with and not do does how what when
    where who why can could would have has this that there please want need get be am was
""")
ALSO_ENGLISH = listed("""
    thanks thank hello hi hey please sorry okay yes me us him her as or if but so no tell give help find
    show call just must from at by an into about some any were will more
""")
"""Words that tell English as well, where it must be told for sure."""
LONG_ENOUGH = 4
"""Letters of a word that tells a language by itself, where it is the whole message."""
LOOKED_AT = 1000
"""Characters of a text that are enough to tell its language."""
SCRIPTS = (("ru", "а", "я"), ("el", "α", "ω"), ("ar", "ء", "ي"), ("he", "א", "ת"), ("hi", "अ", "ह"),
           ("ja", "ぁ", "ヿ"), ("ko", "가", "힣"), ("th", "ก", "ฮ"), ("zh", "一", "鿿"))  # fmt: skip
"""Scripts that tell a language apart well enough, each by its first and last letter."""
LONGEST_WISH = 14
"""Words; who asks for a person in a language known by word lists alone says little else."""


def language_of(texts: Iterable[str]) -> str:
    """The contact's language as a code of two letters; "" where the words do not tell."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_votes(text))
    ranked = found.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def clear_language(texts: Iterable[str]) -> str:
    """As `language_of`, but "" unless its words are at least twice as many as any other language's."""
    said = [word for text in texts for word in spoken(text[:LOOKED_AT])]
    if said and is_unspaced(" ".join(said)):
        return language_of(said)
    found = {code: sum(word in words for word in said) for code, words in _telling().items()}
    (first, most), (_, second) = sorted(found.items(), key=lambda one: -one[1])[:2]
    enough = most > 1 or (most == 1 and len(said) == 1 and len(said[0]) >= LONG_ENOUGH)
    return first if enough and most >= 2 * second else ""


@cache
def _telling() -> dict[str, frozenset[str]]:
    """For each language the words that it is clearly known by; hardly any is also an English one."""
    english = VOCABULARY | ORDINARY | ENGLISH
    other = {
        code: _known(code) | ((one.want | one.goodbyes | one.fine | one.around | one.negators) - english)
        for code, one in LANGUAGES.items()
    }
    return {"en": ENGLISH | ALSO_ENGLISH, **other}


@lru_cache(maxsize=1024)
def _votes(text: str) -> dict[str, int]:
    plain = normalise(text)
    votes: Counter[str] = Counter()
    for code, first, last in SCRIPTS:
        letters = sum(first <= char <= last for char in plain)
        if letters * 2 > sum(char.isalpha() for char in plain):
            return {code: letters}
    for word in spoken(text):
        votes.update({"en": 1} if word in ENGLISH else {})
        votes.update(code for code, language in LANGUAGES.items() if word in _known(code))
    return dict(votes)


@cache
def _known(code: str) -> frozenset[str]:
    one = LANGUAGES[code]
    shared = VOCABULARY | ORDINARY
    return one.common | (one.thanks | one.greetings | one.staff | one.somebody | one.talk | one.no) - shared


def spoken(text: str) -> tuple[str, ...]:
    """Words, also those joined by an apostrophe: "j'aimerais" is j, aimerais."""
    return tuple(part for word in words(normalise(text)) for part in word.split("'") if part)


@lru_cache(maxsize=1024)
def asks_for_a_person(text: str) -> Finding:
    """By word lists of other languages; English has a grammar of its own."""
    if is_unspaced(normalise(text)):
        return _in_letters(normalise(text))
    said = spoken(text)
    if not said or len(said) > LONGEST_WISH:
        return Finding()
    for code in _likely(text):
        found = _in(LANGUAGES[code], said)
        if found.fired or found.evidence:
            return found
    named, asked = set(said) & OTHER_STAFF, set(said) & OTHER_TALK
    return _wish(said, named | asked) if named and (asked or len(said) <= 2) else Finding()


def _likely(text: str) -> list[str]:
    """The languages with word lists that the message may be in; related ones share words."""
    votes = _votes(text)
    most = max(votes.values(), default=0)
    return [code for code in LANGUAGES if most and votes.get(code, 0) == most]


def _in(language: Language, said: Sequence[str]) -> Finding:
    line, here = " ".join(said) + " ", set(said)
    staff, somebody = here & language.staff, here & language.somebody
    if "personne ne " in line or "personne n " in line:
        somebody = set()
    asked = here & language.talk
    refused = _before(said, language.negators, language.bots)
    if refused and asked:
        return _wish(said, refused | asked)
    wanted, real, brief = here & language.want, here & REAL, len(said) <= 3
    desk = here & DESK if len(said) <= 6 else set()
    if desk and (asked or wanted or brief or len(desk) > 1):
        staff = staff | desk
    named = staff | (somebody if asked or staff or real else set())
    if not named or not (asked or real or (staff and (wanted or brief or desk))):
        return Finding()
    if re.match(language.nature, line) or re.search(
        rf" {language.nature}(?:un|une|uma|ein|eine|een)? ?\w+ $", line
    ):
        return Finding(evidence=(Evidence("veto", f"{quoted(line)} is about what the bot is"),))
    if _before(said, language.negators, named) and not here & language.bots:
        return Finding(evidence=(Evidence("veto", f"{quoted(line)} turns a person down"),))
    return _wish(said, named | asked)


def _before(said: Sequence[str], negators: frozenset[str], named: Iterable[str]) -> set[str]:
    """Which of the named stand after a negator."""
    first = next((at for at, word in enumerate(said) if word in negators), len(said))
    return set(said[first:]) & set(named)


def _wish(said: Sequence[str], which: Iterable[str]) -> Finding:
    shown = " ".join(word for word in said if word in set(which))
    return Finding(True, 0.8, (Evidence("wording", f"{quoted(shown)} asks for a person", 0.8),))


def _in_letters(text: str) -> Finding:
    found = next((name for name in UNSPACED_STAFF if name in text), None)
    if found is None or len(text) > 30 or ("吗" in text[-2:] and "你" in text[:2]):
        return Finding()
    before = text[: text.index(found)]
    if any(negator in before for negator in NEGATING_LETTERS):
        return Finding(evidence=(Evidence("veto", f"{quoted(text)} turns a person down"),))
    return Finding(True, 0.8, (Evidence("wording", f"{quoted(found)} asks for a person", 0.8),))


def just_no(text: str) -> bool:
    said = set(spoken(text))
    return bool(said) and any(said <= language.no for language in LANGUAGES.values())


@lru_cache(maxsize=1024)
def turns_down(text: str) -> bool:
    """The message says, in another language than English, that an answer did not help."""
    said = spoken(text)
    if not said or len(said) > LONGEST_WISH:
        return False
    return just_no(text) or any(_rejections(code).search(" ".join(said)) for code in _likely(text))


@cache
def _rejections(code: str) -> re.Pattern[str]:
    pattern = re.sub(r"\n\s*", "", LANGUAGES[code].rejections)
    return re.compile(rf"\b(?:{pattern})\b")
