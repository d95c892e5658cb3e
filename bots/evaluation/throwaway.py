"""A bot that exists in memory alone, set up as an administrator would, to be asked labelled questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from bots.decisions import Decision, Setup, decide
from bots.detection.base import ScenarioSetup, Trigger
from bots.engines.base import Answer, Engine, Entry, NoAnswer
from bots.engines.local import LocalEngine
from bots.evaluation.labelled import Line
from bots.prebuilt import EXAMPLE_PHRASES
from bots.transcript import Author, Transcript

NAMES = {
    Trigger.HUMAN_REQUESTED: "Human Requested",
    Trigger.FAILED_TO_RESOLVE: "Failed to Resolve",
    Trigger.LACK_OF_INFORMATION: "Lack of Information",
}


def scenario(trigger: Trigger, phrases: Sequence[str] = (), retries: int = 2) -> ScenarioSetup:
    """One of the prebuilt scenarios, with its own phrases where none are given."""
    chosen = tuple(phrases) or tuple(EXAMPLE_PHRASES.get(trigger, ()))
    return ScenarioSetup(list(Trigger).index(trigger) + 1, NAMES[trigger], trigger, chosen, retries=retries)


def setup(*scenarios: ScenarioSetup) -> Setup:
    return Setup(handover_enabled=True, scenarios=scenarios)


@dataclass(slots=True)
class Overheard:
    """An engine that also remembers what it said last, for the figures."""

    engine: Engine
    last: Answer | NoAnswer | None = None

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        self.last = self.engine.answer(transcript, question)
        return self.last


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One article for each intent; `intents` are in the order of the article ids, from 1."""

    engine: LocalEngine
    intents: tuple[str, ...]
    seconds: float

    def intent(self, article: int | None) -> str | None:
        return None if article is None else self.intents[article - 1]


def knowledge(lines: Iterable[Line], per_entry: int | None = None) -> Knowledge:
    """Indexed from lines of text and intent, at most `per_entry` wordings of each."""
    wordings: dict[str, list[str]] = {}
    for line in lines:
        wordings.setdefault(line["intent"], []).append(line["text"])
    entries = [
        Entry(number, texts[0], f"[{number}]", tuple(texts[1:per_entry]))
        for number, texts in enumerate(wordings.values(), start=1)
    ]
    start = perf_counter()
    engine = LocalEngine(entries)
    return Knowledge(engine, tuple(wordings), round(perf_counter() - start, 2))


@dataclass(slots=True)
class Watch:
    """Decides, and keeps how long each decision took, in milliseconds."""

    ms: list[float] = field(default_factory=list)

    def decide(self, setup: Setup, transcript: Transcript, engine: Engine) -> Decision:
        start = perf_counter()
        decision = decide(setup, transcript, engine)
        self.ms.append(1000 * (perf_counter() - start))
        return decision


def talk(*lines: str) -> Transcript:
    """Contact and bot in turn, the contact first."""
    transcript = Transcript()
    for at, line in enumerate(lines):
        transcript = transcript.then(Author.BOT if at % 2 else Author.CONTACT, line)
    return transcript
