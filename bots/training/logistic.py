"""Logistic regression, by numpy alone."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bots.detection.trained import Linear

Values = NDArray[np.float64]


def fit_dense(
    names: Sequence[str], rows: Values, targets: Values, *, penalty: float, weights: Values | None = None
) -> Linear:
    """By Newton's method on standardised columns; `targets` are 0..1, `weights` what each row counts."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    design = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    counted = np.ones(len(rows)) if weights is None else weights
    found, ridge = np.zeros(design.shape[1]), np.full(design.shape[1], penalty)
    ridge[-1] = 1e-6
    for _ in range(30):
        likely = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (counted * (likely - targets)) + ridge * found
        curve = (design * (counted * likely * (1 - likely))[:, None]).T @ design + np.diag(ridge)
        found = found - np.linalg.solve(curve, slope)
    by_unit = found[:-1] / scale
    return Linear(
        float(found[-1] - by_unit @ mean), {n: float(w) for n, w in zip(names, by_unit, strict=True)}
    )


def fit_sparse(
    rows: Sequence[Mapping[str, float]], targets: Sequence[float], *, penalty: float, rarest: int = 2
) -> Linear:
    """By accelerated gradient descent; classes count alike. Features of fewer than `rarest` rows stay out."""
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in seen.items() if count >= rarest)
    place = {name: at for at, name in enumerate(names)}
    at = np.array([place[name] for row in rows for name in row if name in place])
    values = np.array([value for row in rows for name, value in row.items() if name in place])
    of_row = np.array([number for number, row in enumerate(rows) for name in row if name in place])
    wanted = np.asarray(targets, float)
    counted = np.where(wanted > 0.5, 0.5 / wanted.mean(), 0.5 / (1 - wanted.mean()))
    return _descend(names, at, values, of_row, wanted, counted, penalty)


def _descend(
    names: Sequence[str],
    at: NDArray[np.int64],
    values: Values,
    of_row: NDArray[np.int64],
    wanted: Values,
    counted: Values,
    penalty: float,
) -> Linear:
    squares = np.bincount(of_row, values**2, minlength=len(wanted))
    step = 1 / (0.25 * float(((squares + 1) * counted).max()) * len(wanted) / 40 + penalty)
    found, ahead, bias, bias_ahead, momentum = (
        np.zeros(len(names)),
        np.zeros(len(names)),
        0.0,
        0.0,
        1.0,
    )
    for _ in range(400):
        logits = np.bincount(of_row, ahead[at] * values, minlength=len(wanted)) + bias_ahead
        error = counted * (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - wanted)
        slope = np.bincount(at, error[of_row] * values, minlength=len(names)) + penalty * ahead
        after, bias_after = ahead - step * slope, bias_ahead - step * float(error.sum())
        faster = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = after + (momentum - 1) / faster * (after - found)
        bias_ahead = bias_after + (momentum - 1) / faster * (bias_after - bias)
        found, bias, momentum = after, bias_after, faster
    return Linear(bias, dict(zip(names, found.tolist(), strict=True)))
