"""The state of a trial: the page keeps it and sends all of it along each time. Nothing is stored."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from handover.models.message import clean
from handover.trial import Trial, Turn

MOST_TURNS = 50
MOST_TEXT = 40_000  # characters of all messages together
FARTHEST = timedelta(days=366)
NAME_LENGTH = 100
EVENING, NOON = time(22), time(12)
SUNDAY = 6


class Refused(Exception):
    """What was asked for cannot be done; the text says what to do instead."""


@dataclass(frozen=True, slots=True)
class Posted:
    """
    turns     the conversation so far
    text      what is typed and not sent
    clock     the time that the clock was set to; None: it is now
    drafts    whether drafts count
    scenario  the id of the scenario that is being edited
    away      the id of a member to be taken for away
    channel   the id of the channel it takes place on
    """

    turns: tuple[Turn, ...] = ()
    text: str = ""
    clock: datetime | None = None
    drafts: bool = True
    scenario: int | None = None
    away: int | None = None
    channel: int | None = None
    name: str = ""

    def time(self, now: datetime) -> datetime:
        """What the clock shows: never before the last message."""
        shown = self.clock or now
        return max(shown, self.turns[-1].at) if self.turns else shown

    def saying(self, text: str, now: datetime) -> "Posted":
        """One message more, unless it is blank. Errors: Refused."""
        text = clean(text).strip()
        if not text:
            return self
        if len(text) > settings.MESSAGE_MAX_LENGTH:
            limit = f"{settings.MESSAGE_MAX_LENGTH:,}"
            raise Refused(f"This message has {len(text):,} characters; at most {limit} are taken.")
        if (
            len(self.turns) >= MOST_TURNS
            or sum(len(turn.text) for turn in self.turns) + len(text) > MOST_TEXT
        ):
            raise Refused("This conversation is as long as it can get here. Start again.")
        return replace(self, turns=(*self.turns, Turn(text, self.time(now))), text="")

    def undone(self) -> "Posted":
        return replace(self, turns=self.turns[:-1])

    def restarted(self) -> "Posted":
        return replace(self, turns=(), text="", clock=None)

    def moved(self, step: str, now: datetime, trial: Trial) -> "Posted":
        """The clock moved by one of the quick steps. Errors: Refused."""
        local = timezone.localtime(self.time(now))
        back = trial.handed_over.case.paused_until if trial.handed_over else None
        steps = {
            "hour": local + timedelta(hours=1),
            "tonight": _next(local, EVENING, days=1),
            "sunday": _next(local + timedelta(days=SUNDAY - local.weekday()), NOON, days=7, after=local),
            "after": back + timedelta(minutes=1) if back else None,
        }
        clock = steps.get(step)
        if clock and clock - now > FARTHEST:
            raise Refused("That is more than a year ahead. Start again.")
        return replace(self, clock=clock)


def _next(day: datetime, clock: time, *, days: int, after: datetime | None = None) -> datetime:
    """The first of: the time of day on that day, so many days later, and so on, that is still to come."""
    found = timezone.make_aware(datetime.combine(day.date(), clock))
    later = timezone.make_aware(datetime.combine(day.date() + timedelta(days=days), clock))
    return found if found > (after or day) else later


@dataclass(slots=True)
class Reading:
    """Takes what was posted as far as it can be understood, and says what could not be."""

    data: QueryDict
    now: datetime
    problems: list[str] = field(default_factory=list)

    def posted(self) -> Posted:
        return Posted(
            turns=self._turns(),
            text=self.data.get("text", ""),
            clock=self._clock(),
            drafts=self.data.get("setup") != "live",
            scenario=number(self.data.get("scenario")),
            away=number(self.data.get("away")),
            channel=number(self.data.get("channel")),
            name=" ".join(clean(self.data.get("contact", "")).split())[:NAME_LENGTH],
        )

    def _turns(self) -> tuple[Turn, ...]:
        texts, times = self.data.getlist("turn"), self.data.getlist("at")
        moments = [moment for text in times if (moment := self._moment(text))]
        sound = len(texts) == len(times) == len(moments) and moments == sorted(moments)
        if sound and len(texts) <= MOST_TURNS and sum(map(len, texts)) <= MOST_TEXT:
            return tuple(Turn(text, at) for text, at in zip(texts, moments, strict=True))
        self.problems.append(
            f"The conversation cannot be read, or has more than {MOST_TURNS} messages. It starts again."
        )
        return ()

    def _clock(self) -> datetime | None:
        typed = self.data.get("clock", "").strip()
        if not typed:
            return None
        if moment := self._moment(typed):
            return moment
        self.problems.append(
            f"The clock cannot be set to “{typed[:40]}”. Choose a date and a time within a year from today, "
            "or leave it empty for now."
        )
        return None

    def _moment(self, text: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(text)
            if timezone.is_naive(moment):
                moment = timezone.make_aware(moment)
            return moment if abs(moment - self.now) <= FARTHEST else None
        except (ValueError, OverflowError):
            return None


def number(text: str | None) -> int | None:
    """An id, as far as it can be one."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
