"""The two signs that an answer failed: the contact says so, or asks the same again."""

from collections.abc import Callable, Sequence
from typing import Any

from bots.decisions import Escalate
from bots.detection.base import Trigger
from bots.detection.feedback import dissatisfaction
from bots.engines.base import Answer
from bots.engines.local import LocalEngine
from bots.evaluation.base import Measured
from bots.evaluation.figures import Scored, auroc, f1, grouped, latency, precision, recall, recall_at
from bots.evaluation.labelled import Line, labels, read_lines
from bots.evaluation.throwaway import Knowledge, Watch, knowledge, scenario, setup, talk
from bots.questions import asked_again
from bots.transcript import Transcript

SETUP = setup(scenario(Trigger.FAILED_TO_RESOLVE, retries=0))
ASKED, TOLD = "How long does a delivery take?", "A delivery takes two to three days."
"""What was said before the remark that is judged."""


def feedback(file: str) -> Measured:
    """With no retry: the first answer turned down is handed over."""
    lines = read_lines(file, text=str)
    labels(lines, "unscored")
    watch, engine = Watch(), LocalEngine(())

    def judged(line: Line) -> Scored:
        decision = watch.decide(SETUP, talk(ASKED, TOLD, line["text"]), engine)
        return Scored(line["label"] == 1, isinstance(decision, Escalate), dissatisfaction(line["text"]))

    return _measured(lines, judged, watch)


def restated(file: str, kb: str) -> Measured:
    """The first question is answered from the knowledge, then the second is asked."""
    lines = read_lines(file, a=str, b=str)
    labels(lines, "unscored")
    known = knowledge(read_lines(kb, text=str, intent=str))
    watch = Watch()

    def judged(line: Line) -> Scored:
        decision = watch.decide(SETUP, talk(line["a"], _told(known, line["a"]), line["b"]), known.engine)
        score = asked_again(known.engine, line["b"], line["a"])
        return Scored(line["label"] == 1, isinstance(decision, Escalate), score)

    return _measured(lines, judged, watch)


def _told(known: Knowledge, question: str) -> str:
    answer = known.engine.answer(Transcript(), question)
    return answer.text if isinstance(answer, Answer) else "I am sorry, I do not know that."


def _measured(lines: Sequence[Line], judged: Callable[[Line], Scored], watch: Watch) -> Measured:
    scored = [(line, judged(line)) for line in lines if line["label"] in (0, 1)]
    predictions = [
        {"line": line.number, "score": round(one.score, 4), "decision": one.decision} for line, one in scored
    ]
    return Measured(_figures(scored) | latency(watch.ms), predictions)


def _figures(scored: Sequence[tuple[Line, Scored]]) -> dict[str, Any]:
    every = [one for _, one in scored]
    return {
        "auroc": auroc(every),
        "recall_at_fpr_5": recall_at(every, 5),
        "precision": precision(every),
        "recall": recall(every),
        "f1": f1(every),
        "by_source": grouped(((line.tag("source"), one) for line, one in scored), _short),
        "by_tag": grouped(((line.tag("tag"), one) for line, one in scored), _short),
        "n": len(every),
    }


def _short(scored: list[Scored]) -> dict[str, Any]:
    return {"n": len(scored), "fired": sum(one.decision for one in scored)}
