"""Conversations played against a setup, message by message. Nothing is read or stored."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bots.answering import decided, looked_back_on, too_late
from bots.decisions import Decision, Escalate, Reply, Setup, Silence, engine_failed
from bots.engines.base import Engine
from bots.transcript import Author, Transcript

HANDED_OVER = Silence("A person has the conversation since the handover.")


@dataclass(frozen=True, slots=True)
class Played:
    """A message of the contact, and what the bot does about it."""

    message: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation ends.

    turn          the number, from 1, of the message at which the bot hands over; None: it never does, and
                  all else is empty
    trigger       a value of Trigger
    scenario      the id of the scenario; None also where the engine failed
    scenario_name its name at the time
    """

    turn: int | None = None
    trigger: str | None = None
    scenario: int | None = None
    scenario_name: str = ""


class OutOfTimeError(Exception):
    """The conversation is not played to its end yet, and nobody waits any longer."""


def play(
    setup: Setup, engine: Engine, turns: Sequence[str], *, seconds: float, until: float = math.inf
) -> list[Played]:
    """One Played for each message of the contact; after a handover the bot is silent.

    seconds: that a message may take, or else it is handed over. until: on the monotonic clock, when whoever
    asked gives up. Errors: OutOfTimeError.
    """
    transcript, played = Transcript(), list[Played]()
    for number, message in enumerate(turns):
        transcript = transcript.then(Author.CONTACT, message)
        decision = _decision(setup, transcript, engine, seconds, until)
        played.append(Played(message, decision))
        if isinstance(decision, Escalate):
            return played + _silent(turns[number + 1 :])
        if isinstance(decision, Reply):
            transcript = transcript.then(Author.BOT, decision.text)
    return played


def _decision(setup: Setup, transcript: Transcript, engine: Engine, seconds: float, until: float) -> Decision:
    patience = max(0, min(seconds, until - time.monotonic()))
    decision = decided(setup, looked_back_on(transcript), engine, seconds=patience)
    if decision is None and patience < seconds:
        raise OutOfTimeError
    return decision or too_late(seconds)


def play_without_engine(reason: str, turns: Sequence[str]) -> list[Played]:
    """What play() gives where the engine cannot even be built. reason: shown to administrators."""
    return [Played(message, engine_failed(reason)) for message in turns[:1]] + _silent(turns[1:])


def _silent(turns: Sequence[str]) -> list[Played]:
    return [Played(message, HANDED_OVER) for message in turns]


def outcome(played: Sequence[Played]) -> Outcome:
    for turn, one in enumerate(played, start=1):
        if isinstance(one.decision, Escalate):
            return _of(one.decision, turn)
    return Outcome()


def _of(decision: Escalate, turn: int) -> Outcome:
    scenario = decision.scenario
    return Outcome(
        turn=turn,
        trigger=decision.trigger.value,
        scenario=scenario.id if scenario else None,
        scenario_name=scenario.name if scenario else "",
    )
