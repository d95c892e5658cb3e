"""What axe-core finds wrong with a page for people who hear it, zoom it or use the keyboard alone."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "vendor" / "axe.min.js"
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"


def violations(page: Page) -> list[str]:
    """One line each: the rule, what it asks for, and where. The page's own security policy stays in force."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text())
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [f"{one['id']}: {one['help']}: {_places(one)}" for one in found]


def _places(violation: dict[str, Any]) -> str:
    return "; ".join(
        f"{' '.join(map(str, node['target']))} ({node['failureSummary'].splitlines()[-1].strip()})"
        for node in violation["nodes"][:5]
    )
