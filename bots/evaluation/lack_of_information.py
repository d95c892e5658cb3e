"""Can the knowledge answer the question, and with the right article?"""

from dataclasses import dataclass
from typing import Any

from bots.decisions import Escalate
from bots.detection.base import Trigger
from bots.evaluation.base import Measured
from bots.evaluation.figures import Scored, auroc, false_positives, latency, recall, recall_at, share
from bots.evaluation.labelled import Line, labels, read_lines
from bots.evaluation.throwaway import Knowledge, Overheard, Watch, knowledge, scenario, setup, talk
from bots.transcript import Transcript

SETUP = setup(scenario(Trigger.LACK_OF_INFORMATION))


@dataclass(frozen=True, slots=True)
class Asked:
    """`article` is the intent that came nearest, also where it was not near enough to answer."""

    line: Line
    scored: Scored
    article: str | None

    @property
    def right(self) -> bool:
        if self.scored.positive:
            return self.scored.decision
        return not self.scored.decision and self.article == self.line["intent"]


def lack_of_information(file: str, kb: str, per_entry: int | None = None) -> Measured:
    lines = read_lines(file, text=str, intent=str)
    labels(lines)
    known = knowledge(read_lines(kb, text=str, intent=str), per_entry)
    watch = Watch()
    asked = [_asked(line, known, watch) for line in lines]
    figures = _figures(asked) | {"n": len(asked), "index_seconds": known.seconds} | latency(watch.ms)
    return Measured(figures, [_prediction(one) for one in asked])


def _asked(line: Line, known: Knowledge, watch: Watch) -> Asked:
    engine = Overheard(known.engine)
    decision = watch.decide(SETUP, talk(line["text"]), engine)
    nearest = engine.last or engine.answer(Transcript(), line["text"])  # small talk does not ask it
    escalated = isinstance(decision, Escalate)
    score = 1.0 - (nearest.score or 0.0)
    return Asked(line, Scored(line["label"] == 1, escalated, score), known.intent(nearest.article))


def _figures(asked: list[Asked]) -> dict[str, Any]:
    scored = [one.scored for one in asked]
    inside = [one for one in asked if not one.scored.positive]
    return {
        "auroc": auroc(scored),
        "recall_at_fh_10": recall_at(scored, 10),
        "in_scope_accuracy": share(sum(one.right for one in inside), len(inside)),
        "oos_recall": recall(scored),
        "false_handover": false_positives(scored),
        "total_accuracy": share(sum(one.right for one in asked), len(asked)),
        "nearest_article_right": share(sum(one.article == one.line["intent"] for one in inside), len(inside)),
    }


def _prediction(one: Asked) -> dict[str, Any]:
    return {
        "line": one.line.number,
        "score": round(one.scored.score, 4),
        "decision": one.scored.decision,
        "article": one.article,
    }
