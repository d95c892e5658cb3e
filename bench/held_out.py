"""The shipped kinds of model fitted again without a source, and measured on it."""

from collections.abc import Iterator
from pathlib import Path

from bots.detection.feedback import flags, rejects
from bots.detection.trained import Linear, sigmoid
from bots.detection.traits import traits
from bots.engines.answerability import FEATURES
from bots.engines.base import Entry
from bots.engines.local import comparer_of
from bots.engines.resemblance import FEATURES as OF_PAIRS
from bots.engines.resemblance import compared
from bots.evaluation.figures import Scored, auroc, f1, recall_at
from bots.evaluation.human_requested import human_requested
from bots.evaluation.labelled import read_lines
from bots.evaluation.unresolved import feedback as feedback_of
from bots.training import answerability, feedback, resemblance
from bots.training.texts import rows

SAMPLES = Path(__file__).parent.parent / "tests" / "bots" / "samples"
OTHER = {"clinc150": "banking77", "banking77": "clinc150"}
FILES = {"clinc150": "clinc150", "banking77": "banking77_idoos"}
QUESTIONS = 300
"""Of banking77, which every model of dissatisfaction needs to see some of, and be measured on others."""


def held_out(data: Path) -> Iterator[str]:
    """Rows of a table: the model, what it was not fitted to, the figure there."""
    for source in ("hwu64", "ms_chitchat", "rasa", "own"):
        scored = _dissatisfaction(source)
        figures = f"AUROC {auroc(scored)}, recall at 5 % FPR {recall_at(scored, 5)}"
        yield f"| dissatisfaction | {source} | {figures} |\n"
    yield from _never_seen()
    scored = _resemblance(data)
    yield f"| restated question | banking77 | AUROC {auroc(scored)}, F1 {f1(scored)} |\n"
    for source in OTHER:
        linear = answerability.fit(answerability.made_up((OTHER[source],)), FEATURES)
        for per_entry in (None, 10):
            scored = _answerability(data, FILES[source], linear, per_entry)
            wordings = f", {per_entry} wordings" if per_entry else ""
            figures = f"AUROC {auroc(scored)}, recall at 10 % false handover {recall_at(scored, 10)}"
            yield f"| answerability | {source}{wordings} | {figures} |\n"


def _never_seen() -> Iterator[str]:
    """Of the models as they ship, on sentences that nothing was fitted to."""
    found = human_requested([str(SAMPLES / "unseen.jsonl")]).figures
    tags = found["by_tag"]
    heard = ", ".join(f"{tag} {tags[tag]['recall']}" for tag in ("plain", "compound", "angry", "indirect"))
    fired = ", ".join(f"{tag} {tags[tag]['fpr']}" for tag in ("trap", "refusal", "general"))
    yield f"| requests | unseen | recall: {heard}; false positives: {fired} |\n"
    many = human_requested([str(SAMPLES / "world.jsonl")]).figures
    at_one = [one["recall_at_fpr_1"] for one in many["by_lang"].values()]
    mean = round(sum(at_one) / len(at_one), 1)
    yield (
        f"| requests_world | unseen, {len(at_one)} languages | recall {many['recall']}, "
        f"false positives {many['fpr']}; recall at 1 % FPR, mean of the languages {mean} |\n"
    )
    told = feedback_of(str(SAMPLES / "remarks.jsonl")).figures
    yield (
        f"| dissatisfaction | unseen | AUROC {told['auroc']}, recall at 5 % FPR {told['recall_at_fpr_5']} |\n"
    )


def _dissatisfaction(source: str) -> list[Scored]:
    every = rows("feedback")
    questions = [row for row in every if row["source"] == "banking77"]
    seen = [row for row in every if row["source"] not in (source, "banking77")] + questions[QUESTIONS:]
    made_up = [] if source == "own" else feedback.made_up()
    texts = [row["text"] for row in seen] + [text for text, _ in made_up]
    linear = feedback.fit(texts, [float(row["label"]) for row in seen] + [label for _, label in made_up])
    unseen = [row for row in every if row["source"] == source] + questions[:QUESTIONS]
    return [_heard(linear, row["text"], bool(int(row["label"]))) for row in unseen]


def _heard(linear: Linear, text: str, positive: bool) -> Scored:
    found = traits(text, flags(text))
    score = sigmoid(linear.logit(tuple(found), tuple(found.values())))
    return Scored(positive, score >= 0.5 or rejects(text), score)


def _resemblance(data: Path) -> list[Scored]:
    linear = resemblance.fit(resemblance.made_up(("clinc150",)))
    comparer = comparer_of(_entries(data, "banking77_idoos", None))
    pairs = read_lines(str(data / "p3_repeat_pairs.jsonl"), a=str, b=str)
    scored = []
    for pair in pairs:
        if pair.tag("source") == "banking77_idoos":
            logit = linear.logit(OF_PAIRS, compared(comparer, pair["b"], pair["a"]))
            scored.append(Scored(pair["label"] == 1, logit >= 0, sigmoid(logit)))
    return scored


def _answerability(data: Path, name: str, linear: Linear, per_entry: int | None) -> list[Scored]:
    comparer = comparer_of(_entries(data, name, per_entry))
    scored = []
    for line in read_lines(str(data / f"p2_{name}_queries.jsonl"), text=str):
        view = comparer.view(line["text"])
        logit = linear.logit(FEATURES, view.features) if view else -60.0
        scored.append(Scored(line["label"] == 1, logit < 0, -logit))
    return scored


def _entries(data: Path, name: str, per_entry: int | None) -> list[Entry]:
    wordings: dict[str, list[str]] = {}
    for line in read_lines(str(data / f"p2_{name}_kb.jsonl"), text=str, intent=str):
        wordings.setdefault(line["intent"], []).append(line["text"])
    return [Entry(at, one[0], f"[{at}]", tuple(one[1:per_entry])) for at, one in enumerate(wordings.values())]
