"""Every family of models, by name."""

from collections.abc import Callable

from bots.detection.trained import Linear
from bots.training import abroad, answerability, asking, feedback, resemblance

MODELS: dict[str, Callable[[], dict[str, Linear]]] = {
    "answerability": answerability.fitted,
    "feedback": feedback.fitted,
    "requests": asking.fitted,
    "requests_world": abroad.fitted,
    "resemblance": resemblance.fitted,
}
