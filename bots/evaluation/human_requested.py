"""Does the contact ask for a person?"""

from collections.abc import Sequence
from typing import Any

from bots.decisions import Escalate
from bots.detection.base import ScenarioSetup, Trigger
from bots.detection.requested import requested
from bots.engines.local import LocalEngine
from bots.evaluation.base import Measured
from bots.evaluation.figures import (
    Scored,
    auroc,
    f1,
    false_positives,
    grouped,
    latency,
    precision,
    recall,
    recall_at,
)
from bots.evaluation.labelled import Line, labels, read_lines
from bots.evaluation.throwaway import Watch, scenario, setup, talk


def human_requested(files: Sequence[str], phrases: Sequence[str] = ()) -> Measured:
    """Over all files together. A language's "configured" lines are its phrases unless some are given."""
    lines = [line for file in files for line in read_lines(file, text=str)]
    labels(lines, "unscored", "configured")
    scenarios = _scenarios(lines, phrases)
    watch, engine = Watch(), LocalEngine(())
    scored: list[tuple[Line, Scored]] = []
    for line in lines:
        if line["label"] not in (0, 1):
            continue
        listening = scenarios[line.tag("lang")]
        decision = watch.decide(setup(listening), talk(line["text"]), engine)
        finding = requested((line["text"],), listening)
        scored.append((line, Scored(line["label"] == 1, isinstance(decision, Escalate), finding.score)))
    return Measured(_figures(scored) | latency(watch.ms), [_prediction(*one, len(files)) for one in scored])


def _scenarios(lines: Sequence[Line], phrases: Sequence[str]) -> dict[str, ScenarioSetup]:
    configured: dict[str, list[str]] = {line.tag("lang"): [] for line in lines}
    for line in lines:
        if line["label"] == "configured" and not phrases:
            configured[line.tag("lang")].append(line["text"])
    return {lang: scenario(Trigger.HUMAN_REQUESTED, phrases or own) for lang, own in configured.items()}


def _figures(scored: Sequence[tuple[Line, Scored]]) -> dict[str, Any]:
    every = [one for _, one in scored]
    negated = [one for line, one in scored if line.tag("tag") == "negated" and not one.positive]
    return {
        "recall": recall(every),
        "fpr": false_positives(every),
        "precision": precision(every),
        "f1": f1(every),
        "auroc": auroc(every),
        "recall_at_fpr_0_5": recall_at(every, 0.5),
        "trap_fpr": false_positives([one for line, one in scored if line.tag("tag") == "trap"]),
        "negated_fired": sum(one.decision for one in negated),
        "by_source": grouped(((line.tag("source"), one) for line, one in scored), _short),
        "by_tag": grouped(((line.tag("tag"), one) for line, one in scored), _short),
        "by_lang": grouped(((line.tag("lang"), one) for line, one in scored), _of_language),
        "n": len(scored),
    }


def _short(scored: list[Scored]) -> dict[str, Any]:
    return {"n": len(scored), "recall": recall(scored), "fpr": false_positives(scored)}


def _of_language(scored: list[Scored]) -> dict[str, Any]:
    return _short(scored) | {"auroc": auroc(scored), "recall_at_fpr_1": recall_at(scored, 1)}


def _prediction(line: Line, one: Scored, files: int) -> dict[str, Any]:
    where = {"file": line.file} if files > 1 else {}
    return {**where, "line": line.number, "score": round(one.score, 4), "decision": one.decision}
