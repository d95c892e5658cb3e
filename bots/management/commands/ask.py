import argparse
from typing import Any

from django.conf import settings

from bots.bench import Played, play, play_without_engine
from bots.decisions import Decision, Escalate, Reply, Silence
from bots.models import Bot
from bots.setup import engine_of, setup_of
from staff.management.base import JsonCommand, wrong_use


class Command(JsonCommand):
    help = "Plays a conversation through a bot's brain alone, each TEXT the next message. Stores nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("bot", help="the bot's slug")
        parser.add_argument("text", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        bot = Bot.objects.filter(slug=options["bot"]).first()
        if bot is None:
            known = ", ".join(Bot.objects.values_list("slug", flat=True)) or "none yet"
            raise wrong_use(f"There is no bot {options['bot']!r}. Bots: {known}.")
        facts = [fact(one.decision) for one in played(bot, options["text"])]
        self.say(facts, "\n".join(map(line, options["text"], facts)), options)


def played(bot: Bot, texts: list[str]) -> list[Played]:
    setup = setup_of(bot)
    try:
        engine = engine_of(bot, fresh=True)
    except Exception as error:  # as in a live turn, whatever goes wrong ends in a handover
        return play_without_engine(f"{type(error).__name__}: {error}", texts)
    return play(setup, engine, texts, seconds=settings.ENGINE_TIMEOUT_SECONDS)


def fact(decision: Decision) -> dict[str, Any]:
    escalated = decision if isinstance(decision, Escalate) else None
    return {
        "decision": {Reply: "reply", Escalate: "escalate", Silence: "silence"}[type(decision)],
        "text": decision.text if isinstance(decision, Reply) else None,
        "scenario": escalated.scenario.name if escalated and escalated.scenario else None,
        "trigger": escalated.trigger.value if escalated else None,
        "because": decision.because,
        "evidence": [item.as_dict() for item in decision.evidence],
        "score": None if isinstance(decision, Silence) else decision.score,
    }


def line(text: str, fact: dict[str, Any]) -> str:
    said = fact["text"] or fact["because"]
    evidence = "".join(f"\n      {item['text']}" for item in fact["evidence"])
    return f"  > {text}\n    {fact['decision']}: {said}{evidence}"
