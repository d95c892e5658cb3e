"""A conversation tried out: what the bot would do, and what each handover would bring about.

Decided and planned by the code that live traffic runs through, for a contact and a conversation that stand
in no table. Reads only.
"""

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from bots.answering import decide_in_time, looked_back_on
from bots.bench import HANDED_OVER
from bots.decisions import Decision, Escalate, Reply, Setup, engine_failed
from bots.engines.base import Engine
from bots.models import Bot, BotDraft, Channel, Scenario
from bots.proposals import drafted, form_of, of_draft, proposed_setup
from bots.setup import engine_of, setup_of
from bots.transcript import Author, Transcript
from handover import actions, escalation
from handover.deciding import storable
from handover.models import Address, Contact, Conversation, Message
from handover.models.message import clean

NO_ROW = 0  # an id that no row has
LONGEST_SECONDS = 45.0  # that the engine may take for a whole conversation, while somebody waits for the page


@dataclass(frozen=True, slots=True)
class Stage:
    """What is tried out.

    bot        as it is live, or as its draft would make it; unsaved
    scenarios  by id, likewise
    engine     or the handover that every message ends in when it cannot be built
    drafts     what is drafted and counts here, as it is called on screen
    """

    bot: Bot
    setup: Setup
    scenarios: dict[int, Scenario]
    engine: Engine | Escalate
    drafts: tuple[str, ...] = ()


def stage_of(bot: Bot, *, drafts: bool) -> Stage:
    """drafts: whether what is typed and not yet saved counts. Handovers are tried as if switched on."""
    names: list[str] = []
    proposals = drafted(bot) if drafts else []
    scenarios = {row.pk: row for row in bot.scenarios.select_related("assign_to", "assign_to_team")}
    names += [scenarios[proposal.pk].name for proposal in proposals]
    scenarios |= {proposal.pk: proposal for proposal in proposals}
    if drafts and (draft := BotDraft.objects.filter(bot=bot).first()):
        form = form_of(bot, of_draft(bot, draft))
        form.is_valid()
        bot = form.instance
        names.append("the settings")
    setup = proposed_setup(bot, proposals) if proposals else setup_of(bot)
    return Stage(bot, replace(setup, handover_enabled=True), scenarios, _engine(bot), tuple(names))


def _engine(bot: Bot) -> Engine | Escalate:
    try:
        return engine_of(bot, fresh=True)
    except Exception as error:  # as in a live turn, whatever goes wrong ends in a handover
        return engine_failed(f"{type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of the contact and when it is written."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one message.

    resumed  when the bot came back, if it did so since the message before
    silent   until when a handover keeps the bot silent; None: it is not, or until someone hands back
    follows  the handover, planned
    """

    turn: Turn
    decision: Decision
    resumed: datetime | None = None
    silent: datetime | None = None
    follows: escalation.Planned | None = None


@dataclass(slots=True)
class Trial:
    """One conversation.

    contact_name  may be empty
    channel       where it takes place
    away          ids of members to be taken for away
    """

    stage: Stage
    contact_name: str = ""
    channel: Channel | None = None
    away: Collection[int] = ()
    steps: list[Step] = field(default_factory=list)
    handed_over: escalation.Planned | None = None
    _transcript: Transcript = field(default_factory=Transcript)
    _until: float = field(default_factory=lambda: time.monotonic() + LONGEST_SECONDS)

    def play(self, turns: Sequence[Turn]) -> "Trial":
        """turns: in the order of their times."""
        for turn in turns:
            self.steps.append(self._step(replace(turn, text=clean(turn.text))))
        return self

    @property
    def latest(self) -> escalation.Planned | None:
        """The last handover, also when the bot has come back since."""
        return next((step.follows for step in reversed(self.steps) if step.follows), None)

    def silent_at(self, moment: datetime) -> bool:
        if self.handed_over is None:
            return False
        until = self.handed_over.case.paused_until
        return until is None or moment < until

    def _step(self, turn: Turn) -> Step:
        silent, resumed = self.silent_at(turn.at), None
        if self.handed_over and silent:
            self._said(Author.CONTACT, turn.text)
            return Step(turn, HANDED_OVER, silent=self.handed_over.case.paused_until)
        if self.handed_over:
            resumed = self._resume()
        self._said(Author.CONTACT, turn.text)
        decision = self._decision()
        if isinstance(decision, Reply):
            self._said(Author.BOT, decision.text)
        follows = self._hand_over(decision, turn) if isinstance(decision, Escalate) else None
        return Step(turn, decision, resumed=resumed, follows=follows)

    def _said(self, author: Author, text: str) -> None:
        self._transcript = self._transcript.then(author, text)

    def _resume(self) -> datetime | None:
        """A new term of the bot: what was said before triggers nothing."""
        ended = self.handed_over.case.paused_until if self.handed_over else None
        self.handed_over = None
        self._transcript = replace(self._transcript, fresh_from=len(self._transcript.utterances))
        return ended

    def _decision(self) -> Decision:
        engine = self.stage.engine
        if isinstance(engine, Escalate):
            return engine
        left = math.ceil(self._until - time.monotonic())
        if left <= 0:
            return engine_failed(f"The conversation took longer than {LONGEST_SECONDS:g} seconds.")
        seconds = min(settings.ENGINE_TIMEOUT_SECONDS, left)
        seen = looked_back_on(self._transcript)
        return storable(decide_in_time(self.stage.setup, seen, engine, seconds=seconds))

    def _hand_over(self, decision: Escalate, turn: Turn) -> escalation.Planned:
        wanted = decision.scenario.id if decision.scenario else None
        scenario = self.stage.scenarios.get(wanted or NO_ROW) or escalation.stand_in()
        conversation = Conversation(
            pk=NO_ROW,
            contact=Contact(name=self.contact_name),
            address=Address(pk=NO_ROW, channel=self.channel),
            bot=self.stage.bot,
        )
        said = [
            Message(author=one.author.value, text=one.text)
            for one in self._transcript.fresh()[-escalation.SAID_AT_MOST :]
        ]
        case = actions.Case(conversation, scenario, decision, None, said, turn.at, away=self.away)
        self.handed_over = escalation.plan(case)
        self._said(Author.BOT, case.final_text)
        return self.handed_over
