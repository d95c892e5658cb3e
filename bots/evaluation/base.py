"""What measuring a task gives."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """`predictions` has one object for each scored line, in the order of the files."""

    figures: dict[str, Any]
    predictions: list[dict[str, Any]] = field(default_factory=list)
