"""The brain: what a bot does with the messages that wait for it, as a typed value that carries its reason."""

from collections.abc import Sequence
from dataclasses import replace

from bots.detection.base import Evidence, Finding, ScenarioSetup, Trigger
from bots.detection.custom import said
from bots.detection.lines import asks_for_more, voice_of
from bots.detection.requested import requested
from bots.detection.smalltalk import Courtesy, main_courtesy
from bots.detection.unresolved import Turn, line_before, read, topic_so_far
from bots.detection.voices import Voice
from bots.engines.base import Engine
from bots.questions import Conversation
from bots.transcript import Author, Transcript
from bots.verdicts import Decision, Escalate, Reply, Setup, Silence

__all__ = [
    "Decision", "Escalate", "Evidence", "Reply", "ScenarioSetup", "Setup", "Silence", "Trigger", "decide",
    "engine_failed",
]  # fmt: skip

UNASKED = ScenarioSetup(0, "", Trigger.HUMAN_REQUESTED)
"""Detects a wish for a person where no scenario listens for it, so that the bot can answer honestly."""

SPOKEN_FOR = {
    Trigger.HUMAN_REQUESTED: "The contact asked for a person.",
    Trigger.CUSTOM: "The contact said what this scenario listens for.",
}


RECENT = 4
"""Messages of the contact by which their language is known."""


def voice_for(setup: Setup, transcript: Transcript) -> Voice:
    """The contact's language where what they wrote last is clearly in it, else the greeting's."""
    said = [one.text for one in transcript.fresh() if one.author is Author.CONTACT]
    return voice_of(said[-RECENT:], (setup.greeting,))


def decide(setup: Setup, transcript: Transcript, engine: Engine) -> Decision:
    """What to do about the pending burst. Never raises: whatever breaks on the way ends in a handover."""
    pending = transcript.pending()
    if not pending:
        return Silence("Nothing waits for an answer.")
    burst = tuple(one.text for one in pending if one.text or not one.files)
    try:
        if not burst:
            return _only_files(setup, transcript, [name for one in pending for name in one.files])
        return _decided(setup, transcript, engine, burst)
    except Exception as error:
        return engine_failed(f"{type(error).__name__}: {error}")


def _only_files(setup: Setup, transcript: Transcript, names: Sequence[str]) -> Decision:
    """The bot cannot read files, so it knows no answer to them."""
    evidence = (Evidence("file", f"sent {', '.join(names)}, which the bot cannot open"),)
    scenario = setup.first(Trigger.LACK_OF_INFORMATION)
    if scenario:
        because = "The contact sent a file without words, and the bot cannot open files."
        return Escalate(Trigger.LACK_OF_INFORMATION, scenario, because, evidence)
    because = (
        "The contact sent a file without words, and no scenario hands over for what the bot cannot know."
    )
    return Reply(voice_for(setup, transcript).cannot_open, because, evidence)


def engine_failed(reason: str) -> Escalate:
    """The handover for a broken, blank or late answer; `reason` is shown to administrators, shortened."""
    line = " ".join(reason.split())
    shown = line if len(line) <= 200 else f"{line[:199]}…"
    return Escalate(
        Trigger.ENGINE_FAILURE,
        None,
        "The bot could not answer because its engine failed.",
        (Evidence("error", shown),),
    )


def _decided(setup: Setup, transcript: Transcript, engine: Engine, burst: tuple[str, ...]) -> Decision:
    voice = voice_for(setup, transcript)
    heard = _listened(setup, burst, voice)
    if not isinstance(heard, tuple):
        return heard
    topic, before = topic_so_far(transcript), line_before(transcript)
    turn, question = read(topic, burst, before)
    if turn in (Turn.COURTESY, Turn.THANKS):
        return _courteous(setup, burst, heard, before, voice)
    conversation = Conversation(setup, transcript, engine, topic, voice)
    return _with(heard, conversation.decide(turn, question, burst))


def _listened(setup: Setup, burst: tuple[str, ...], voice: Voice) -> Decision | tuple[Evidence, ...]:
    """A decision, where the contact's words alone make one; else the vetoes that were found."""
    readings = dict.fromkeys((*burst, " ".join(burst)))
    vetoes: dict[Evidence, None] = {}
    for scenario in setup.active():
        finding = _found(scenario, tuple(readings))
        if finding.fired:
            return Escalate(
                scenario.trigger, scenario, SPOKEN_FOR[scenario.trigger], finding.evidence, finding.score
            )
        vetoes.update(dict.fromkeys(finding.evidence))
    if setup.first(Trigger.HUMAN_REQUESTED) is None:
        wish = requested(tuple(readings), UNASKED)
        if wish.fired:
            because = "The contact asked for a person, but no scenario of this bot hands over for that."
            return Reply(voice.no_person_here, because, wish.evidence, wish.score)
        vetoes.update(dict.fromkeys(wish.evidence))
    return tuple(one for one in vetoes if one.kind == "veto")


def _found(scenario: ScenarioSetup, readings: Sequence[str]) -> Finding:
    if scenario.trigger is Trigger.HUMAN_REQUESTED:
        return requested(readings, scenario)
    return said(readings, scenario) if scenario.trigger is Trigger.CUSTOM else Finding()


def _courteous(
    setup: Setup, burst: Sequence[str], heard: tuple[Evidence, ...], before: str, voice: Voice
) -> Reply:
    kind = main_courtesy(burst)
    if asks_for_more(before):
        kind = {Courtesy.NO: Courtesy.GOODBYE, Courtesy.FINE: Courtesy.OPENING}.get(kind, kind)
    greeting = setup.greeting.strip() if kind is Courtesy.GREETING else ""
    shown = Evidence("small_talk", f"the message is small talk ({kind.value.replace('_', ' ')})")
    return Reply(greeting or voice.courtesies[kind], "The message is small talk.", (*heard, shown))


def _with(heard: tuple[Evidence, ...], decision: Decision) -> Decision:
    return replace(decision, evidence=(*heard, *decision.evidence)) if heard else decision
