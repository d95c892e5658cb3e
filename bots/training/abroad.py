"""Fits the model that hears when somebody asks for a person in another language than English."""

from bots.detection.abroad import MODEL, features
from bots.detection.tagging import is_foreign
from bots.detection.trained import Linear
from bots.training.asking import OTHERS, RAREST
from bots.training.logistic import fit_sparse
from bots.training.texts import rows

SMALLEST = 0.08
"""Weights below it are left out of the file; together they change no decision that matters."""


def fitted() -> dict[str, Linear]:
    return {MODEL: fit(examples())}


def examples(without: str = "") -> list[tuple[str, float]]:
    """Texts with 1.0 where somebody asks for a person; English ones too that hardly look it. `without`: a
    language to leave out."""
    found = [(row["text"], float(row["label"])) for row in rows("requests_world") if row["lang"] != without]
    unlike = (row["text"] for name in OTHERS for row in rows(name))
    return found + [(text, 0.0) for text in unlike if is_foreign(text)]


def fit(texts: list[tuple[str, float]]) -> Linear:
    found = [features(text) for text, _ in texts]
    linear = fit_sparse(found, [label for _, label in texts], penalty=3.0, rarest=RAREST)
    kept = {name: weight for name, weight in linear.weights.items() if abs(weight) >= SMALLEST}
    return Linear(linear.bias, kept)
