"""Fits the model that hears when somebody asks for a person."""

from bots.detection.asking import MODEL, features, heeded
from bots.detection.trained import Linear
from bots.training.logistic import fit_sparse
from bots.training.texts import rows

OTHERS = ("clinc150", "banking77", "general")
"""Texts in which hardly anybody asks for a person."""
REMARKS = ("hwu64", "ms_chitchat", "banking77")
"""Sources of remarks in which nobody asks for a person; of the others only what turns an answer down."""
SUBJECTS = (
    "can a human", "could a person", "can humans", "will a person", "do people", "can someone",
    "should an agent", "can an operator", "does a human",
)  # fmt: skip
DOINGS = (
    "get sick from this", "eat it raw", "fit inside", "carry it alone", "catch it from cats", "swim there",
    "see in the dark", "live on that", "drink sea water", "wear it in summer", "reach the top shelf",
    "earn more abroad", "drive it without a licence", "get stuck in the lift", "be allergic to that",
    "survive a fall like that", "sleep in the car", "break it by hand", "smell gas through it", "own two",
)  # fmt: skip
ORDERS = (
    "get me", "give me", "i need", "i want", "i'd like", "can i have", "bring me", "find me", "send me",
    "show me", "let me have", "please get", "could i get",
)  # fmt: skip
THINGS = (
    "a large coffee", "the invoice", "a receipt", "two tickets", "a new password", "the menu", "a taxi",
    "my balance", "the recipe", "a refund", "an extra towel", "a table by the window", "the code again",
    "some milk", "a cheaper plan", "the next one", "a copy of the contract", "directions", "an uber",
    "a train to york", "this song", "the weather", "a black jumper in medium", "my order history",
)  # fmt: skip
RAREST = 3
SMALLEST = 0.05
"""Weights below it are left out of the file; together they change no decision that matters."""


def fitted() -> dict[str, Linear]:
    return {MODEL: fit(examples())}


def examples(without: str = "") -> list[tuple[str, float]]:
    """Texts with 1.0 where somebody asks for a person. `without`: a group of `requests` to leave out."""
    wishes = [(row["text"], float(row["label"])) for row in rows("requests") if row["group"] != without]
    remarks = [row["text"] for row in rows("feedback") if row["source"] in REMARKS or int(row["label"])]
    other = [row["text"] for name in OTHERS for row in rows(name)]
    made_up = [f"{one} {doing}" for one in SUBJECTS for doing in DOINGS]
    made_up += [f"{order} {thing}{end}" for order in ORDERS for thing in THINGS for end in ("", " please")]
    return wishes + [(text, 0.0) for text in (*other, *remarks, *made_up)]


def fit(texts: list[tuple[str, float]]) -> Linear:
    found = [features(heeded(text), text) for text, _ in texts]
    linear = fit_sparse(found, [label for _, label in texts], penalty=3.0, rarest=RAREST)
    kept = {name: weight for name, weight in linear.weights.items() if abs(weight) >= SMALLEST}
    return Linear(linear.bias, kept)
