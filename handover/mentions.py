"""Colleagues named in a note: "@Bea" or "@Bea Okoro", and their email address where names do not suffice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from staff.models import Member

MAY_BE_MENTIONED = "handover.view_conversation"
Handles = dict[str, list[Member]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a note. named: it is a mention."""

    text: str
    named: bool


def mentionable() -> "QuerySet[Member]":
    """Who can open the conversation a note stands in."""
    return Member.objects.who_may(MAY_BE_MENTIONED)


def mentioned(text: str) -> list[Member]:
    """Whom the text names, each once, in its order. The longest name that fits is meant.

    Errors: ValidationError when a name fits several people.
    """
    if "@" not in text:
        return []
    handles = _handles(mentionable())
    found: dict[int, Member] = {}
    for handle in _in(text, handles):
        several = handles[_plain(handle)]
        if len(several) > 1:
            raise ValidationError(_which(handle, several, handles), code="ambiguous")
        found.setdefault(several[0].pk, several[0])
    return list(found.values())


def pieces(text: str, members: Iterable[Member]) -> Iterator[Piece]:
    """The text with the mentions of these members told apart from the rest."""
    pattern = _pattern(_handles(members))
    end = 0
    for match in pattern.finditer(text) if pattern else ():
        yield Piece(text[end : match.start()], named=False)
        yield Piece(match[0], named=True)
        end = match.end()
    yield Piece(text[end:], named=False)


def handle_of(member: Member, everybody: Iterable[Member]) -> str:
    """What to write after the @ so that nobody else is meant: the name, or the email address."""
    same = [one for one in everybody if _plain(str(one)) == _plain(str(member))]
    return member.email if len(same) > 1 else " ".join(str(member).split())


def _handles(members: Iterable[Member]) -> Handles:
    """What may stand after an @. Who is called just "Bea" comes before whoever begins like that."""
    whole: defaultdict[str, list[Member]] = defaultdict(list)
    first: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        first[_plain(member.get_short_name())].append(member)
        for handle in {_plain(str(member)), member.email}:
            whole[handle].append(member)
    return {**first, **whole}


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()


def _pattern(handles: Iterable[str]) -> "re.Pattern[str] | None":
    names = sorted((name for name in handles if name), key=len, reverse=True)
    if not names:
        return None
    written = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in names)
    return re.compile(rf"(?<![\w@/.])@(?:{written})(?!\w)", re.IGNORECASE)


def _in(text: str, handles: Handles) -> Iterator[str]:
    pattern = _pattern(handles)
    for match in pattern.finditer(text) if pattern else ():
        handle = match[0][1:]
        if _plain(handle) in handles:  # not so for a few letters whose small form is longer
            yield handle


def _which(handle: str, several: list[Member], handles: Handles) -> str:
    everybody = {member.pk: member for members in handles.values() for member in members}.values()
    exact = " or ".join(f"@{handle_of(member, everybody)}" for member in several)
    return f"“@{handle}” could be several people. Write {exact}."
