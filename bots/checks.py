"""What would make the bots judge worse than they should, said before anything starts."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register

from bots.detection.trained import FOLDER, DamagedModelError, read

MODELS = (
    "answerability",
    "answerability_large",
    "dissatisfaction",
    "requests",
    "requests_world",
    "resemblance",
)


@register()
def models_can_be_read(**_: Any) -> Sequence[CheckMessage]:
    """Without its model a detector goes by rules alone: worse, but nothing stops."""
    found = []
    for name in MODELS:
        try:
            read(FOLDER / f"{name}.json")
        except DamagedModelError as error:
            found.append(
                Warning(
                    f"A detection model cannot be used: {error}. Detection goes by rules alone.",
                    hint="Take the file from the release again, or run manage.py train_detectors.",
                    id="bots.W001",
                )
            )
    return found
