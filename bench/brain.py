"""What deciding costs: detectors and the local engine over a large knowledge, one thread, no database."""

import time
from itertools import product
from typing import Any

from bots.decisions import Setup, decide
from bots.detection.base import ScenarioSetup, Trigger
from bots.engines.base import Entry
from bots.engines.local import LocalEngine
from bots.transcript import Author, Transcript, Utterance

VERBS = ["rent", "repair", "return", "clean", "paint", "insure", "ship", "store", "tune", "exchange"]
KINDS = ["electric", "folding", "mountain", "city", "cargo", "children's"]
THINGS = ["bike", "wheel", "frame", "saddle", "brake", "chain", "lamp", "basket", "trailer", "battery"]
WAYS = [
    "How do I {0} a {1} {2}?", "What does it cost to {0} a {1} {2}?", "Can you {0} my {1} {2}?",
    "I want to {0} a {1} {2}", "How long does it take to {0} the {1} {2}?", "Where can I {0} a {1} {2}?",
    "Is it possible to {0} a {1} {2} today?", "Who can {0} a {1} {2} for me?",
    "Price to {0} one {1} {2}", "Do you {0} {1} {2}s?",
]  # fmt: skip
MESSAGES = [
    "hello, could you tell me what it costs to have my cargo bike repaired?", "thanks, that helps a lot",
    "how long would you need to tune the brake of a city bike", "can I talk to a human please",
    "that is not what I asked", "do you also sell second-hand tents?", "I want to return my folding bike",
    "is there somebody I can call about this?", "my invoice of last March shows the wrong company name",
    "where do I store the mountain trailer over the winter?", "ok", "no, I meant the battery, not the lamp",
]  # fmt: skip
SETUP = Setup(
    handover_enabled=True,
    scenarios=(
        ScenarioSetup(1, "Human Requested", Trigger.HUMAN_REQUESTED, ("talk to a human", "speak to someone")),
        ScenarioSetup(2, "Complaint", Trigger.CUSTOM, ("I want to complain", "this is unacceptable")),
        ScenarioSetup(3, "Lack of Information", Trigger.LACK_OF_INFORMATION),
        ScenarioSetup(4, "Failed to Resolve", Trigger.FAILED_TO_RESOLVE),
    ),
)


def measured(messages: int) -> dict[str, Any]:
    """ms: of each decision; build: seconds to index the knowledge."""
    subjects = list(product(VERBS, KINDS, THINGS))
    entries = [
        Entry(number, asked[0], f"About {' '.join(subject)}: see page {number}.", tuple(asked[1:]))
        for number, subject in enumerate(subjects)
        for asked in [[way.format(*subject) for way in WAYS]]
    ]
    start = time.perf_counter()
    engine = LocalEngine(entries)
    build = time.perf_counter() - start
    ms = []
    for number in range(messages + len(MESSAGES)):
        transcript = transcript_of(f"{MESSAGES[number % len(MESSAGES)]} {number}")
        start = time.perf_counter()
        decide(SETUP, transcript, engine)
        ms.append(1000 * (time.perf_counter() - start))
    wordings = sum(1 + len(entry.wordings) for entry in entries)
    return {"ms": ms[len(MESSAGES) :], "build": build, "wordings": wordings, "articles": len(entries)}


def transcript_of(text: str) -> Transcript:
    said = [
        Utterance(Author.CONTACT, "How do I rent a city bike?"),
        Utterance(Author.BOT, "About rent city bike: see page 30."),
        Utterance(Author.CONTACT, text),
    ]
    return Transcript(tuple(said))
