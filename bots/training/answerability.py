"""Fits the model of answerability on made-up bots: some intents known, by few wordings or many."""

import random
from collections.abc import Mapping, Sequence

import numpy as np

from bots.detection.trained import Linear
from bots.engines.answerability import FEATURES, OF_THE_CLASSIFIER, Comparer
from bots.engines.base import Entry
from bots.engines.local import comparer_of
from bots.training.logistic import Values, fit_dense
from bots.training.texts import by_intent, rows

BOTS = 60
"""Of each source."""
ARTICLES = (4, 8, 15, 25, 40, 60, 100, 140)
WORDINGS = (1, 2, 3, 5, 10, 20, 40)
ANSWERABLE, RELATED, UNRELATED = 120, 70, 50
"""Questions to each bot: of its own intents, of intents of the same field that it lacks, of other fields."""
PRIOR = 0.5
"""How much of the plain order of likeness is put beside what was fitted, which keeps it sound elsewhere."""
SPREAD = 3.4
"""By what the likeness of questions varies (one standard deviation)."""

Intents = Mapping[str, Sequence[str]]
Example = tuple[tuple[float, ...], float]


def fitted() -> dict[str, Linear]:
    """With the classifier's features, and without for a knowledge too large for one."""
    examples = made_up(("clinc150", "banking77"))
    return {
        "answerability": fit(examples, FEATURES),
        "answerability_large": fit(
            examples, tuple(name for name in FEATURES if name not in OF_THE_CLASSIFIER)
        ),
    }


def made_up(sources: Sequence[str]) -> list[Example]:
    knowledge = {source: by_intent(source) for source in sources}
    general = [row["text"] for row in rows("general")]
    found: list[Example] = []
    for number, source in enumerate(sources):
        chance = random.Random(number + 1)  # noqa: S311 - the same made-up bots every time
        for _ in range(BOTS):
            found += _of_one_bot(knowledge[source], general, chance)
    return found


def fit(examples: Sequence[Example], names: Sequence[str]) -> Linear:
    columns = [FEATURES.index(name) for name in names]
    design: Values = np.array([[values[at] for at in columns] for values, _ in examples])
    if "pull" not in names:
        design[:, names.index("likeness")] -= 6.0 * np.array([v[FEATURES.index("pull")] for v, _ in examples])
    linear = fit_dense(names, design, np.array([target for _, target in examples]), penalty=30.0)
    return _with_prior(linear, design, names)


def _with_prior(linear: Linear, design: Values, names: Sequence[str]) -> Linear:
    logits = np.array([linear.logit(names, row) for row in design])
    extra = PRIOR * float(logits.std()) / SPREAD
    mean = float(design[:, names.index("likeness")].mean())
    weights = {**linear.weights, "likeness": linear.weights["likeness"] + extra}
    return Linear(linear.bias - extra * mean, weights)


def _of_one_bot(intents: Intents, general: Sequence[str], chance: random.Random) -> list[Example]:
    names = sorted(intents)
    chance.shuffle(names)
    known = names[: min(len(names) - 5, chance.choice(ARTICLES))]
    ways = chance.choice(WORDINGS)
    entries, held_out = [], []
    for number, name in enumerate(known):
        texts = list(intents[name])
        chance.shuffle(texts)
        kept = max(1, min(len(texts) - 3, round(ways * chance.uniform(0.5, 1.5))))
        entries.append(Entry(number, texts[0], f"[{number}]", tuple(texts[1:kept])))
        held_out += [(text, number) for text in texts[kept : kept + 4]]
    chance.shuffle(held_out)
    lacking = [chance.choice(intents[chance.choice(names[len(known) :])]) for _ in range(RELATED)]
    lacking += [chance.choice(general) for _ in range(UNRELATED)]
    return _compared(comparer_of(entries, exact=True), held_out[:ANSWERABLE], lacking)


def _compared(comparer: Comparer, own: Sequence[tuple[str, int]], lacking: Sequence[str]) -> list[Example]:
    """A question whose nearest entry is the wrong one counts as answerable too: an article exists."""
    asked = [(text, 1.0) for text, _ in own] + [(text, 0.0) for text in lacking]
    views = ((comparer.view(text), target) for text, target in asked)
    return [(view.features, target) for view, target in views if view is not None]
