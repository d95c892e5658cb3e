"""Things to try, for who does not know what to write."""

from dataclasses import dataclass

from bots.models import Article, Scenario
from handover.trial import Stage

THANKS = "Thanks, that helps!"
NOT_HELPED = "That does not help me"
UNANSWERABLE = "Which team won the cup in 1974?"


@dataclass(frozen=True, slots=True)
class Idea:
    label: str
    text: str


def ideas(stage: Stage, scenario: Scenario | None) -> list[Idea]:
    """Things to try, made from the scenario that is being edited, or else from all that are on."""
    about = [scenario] if scenario else [one for one in stage.scenarios.values() if one.enabled]
    found = [idea for one in about for idea in _of(one)]
    known = Article.objects.filter(bot=stage.bot.pk, enabled=True).exclude(question="").first()
    if known:
        found.append(Idea("A question it knows", known.question))
    found += [
        Idea("A question it does not know", UNANSWERABLE),
        Idea("Not helped", NOT_HELPED),
        Idea("Thanks", THANKS),
    ]
    return list({idea.text: idea for idea in found}.values())


def _of(scenario: Scenario) -> list[Idea]:
    examples, near = scenario.example_phrases[:1], scenario.never_phrases[:1]
    return [
        *(Idea(f"Should set off {scenario.name}", text) for text in examples),
        *(Idea(f"Should not set off {scenario.name}", text) for text in near),
    ]
