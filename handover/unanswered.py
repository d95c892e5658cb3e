"""What contacts asked and the bot could not answer, grouped by likeness. Reads only.

Groups are made anew from the open gaps whenever they are looked at, so they are never out of date. Whether
the knowledge answers a question by now is asked for those of one page alone, and remembered as long as the
knowledge stays as it is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from bots.detection.alike import grouped
from bots.engines.base import Answer, Engine
from bots.models import Bot
from bots.setup import knowledge_of
from bots.transcript import Transcript
from handover.models import Gap

MOST = 5000
"""Open gaps that are looked at, the latest first."""
A_PAGE = 25
ASKED_AT_MOST = 600
"""Questions put to the engine for one page; what is beyond counts as unanswered."""

_known: "WeakKeyDictionary[Engine, dict[str, bool]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Asked:
    """One gap, as far as the list needs it."""

    pk: int
    question: str
    asked_at: datetime
    conversation: int


@dataclass(frozen=True, slots=True)
class Group:
    """Questions alike, oldest first."""

    asked: tuple[Asked, ...]

    @property
    def texts(self) -> list[str]:
        """The different ways it was asked, the most frequent first; of these the one asked first."""
        counts: Counter[str] = Counter()
        spelt: dict[str, str] = {}
        for one in self.asked:
            key = _key(one.question)
            counts[key] += 1
            spelt.setdefault(key, one.question)
        return [spelt[key] for key, _ in counts.most_common()]

    @property
    def latest(self) -> Asked:
        return self.asked[-1]

    @property
    def conversations(self) -> list[int]:
        """Where it was asked, the latest first."""
        return list(dict.fromkeys(one.conversation for one in reversed(self.asked)))

    @property
    def gaps(self) -> list[int]:
        return [one.pk for one in self.asked]


@dataclass(frozen=True, slots=True)
class Page:
    """next: where to go on; 0 at the end. unsure: some shown may be answered by now, nobody has asked."""

    groups: list[Group]
    next: int = 0
    unsure: bool = False


def _key(question: str) -> str:
    return " ".join(question.split()).casefold()


def groups_of(bot: Bot) -> list[Group]:
    """The most frequent first; then the one asked last."""
    rows = Gap.objects.filter(bot=bot, dismissed_at=None).order_by("-asked_at", "-pk")
    found = rows.values_list("pk", "question", "asked_at", "conversation")[:MOST]
    asked = [Asked(*row) for row in reversed(found)]
    places = grouped([one.question for one in asked])
    return _in_order([Group(tuple(asked[at] for at in group)) for group in places])


def _in_order(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (len(group.asked), group.latest.asked_at), reverse=True)


def page_of(bot: Bot, groups: Sequence[Group], start: int) -> Page:
    """From the place on: those that the knowledge as it is now leaves unanswered."""
    judge = _Judge(knowledge_of(bot))
    found: list[Group] = []
    for place, group in enumerate(groups[start:], start=start):
        if len(found) == A_PAGE:
            return Page(_in_order(found), place, judge.unsure)
        if left := judge.left(group):
            found.append(left)
    return Page(_in_order(found), unsure=judge.unsure)


class _Judge:
    """Asks the engine, a limited number of times."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.known = _known.setdefault(engine, {})
        self.asked = 0
        self.unsure = False

    def left(self, group: Group) -> Group | None:
        """The group without the questions that are answered by now."""
        answered = {_key(text) for text in group.texts if self._answers(text)}
        asked = tuple(one for one in group.asked if _key(one.question) not in answered)
        return Group(asked) if asked else None

    def _answers(self, text: str) -> bool:
        key = _key(text)
        if key not in self.known:
            if self.asked >= ASKED_AT_MOST:
                self.unsure = True
                return False
            self.asked += 1
            self.known[key] = isinstance(self.engine.answer(Transcript(), text), Answer)
        return self.known[key]


def chosen(bot: Bot, gaps: Sequence[int]) -> Group | None:
    """The group of these open gaps, as a page has shown it."""
    rows = Gap.objects.filter(bot=bot, pk__in=gaps, dismissed_at=None).order_by("asked_at", "pk")
    asked = tuple(Asked(*row) for row in rows.values_list("pk", "question", "asked_at", "conversation"))
    return Group(asked) if asked else None
