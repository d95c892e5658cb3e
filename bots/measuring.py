"""How good a scenario is, in numbers that an administrator can check: what it makes of sentences kept here.

No model that ships was fitted to these sentences; where they come from is in measured_with/ATTRIBUTION.md.
What was measured once is remembered as long as scenario and knowledge stay as they are.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bots.decisions import Escalate, Reply, Setup, decide
from bots.detection.base import ScenarioSetup, Trigger
from bots.engines.base import Answer, Entry
from bots.engines.local import LocalEngine
from bots.listening import LISTENERS
from bots.models import Bot, Scenario
from bots.questions import SURE
from bots.setup import knowledge_of, plain
from bots.transcript import Author, Transcript

FOLDER = Path(__file__).parent / "measured_with"
REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Wrong:
    """A text that came out wrong; `why` says more than that, where there is more to say."""

    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """So many sentences of one kind, and those that came out wrong.

    kind  requests: ways to ask for a person; others: what else contacts write, half of which sounds alike;
          own: the scenario's example phrases, each as if it were not written down; elsewhere: those of other
          scenarios; wordings: of articles, each put to the knowledge as if it were missing there; beyond:
          what is far from any shop's articles; conversations: that fail or come right
    """

    kind: str
    total: int
    wrong: tuple[Wrong, ...] = ()

    @property
    def right(self) -> int:
        return self.total - len(self.wrong)


def measured(proposal: Scenario) -> tuple[Measured, ...]:
    """Of the scenario as it is typed. Reads the bot's other scenarios and its knowledge."""
    setup, bot = plain(proposal), proposal.bot
    if setup.trigger is Trigger.LACK_OF_INFORMATION:
        return _of_gaps(knowledge_of(bot), SURE[setup.sensitivity])
    if setup.trigger is Trigger.FAILED_TO_RESOLVE:
        return (_of_conversations(setup.retries),)
    return _of_phrases(_heard(setup), _others(bot, proposal))


def _heard(setup: ScenarioSetup) -> ScenarioSetup:
    """What decides what it hears, and nothing else, so that no other change forgets what was measured."""
    return replace(setup, id=0, name="", condition="", retries=0)


def _others(bot: Bot, proposal: Scenario) -> tuple[str, ...]:
    """Example phrases of the bot's other scenarios."""
    rows = (row for row in bot.scenarios.all() if row.pk != proposal.pk and row.needs_phrases)
    return tuple(dict.fromkeys(phrase for row in rows for phrase in plain(row).example_phrases))


@lru_cache(maxsize=REMEMBERED)
def _of_phrases(setup: ScenarioSetup, elsewhere: tuple[str, ...]) -> tuple[Measured, ...]:
    others = _stopped("others", _fires(setup), texts("others"))
    found = [others]
    if setup.trigger is Trigger.HUMAN_REQUESTED:
        found.insert(0, _missed("requests", _fires(setup), texts("requests")))
    else:
        found.insert(0, _left_out(setup))
    if elsewhere:
        found.append(_stopped("elsewhere", _fires(setup), elsewhere))
    return tuple(one for one in found if one.total)


def _fires(setup: ScenarioSetup) -> Callable[[str], bool]:
    listen = LISTENERS[setup.trigger]
    return lambda text: listen((text,), setup).fired


def _missed(kind: str, fires: Callable[[str], bool], sentences: Sequence[str]) -> Measured:
    return Measured(kind, len(sentences), tuple(Wrong(text) for text in sentences if not fires(text)))


def _stopped(kind: str, fires: Callable[[str], bool], sentences: Sequence[str]) -> Measured:
    return Measured(kind, len(sentences), tuple(Wrong(text) for text in sentences if fires(text)))


def _left_out(setup: ScenarioSetup) -> Measured:
    """Would it hear each of its phrases by the others alone? So it fares with what nobody wrote down."""
    phrases = setup.example_phrases
    if len(phrases) < 2:
        return Measured("own", 0)
    alone = (
        replace(setup, example_phrases=(*phrases[:at], *phrases[at + 1 :])) for at in range(len(phrases))
    )
    missed = (one for one, rest in zip(phrases, alone, strict=True) if not _fires(rest)(one))
    return Measured("own", len(phrases), tuple(map(Wrong, missed)))


def _of_gaps(engine: Any, sure: float) -> tuple[Measured, ...]:
    """Nothing as long as the knowledge is still being learnt."""
    return _of_knowledge(engine, sure) if isinstance(engine, LocalEngine) else ()


@lru_cache(maxsize=REMEMBERED)
def _of_knowledge(engine: LocalEngine, sure: float) -> tuple[Measured, ...]:
    back = engine.asked_back()
    unanswered = tuple(Wrong(one.text) for one in back if one.score < sure)
    adjusted = engine.at(sure)
    answered: list[Wrong] = []
    for text in texts("beyond"):
        found = adjusted.answer(Transcript(), text)
        if isinstance(found, Answer):
            answered.append(Wrong(text, f"The bot would say: {found.text}"))
    both = (
        Measured("wordings", len(back), unanswered),
        Measured("beyond", len(texts("beyond")), tuple(answered)),
    )
    return tuple(one for one in both if one.total)


@lru_cache(maxsize=REMEMBERED)
def _of_conversations(retries: int) -> Measured:
    scenario = ScenarioSetup(1, "", Trigger.FAILED_TO_RESOLVE, retries=retries)
    setup, talks = Setup(True, (scenario,)), _rows("conversations")
    wrong: list[Wrong] = []
    for talk in talks:
        said = [turn["text"] for turn in talk["turns"]]
        wanted = _expected([turn["event"] for turn in talk["turns"]], retries)
        found = _handed_over(setup, said)
        if found != wanted:
            wrong.append(Wrong(" · ".join(said), f"It {_ends(found)}; it should {_ends(wanted, be='be ')}."))
    return Measured("conversations", len(talks), tuple(wrong))


def _ends(turn: int | None, be: str = "is ") -> str:
    return f"{be}handed over at message {turn}" if turn else f"{be}kept by the bot"


def _expected(events: Iterable[str], retries: int) -> int | None:
    """F: the answer did not help. R: the question again. T, N: thanks, or another question. Q: the first."""
    failures = 0
    for turn, event in enumerate(events, start=1):
        failures = failures + 1 if event in "FR" else 0
        if failures > retries:
            return turn
    return None


def _handed_over(setup: Setup, said: Sequence[str]) -> int | None:
    transcript = Transcript()
    for turn, text in enumerate(said, start=1):
        transcript = transcript.then(Author.CONTACT, text)
        decision = decide(setup, transcript, _shop())
        if isinstance(decision, Escalate):
            return turn
        if isinstance(decision, Reply):
            transcript = transcript.then(Author.BOT, decision.text)
    return None


@cache
def _shop() -> LocalEngine:
    rows = enumerate(_rows("knowledge"), start=1)
    return LocalEngine(
        [Entry(at, row["question"], row["answer"], tuple(row["wordings"])) for at, row in rows]
    )


@cache
def texts(name: str) -> tuple[str, ...]:
    return tuple(row["text"] for row in _rows(name))


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
