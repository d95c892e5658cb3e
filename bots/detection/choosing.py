"""What the contact chose, when the bot had asked which of two questions was meant."""

from collections.abc import Sequence

from bots.detection.courtesies import FINE
from bots.detection.foreign import just_no
from bots.detection.languages import LANGUAGES
from bots.detection.restated import likeness
from bots.detection.text import normalise, words
from bots.detection.words import listed

PLACES = (
    listed("""
        1 first 1st one former primero primera primer premier premiere erste ersten erstes primo prima
        primeiro primeira eerste
    """),
    listed("""
        2 second 2nd two latter last segundo segunda deuxieme seconde zweite zweiten zweites secondo seconda
        tweede
    """),
)
NEITHER = listed("""
    neither none nothing different else other ninguno ninguna aucun aucune keine keines keins weder nessuno
    nessuna nenhum nenhuma geen
""")
AROUND = listed("""
    the is it was i mean meant question please option number thing of them these those that this one sorry
    something anything el la lo las los le les der die das den il o a de het dos deux due dei delle von
    beiden van beide des du das dois duas two noch
""")
ASKING = listed("""
    do does did you your yours we us our have has had how what when where which who can could would should i
    my a an to for in on at and or if are be am me far long much many there
""")
NO = listed("no nope nah not")
YES = listed("yes yeah yep yup sure right correct exactly")
SAME = 0.5
"""Likeness to an offered question from which it is the one."""
NEARER = 0.1
"""What it must be ahead of the other by; of two bikes "the bike" chooses neither."""


def turns_all_down(said: str) -> bool:
    """ "No", "neither of them": what was meant is not among the offered."""
    spoken = set(words(normalise(said)))
    return just_no(said) or said_only(spoken, NO) or said_only(spoken - NO, NEITHER)


def chosen(said: str, offered: Sequence[str]) -> str | None:
    """The offered question that is meant by its place, by "yes" or by its words; None for something else."""
    spoken = set(words(normalise(said)))
    for place, names in zip(offered, PLACES, strict=False):
        if spoken == {"one"} or said_only(spoken, names - {"one"}):
            return place
    foreign_yes = frozenset().union(*(language.fine for language in LANGUAGES.values()))
    if offered and said_only(spoken, YES | FINE | foreign_yes):
        return offered[0]
    named = [question for question in offered if _names(spoken - AROUND - ASKING, question)]
    if len(named) == 1:
        return named[0]
    ranked = sorted(((likeness(said, question), question) for question in offered), reverse=True)
    first, second = [*ranked, (0.0, ""), (0.0, "")][:2]
    return first[1] if first[0] >= SAME and first[0] - second[0] >= NEARER else None


def _names(spoken: set[str] | frozenset[str], question: str) -> bool:
    """Every word that says something stands in the question: "the battery"."""
    return bool(spoken) and spoken <= set(words(normalise(question)))


def said_only(spoken: set[str], names: set[str] | frozenset[str]) -> bool:
    """One of the names at least, and beside it only words that say nothing here."""
    return bool(spoken & names) and spoken <= names | AROUND
