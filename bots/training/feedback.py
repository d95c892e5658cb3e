"""Fits the model that hears when an answer did not help."""

from bots.detection.feedback import MODEL, flags
from bots.detection.trained import Linear
from bots.detection.traits import traits
from bots.training.logistic import fit_sparse
from bots.training.texts import rows

ANSWERS = (
    "this", "that", "it", "your answer", "the link", "your suggestion", "that solution", "this chat",
    "what you said", "the article",
)  # fmt: skip
OTHER_THINGS = (
    "my card", "my order", "the app", "my internet", "the washing machine", "my phone", "my account",
    "the payment", "my password", "the door", "the parcel", "our printer", "the website", "my heating",
)  # fmt: skip
FAILING = (
    "does not work", "did not work", "still does not work", "is not working", "did not help", "is wrong",
    "does not help me", "is useless", "makes no sense", "changed nothing", "is still the same",
    "is not right",
    "did not solve it", "is no good", "does not answer my question",
)  # fmt: skip
BEFORE = ("", "no, ", "sorry but ", "hmm, ", "well ", "I tried it and ", "thanks but ")
OF_ANSWERS_ALONE = 3
"""Of `FAILING`, the last so many are said of answers alone."""

RAREST = 3
SMALLEST = 0.05
"""Weights below it are left out of the file; together they change no decision that matters."""


def fitted() -> dict[str, Linear]:
    found = [(row["text"], float(row["label"])) for row in rows("feedback")] + made_up()
    return {MODEL: fit([text for text, _ in found], [label for _, label in found])}


def made_up() -> list[tuple[str, float]]:
    """The same failing said of an answer, which is dissatisfaction, and of the contact's own things."""
    about_answers = [f"{one} {failing}" for one in ANSWERS for failing in FAILING]
    about_others = [f"{one} {failing}" for one in OTHER_THINGS for failing in FAILING[:-OF_ANSWERS_ALONE]]
    return [
        (f"{BEFORE[at % len(BEFORE)]}{text}", label)
        for texts, label in ((about_answers, 1.0), (about_others, 0.0))
        for at, text in enumerate(texts)
    ]


def fit(texts: list[str], labels: list[float]) -> Linear:
    linear = fit_sparse([traits(text, flags(text)) for text in texts], labels, penalty=3.0, rarest=RAREST)
    kept = {name: weight for name, weight in linear.weights.items() if abs(weight) >= SMALLEST}
    return Linear(linear.bias, kept)
