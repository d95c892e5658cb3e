"""Numbers as they are shown: percentiles, rates and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return "\n\n".join([f"## {self.title}", body, *self.notes])


@dataclass(frozen=True, slots=True)
class Series:
    """Units of work: how many a second, and what each took, in milliseconds."""

    per_second: float
    ms: list[float]

    def cells(self) -> list[str]:
        return [shown(self.per_second), *percentiles(self.ms)]


def percentile(values: Sequence[float], share: float) -> float:
    """share: 0.5 for the median. The nearest value that was measured, so never one in between."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def percentiles(values: Sequence[float], *shares: float) -> list[str]:
    return [shown(percentile(values, share)) for share in shares or (0.5, 0.99)]


def shown(value: float) -> str:
    """Three significant digits, more before the point where there are more."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def best(series: Sequence[Series]) -> Series:
    """Noise only ever slows down, so the fastest of several rounds is nearest to what the code can do."""
    return max(series, key=lambda one: one.per_second)
