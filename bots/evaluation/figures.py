"""The figures by which detection is judged. Shares are percent with one decimal; None where undefined."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Scored:
    """One judged message: what is true of it, what was decided, and how sure (0..1) the decision was."""

    positive: bool
    decision: bool
    score: float


def share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def recall(scored: Sequence[Scored]) -> float | None:
    positive = [one for one in scored if one.positive]
    return share(sum(one.decision for one in positive), len(positive))


def false_positives(scored: Sequence[Scored]) -> float | None:
    negative = [one for one in scored if not one.positive]
    return share(sum(one.decision for one in negative), len(negative))


def precision(scored: Sequence[Scored]) -> float | None:
    fired = [one for one in scored if one.decision]
    return share(sum(one.positive for one in fired), len(fired))


def f1(scored: Sequence[Scored]) -> float | None:
    right = sum(one.decision and one.positive for one in scored)
    return share(2 * right, sum(one.decision for one in scored) + sum(one.positive for one in scored))


def auroc(scored: Sequence[Scored]) -> float | None:
    """How often a positive scores above a negative; a draw counts half."""
    positive = np.array([one.score for one in scored if one.positive])
    negative = np.sort([one.score for one in scored if not one.positive])
    if not len(positive) or not len(negative):
        return None
    below = np.searchsorted(negative, positive, side="left")
    not_above = np.searchsorted(negative, positive, side="right")
    return round(100 * float((below + not_above).mean()) / 2 / len(negative), 1)


def recall_at(scored: Sequence[Scored], most_false: float) -> float | None:
    """The highest recall of any threshold with at most `most_false` percent false positives."""
    positive = np.array([one.score for one in scored if one.positive])
    negative = np.array([one.score for one in scored if not one.positive])
    if not len(positive) or not len(negative):
        return None
    allowed = int(len(negative) * most_false / 100)
    bar = np.sort(negative)[::-1][allowed] if allowed < len(negative) else -np.inf
    return share(int((positive > bar).sum()), len(positive))


def grouped(
    scored: Iterable[tuple[str, Scored]], figure: Callable[[list[Scored]], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The figure of each group, in the order in which groups first occur."""
    groups: dict[str, list[Scored]] = {}
    for name, one in scored:
        groups.setdefault(name, []).append(one)
    return {name: figure(members) for name, members in groups.items() if name}


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    if len(milliseconds) < 2:
        only = round(milliseconds[0], 2) if milliseconds else 0.0
        return {"ms_p50": only, "ms_p95": only}
    cut = quantiles(milliseconds, n=20, method="inclusive")
    return {"ms_p50": round(cut[9], 2), "ms_p95": round(cut[18], 2)}
