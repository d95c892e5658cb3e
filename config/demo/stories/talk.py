"""How the demo's contacts and its bot talk: a few steps at a time, of which the stories are made."""

from bots.detection.base import Trigger, quoted
from bots.detection.lines import COURTESIES, another_try, asking_again
from bots.detection.smalltalk import Courtesy
from config.demo.firm import GREETING
from config.demo.people import Person
from config.demo.script import Answers, HandsOver, Resolves, Says, Step

SMALL_TALK = "The message is small talk."


def greeted(hello: str) -> tuple[Step, ...]:
    return Says(hello), Answers(text=GREETING, because=SMALL_TALK)


def asked(question: str, page: str, after: float = 2) -> tuple[Step, ...]:
    return Says(question, after), Answers(page)


def thanked(text: str, after: float = 1.5) -> tuple[Step, ...]:
    return Says(text, after), Answers(text=COURTESIES[Courtesy.THANKS], because=SMALL_TALK)


def tidied(by: Person, hours: float) -> tuple[Step, ...]:
    return (Resolves(by, after=hours * 60),)


def wants_person(text: str, words: str, after: float = 2) -> tuple[Step, ...]:
    """words: the part of the text that asks for a person."""
    evidence = (("wording", f"{quoted(words)} asks for a person"),)
    because = "The contact asked for a person."
    return Says(text, after), HandsOver(Trigger.HUMAN_REQUESTED, because, evidence, score=0.9)


def unknown(
    question: str, closest: str, score: float, after: float = 2, *, to_nobody: bool = False
) -> tuple[Step, ...]:
    """closest: the question of the article that came nearest, and with what score."""
    evidence = (("gap", f"no article answers {quoted(question)}; the closest is {quoted(closest)}"),)
    because = "The knowledge does not answer the question."
    step = HandsOver(Trigger.LACK_OF_INFORMATION, because, evidence, score=score, to_nobody=to_nobody)
    return Says(question, after), step


def gave_up(question: str, page: str, *complaints: tuple[str, str], last: str) -> tuple[Step, ...]:
    """The bot answers, tries again after each complaint, and steps aside after the last.

    complaints: each with the article tried next; none when the bot can only ask to hear more.
    """
    steps: list[Step] = [*asked(question, page)]
    for number, (complaint, retry) in enumerate(complaints, start=1):
        steps += [Says(complaint), _another_try(number, retry)]
    said = [*(complaint for complaint, _ in complaints), last]
    counted = [f"failed answer {number}: {quoted(text)}" for number, text in enumerate(said, start=1)]
    counted[-1] = counted[-1].replace(":", ", after 2 retries:", 1)
    because = f"The bot's answers failed {len(said)} times on one topic."
    evidence = tuple(("counter", text) for text in counted)
    return (*steps, Says(last), HandsOver(Trigger.FAILED_TO_RESOLVE, because, evidence))


def _another_try(number: int, page: str) -> Answers:
    if page:
        because = "The answer before did not help; the bot tried another."
        return Answers(page, because=because, text=another_try(number, ""))
    because = "The answer before did not help; the bot asked to hear more."
    return Answers(text=asking_again(number), because=because)
