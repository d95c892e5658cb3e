"""What a bot may do, and what it decides: typed values that carry their reason."""

from dataclasses import dataclass

from bots.detection.base import Evidence, ScenarioSetup, Trigger


@dataclass(frozen=True, slots=True)
class Setup:
    """What the bot may do. `scenarios` are the enabled ones, the one that wins first."""

    handover_enabled: bool
    scenarios: tuple[ScenarioSetup, ...] = ()
    greeting: str = ""

    def active(self) -> tuple[ScenarioSetup, ...]:
        return self.scenarios if self.handover_enabled else ()

    def first(self, trigger: Trigger) -> ScenarioSetup | None:
        return next((one for one in self.active() if one.trigger is trigger), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """`article` is the id of the knowledge article it rests on, `score` (0..1) how sure the engine was.

    `unanswered` is the question that the knowledge did not answer; empty when there was none.
    """

    text: str
    because: str
    evidence: tuple[Evidence, ...] = ()
    score: float | None = None
    article: int | None = None
    unanswered: str = ""


@dataclass(frozen=True, slots=True)
class Escalate:
    """`scenario` is None only for an engine's failure, which no scenario needs to ask for.

    `unanswered` is the question that the knowledge did not answer; empty when there was none.
    """

    trigger: Trigger
    scenario: ScenarioSetup | None
    because: str
    evidence: tuple[Evidence, ...] = ()
    score: float | None = None
    unanswered: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    because: str
    evidence: tuple[Evidence, ...] = ()


Decision = Reply | Escalate | Silence
