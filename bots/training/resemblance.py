"""Fits the model of two questions asking for the same, on pairs put to made-up bots."""

import random

import numpy as np

from bots.detection.trained import Linear
from bots.engines.answerability import Comparer
from bots.engines.base import Entry
from bots.engines.local import RESEMBLANCE, comparer_of
from bots.engines.resemblance import FEATURES, compared
from bots.training.answerability import Intents
from bots.training.logistic import fit_dense
from bots.training.texts import by_intent

BOTS = 24
SIZES = (50, 12, 5)
"""Intents that a bot is asked about."""
WORDINGS = (3, 10, 35)
KNOWN = 0.6
"""Share of the intents that its knowledge has."""
PAIRS = 90
"""Of each kind, to each bot: the same question, a related one, and any other."""

Example = tuple[tuple[float, ...], float]


def fitted() -> dict[str, Linear]:
    return {RESEMBLANCE: fit(made_up(("clinc150", "banking77")))}


def fit(examples: list[Example]) -> Linear:
    rows = np.array([values for values, _ in examples])
    return fit_dense(FEATURES, rows, np.array([target for _, target in examples]), penalty=5.0)


def made_up(sources: tuple[str, ...]) -> list[Example]:
    found: list[Example] = []
    for number, source in enumerate(sources):
        chance = random.Random(number + 101)  # noqa: S311 - the same made-up pairs every time
        for at in range(BOTS):
            wordings = WORDINGS[at // len(SIZES) % len(WORDINGS)]
            found += _of_one_bot(by_intent(source), SIZES[at % len(SIZES)], wordings, chance)
    return found


def _of_one_bot(intents: Intents, size: int, wordings: int, chance: random.Random) -> list[Example]:
    names = chance.sample(sorted(intents), k=size)
    known, held_out = [], []
    for number, name in enumerate(names):
        texts = list(intents[name])
        chance.shuffle(texts)
        kept = min(wordings, len(texts) - 4)
        if number < len(names) * KNOWN:
            known.append(Entry(number, texts[0], f"[{number}]", tuple(texts[1:kept])))
        held_out.append(texts[kept:])
    comparer, examples = comparer_of(known, exact=True), []
    for _ in range(PAIRS):
        own = chance.randrange(len(names))
        one, other = chance.sample(held_out[own], k=2)
        examples.append((compared(comparer, one, other), 1.0))
        for neighbour in (_related(comparer, one, own), chance.randrange(len(names))):
            if neighbour != own:
                examples.append((compared(comparer, one, chance.choice(held_out[neighbour])), 0.0))
    return examples


def _related(comparer: Comparer, question: str, own: int) -> int:
    """The article that comes nearest beside its own."""
    view = comparer.view(question, excluding={own})
    return own if view is None else view.ranked[0].entry
