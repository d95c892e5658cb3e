"""Lack of Information: what an engine's "no answer" means, and how it is shown."""

from bots.detection.base import Evidence, quoted


def gap(
    question: str, because: str, score: float | None, evidence: tuple[Evidence, ...]
) -> tuple[Evidence, ...]:
    """The engine's evidence, with a gap for the question where the engine named none."""
    if any(one.kind == "gap" for one in evidence):
        return evidence
    return (Evidence("gap", f"{quoted(question)}: {because}", score), *evidence)
