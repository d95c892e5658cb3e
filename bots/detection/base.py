"""The values every detector speaks in."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Trigger(StrEnum):
    HUMAN_REQUESTED = "human_requested"
    LACK_OF_INFORMATION = "lack_of_information"
    FAILED_TO_RESOLVE = "failed_to_resolve"
    CUSTOM = "custom"
    ENGINE_FAILURE = "engine_failure"


AS_IT_COMES = 3
"""How readily a scenario hands over, from 1, only what is certain, to 5, also what is doubtful."""


@dataclass(frozen=True, slots=True)
class ScenarioSetup:
    """One enabled scenario. `retries` is the number of failed answers forgiven before handing over."""

    id: int
    name: str
    trigger: Trigger
    example_phrases: tuple[str, ...] = ()
    never_phrases: tuple[str, ...] = ()
    retries: int = 2
    condition: str = ""
    sensitivity: int = AS_IT_COMES


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that spoke for or against a decision, as a sentence an administrator understands.

    `kind` is one of phrase, wording, article, counter, veto, gap, small_talk, file, error. `score` is 0..1.
    """

    kind: str
    text: str
    score: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector saw: how sure it is (0..1), whether that is enough, and why or why not."""

    fired: bool = False
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def quoted(text: str, limit: int = 80) -> str:
    """The text between quotation marks, on one line, shortened to `limit` characters."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= limit else line[: limit - 1].rstrip() + "…"}"'
