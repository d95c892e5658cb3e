"""What the trial's page says about the bot's decisions and about what would follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import takewhile

from django.utils import timezone

from bots import outcomes
from bots.bench import Outcome, Played, outcome
from bots.decisions import Escalate, Evidence, Reply, Trigger
from bots.models import ArticleDraft, Bot, Mode, Scenario
from handover import actions, escalation
from handover.clock import REASSIGN, REMIND, SUPERVISE, course, handed_over, hours_of, settings_of
from handover.models import Handover
from handover.trial import Stage, Step, Trial
from staff.models import Notification
from staff.transports import KINDS

TOLD_AT_MOST = 6
KINDS_OF_DECISION = {Reply: "reply", Escalate: "escalate"}
UNANSWERED = {
    REMIND.value: "Whoever has it is reminded",
    REASSIGN.value: "It goes to the next who can take it",
    SUPERVISE.value: "The supervisor is told",
}
MODES = {
    Mode.OFF: "{bot} is off: it never speaks, people answer.",
    Mode.SUGGESTIVE: "{bot} is in Suggestive mode: it only drafts what it says, for a member to send.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message and the bot's decision on it. kind: reply, escalate or silence."""

    number: int
    step: Step
    kind: str

    @property
    def says(self) -> str:
        """What the contact reads."""
        decision = self.step.decision
        if isinstance(decision, Reply):
            return decision.text
        return self.step.follows.case.final_text if self.step.follows else ""

    @property
    def to(self) -> str:
        return str(self.step.follows.case.plan.member or "") if self.step.follows else ""

    @property
    def scenario(self) -> str:
        decision = self.step.decision
        return _called(decision) if isinstance(decision, Escalate) else ""

    @property
    def evidence(self) -> list[tuple[Evidence, int | None]]:
        """Each with its score in percent."""
        found = self.step.decision.evidence
        return [(one, None if one.score is None else round(100 * one.score)) for one in found]


def shown(trial: Trial) -> list[Shown]:
    return [
        Shown(number, step, KINDS_OF_DECISION.get(type(step.decision), "silence"))
        for number, step in enumerate(trial.steps, start=1)
    ]


def _called(decision: Escalate) -> str:
    return decision.scenario.name if decision.scenario else Handover.Trigger(decision.trigger.value).label


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who would be told: of what, and how."""

    who: str
    how: str
    notices: list[Notification]


@dataclass(frozen=True)
class Following:
    """A handover as it would be.

    variant  whether the contact gets the message for when nobody is available
    instead  whether administrators are told because nobody else can be
    others   how many more would be told than are listed
    """

    planned: escalation.Planned
    scenario: str
    variant: bool
    instead: bool
    told: list[Told]
    others: int

    @property
    def case(self) -> actions.Case:
        return self.planned.case

    @property
    def kept(self) -> bool:
        return self.planned.case.plan.result == "kept"

    @cached_property
    def unanswered(self) -> list[tuple[str, datetime]]:
        """What happens when nobody answers, and when, counted in the hours of whoever gets it."""
        case = self.case
        waiting = handed_over(case.conversation, case.plan.member, now=case.now)
        bot = settings_of(waiting)
        steps = course(bot, hours_of(waiting, case.now), waiting, case.now)
        return [(UNANSWERED[step], at) for at, step in steps]


def following(trial: Trial) -> Following | None:
    planned = trial.latest
    if planned is None:
        return None
    case = planned.case
    told = _told(case.notices)
    unavailable = case.fill(case.scenario.final_message_unavailable, nameless="there").strip()
    usual = case.fill(case.scenario.final_message, nameless="there").strip()
    variant = unavailable != usual and bool(unavailable) and case.final_text.startswith(unavailable)
    instead = any((one["action"], one["result"]) == ("notify", "supervisors") for one in planned.results)
    others = max(len(told) - TOLD_AT_MOST, 0)
    return Following(planned, _called(case.decision), variant, instead, told[:TOLD_AT_MOST], others)


def _told(notices: Sequence[Notification]) -> list[Told]:
    by_member: dict[int, list[Notification]] = {}
    for notice in notices:
        by_member.setdefault(notice.member_id, []).append(notice)
    return [
        Told(
            str(rows[0].member),
            ", ".join(dict.fromkeys(KINDS[kind].label for row in rows for kind in row.transports)),
            rows,
        )
        for rows in by_member.values()
    ]


@dataclass(frozen=True, slots=True)
class Keepable:
    """What could be kept as a case: cases know no clock, so it ends where a pause does."""

    turns: list[str]
    outcome: Outcome

    @property
    def expects(self) -> str:
        return outcomes.in_words(self.outcome)


def keepable(trial: Trial) -> Keepable | None:
    """None also where the engine failed, which nobody expects of a bot."""
    steps = list(takewhile(lambda step: step.resumed is None, trial.steps))
    came_to = outcome([Played(step.turn.text, step.decision) for step in steps])
    if not steps or came_to.trigger == Trigger.ENGINE_FAILURE:
        return None
    return Keepable([step.turn.text for step in steps], came_to)


@dataclass(frozen=True, slots=True)
class Notes:
    """What stands above the chat. drafts: those that count, in words."""

    warnings: list[str]
    drafts: str
    any_drafts: bool
    articles_drafted: bool


def notes(live: Bot, stage: Stage, scenario: Scenario | None, *, drafts: bool) -> Notes:
    """live: the bot as it is. scenario: the one that is being edited, as it is tried."""
    warnings = []
    if said := MODES.get(Mode(stage.bot.mode)):
        warnings.append(f"{said.format(bot=stage.bot.name)} You see what would happen in Auto Pilot.")
    if not live.handover_enabled:
        warnings.append(
            "Human Handover is switched off for this bot, so nothing is handed over. "
            "You see what would happen with it switched on."
        )
    if scenario and not scenario.enabled:
        warnings.append(f"{scenario.name} is switched off. Tick Enable Scenario to see it hand over.")
    drafted = bool(stage.drafts) if drafts else _any_drafts(live)
    articles = ArticleDraft.objects.filter(article__bot=live).exists()
    return Notes(warnings, _listed(stage.drafts), drafted, articles)


def _any_drafts(bot: Bot) -> bool:
    return bot.draft_or_none() is not None or bot.scenarios.exclude(draft=None).exists()


def _listed(names: Sequence[str]) -> str:
    """ "the drafts of A, B and the settings"; empty for none."""
    if not names:
        return ""
    *first, last = names
    noun = "drafts" if first else "draft"
    return f"the {noun} of {', '.join(first)} and {last}" if first else f"the {noun} of {last}"


@dataclass(frozen=True, slots=True)
class Clock:
    """
    at      what it shows
    typed   what it was set to, as its control posts it; empty: it is now
    held    it would show an earlier time, had the conversation not come further
    passes  whether there is the end of a pause to move it to
    """

    at: datetime
    typed: str
    held: bool
    passes: bool


def clock(chosen: datetime | None, at: datetime, now: datetime, trial: Trial) -> Clock:
    """at: the time in the conversation. chosen: what the clock was set to."""
    typed = timezone.localtime(chosen).strftime("%Y-%m-%dT%H:%M") if chosen else ""
    held = at - (chosen or now) >= timedelta(minutes=1)
    until = trial.handed_over.case.paused_until if trial.handed_over else None
    return Clock(at, typed, held, until is not None and trial.silent_at(at))
