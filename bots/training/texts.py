"""The texts that models are fitted to; where they come from is in their ATTRIBUTION.md."""

import json
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "detection" / "training"


def rows(name: str) -> list[dict[str, str]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def by_intent(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows(name):
        found.setdefault(row["intent"], []).append(row["text"])
    return found
