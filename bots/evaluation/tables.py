"""Figures as a table for people."""

from typing import Any

LABELS = {
    "auroc": "AUROC",
    "fpr": "false positives",
    "f1": "F1",
    "recall_at_fpr_0_5": "recall at 0.5 % false positives",
    "recall_at_fpr_1": "recall at 1 % false positives",
    "recall_at_fpr_5": "recall at 5 % false positives",
    "recall_at_fh_10": "recall at 10 % false handovers",
    "trap_fpr": "false positives on traps",
    "negated_fired": "refusals that fired",
    "oos_recall": "recall of what is not known",
    "ms_p50": "milliseconds, median",
    "ms_p95": "milliseconds, 95 of 100 below",
    "index_seconds": "seconds to index",
    "n": "messages",
}
NOT_PERCENT = {"negated_fired", "n", "fired", "ms_p50", "ms_p95", "index_seconds"}


def table(task: str, figures: dict[str, Any]) -> str:
    """One figure a line, then one line for each group."""
    single = {name: value for name, value in figures.items() if not isinstance(value, dict)}
    width = max(len(_label(name)) for name in single)
    lines = [task, *(f"  {_label(name):<{width}}  {_value(name, single[name])}" for name in single)]
    for name, groups in figures.items():
        if isinstance(groups, dict) and groups:
            lines += ["", f"  {_label(name)}", *_groups(groups)]
    return "\n".join(lines)


def _groups(groups: dict[str, dict[str, Any]]) -> list[str]:
    width = max(map(len, groups))
    return [
        f"    {name:<{width}}  "
        + ", ".join(f"{_label(figure)} {_value(figure, value)}" for figure, value in found.items())
        for name, found in groups.items()
    ]


def _label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " "))


def _value(name: str, value: Any) -> str:
    if value is None:
        return "–"
    return f"{value} %" if isinstance(value, float) and name not in NOT_PERCENT else str(value)
