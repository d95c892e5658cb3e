"""The words in which a story of the past is told: who wrote, when it began, and what happened step by step.

`after` is in minutes since the step before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from bots.channels.base import SentFile
from bots.detection.base import Trigger
from config.demo.people import Person

SECONDS = 0.06  # of a minute: how long the bot takes
SEED = 14  # the house number; any would do, as long as it stays


@dataclass(frozen=True, slots=True)
class Who:
    key: str
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Says:
    """The contact. files: what makes each of those that come with it."""

    text: str
    after: float = 2
    files: tuple[Callable[[], SentFile], ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """The bot, in its own words or with an article, or both. unsent: a person is quicker.

    page: the article's key. text: what stands before its answer.
    """

    page: str = ""
    text: str = ""
    because: str = "The bot knew an answer."
    unsent: bool = False
    after: float = SECONDS


@dataclass(frozen=True, slots=True)
class HandsOver:
    """The bot. to_nobody: on a day on which no assignee was named, so anyone may claim it."""

    trigger: Trigger
    because: str
    evidence: tuple[tuple[str, str], ...]
    score: float | None = None
    to_nobody: bool = False
    after: float = SECONDS


@dataclass(frozen=True, slots=True)
class Replies:
    by: Person
    text: str
    after: float = 5
    files: tuple[Callable[[], SentFile], ...] = ()


@dataclass(frozen=True, slots=True)
class Assigns:
    by: Person
    to: Person
    after: float = 5


@dataclass(frozen=True, slots=True)
class Claims:
    by: Person
    after: float = 5


@dataclass(frozen=True, slots=True)
class Resolves:
    by: Person
    after: float = 10


@dataclass(frozen=True, slots=True)
class HandsBack:
    by: Person
    note: str
    after: float = 5


@dataclass(frozen=True, slots=True)
class Wakes:
    """The pause has ended."""

    after: float


@dataclass(frozen=True, slots=True)
class CompletesTask:
    by: Person
    after: float = 5


Step = Says | Answers | HandsOver | Replies | Assigns | Claims | Resolves | HandsBack | Wakes | CompletesTask


@dataclass(frozen=True, slots=True)
class Story:
    """One conversation, begun `days` days ago at the wall clock's `at`, or `minutes` before now."""

    who: Who
    steps: Sequence[Step]
    days: int = 0
    at: str = ""
    minutes: float = 0
    channel: str = "webchat"

    def begins(self, now: datetime) -> datetime:
        if not self.days:
            return now - timedelta(minutes=self.minutes)
        local = timezone.localtime(now, timezone.get_default_timezone())
        day = local.date() - timedelta(days=self.days)
        return datetime.combine(day, time.fromisoformat(self.at), local.tzinfo)

    def moments(self, now: datetime, chance: Random) -> Iterator[tuple[datetime, Step]]:
        """When each step happened, to the second. People are less punctual than the script."""
        moment = self.begins(now).replace(microsecond=0)
        for number, step in enumerate(self.steps):
            if number:
                moment += timedelta(minutes=step.after)
            if not isinstance(step, Answers | HandsOver):
                moment += timedelta(seconds=chance.randint(0, 20))
            yield moment, step


@dataclass(frozen=True, slots=True)
class Scene:
    moment: datetime
    story: Story
    step: Step


def in_order(stories: Sequence[Story], now: datetime) -> list[Scene]:
    """All that happened, in the order in which it did."""
    chance = Random(SEED)  # noqa: S311 - for variety, nothing secret
    scenes = [Scene(moment, story, step) for story in stories for moment, step in story.moments(now, chance)]
    return sorted(scenes, key=lambda scene: scene.moment)
