"""From a conversation to the brain's decision on it, in time and whatever the engine does."""

import logging
import threading
from dataclasses import replace

from bots.decisions import Decision, Setup, decide, engine_failed
from bots.engines.base import Engine
from bots.transcript import Transcript

log = logging.getLogger(__name__)

REMEMBERED = 60  # messages the bot looks back on


def decide_in_time(setup: Setup, transcript: Transcript, engine: Engine, *, seconds: float) -> Decision:
    """decide(), or an escalation when it takes longer than `seconds` or fails."""
    return decided(setup, transcript, engine, seconds=seconds) or too_late(seconds)


def decided(setup: Setup, transcript: Transcript, engine: Engine, *, seconds: float) -> Decision | None:
    """decide(), or an escalation when it fails; None when it takes longer than `seconds`.

    A thread that does not come back is left behind: it holds no transaction and nothing it returns counts.
    """
    decisions: list[Decision] = []

    def run() -> None:
        try:
            decisions.append(decide(setup, transcript, engine))
        except Exception as error:
            log.exception("deciding failed")
            decisions.append(engine_failed(f"{type(error).__name__}: {error}"))

    thread = threading.Thread(target=run, name="decide", daemon=True)
    thread.start()
    thread.join(seconds)
    return decisions[0] if decisions else None


def too_late(seconds: float) -> Decision:
    return engine_failed(f"No answer within {seconds:g} seconds.")


def looked_back_on(transcript: Transcript) -> Transcript:
    """The part of a whole conversation that the bot would look at."""
    left_out = max(len(transcript.utterances) - REMEMBERED, 0)
    return replace(
        transcript,
        utterances=transcript.utterances[left_out:],
        fresh_from=max(transcript.fresh_from - left_out, 0),
    )
