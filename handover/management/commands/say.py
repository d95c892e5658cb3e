import argparse
import time
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from bots.channels.base import Inbound
from bots.models import Bot, Channel
from handover import intake, outbox, turns
from handover.models import Conversation, Handover, Message
from staff.management.base import JsonCommand, wrong_use


class Command(JsonCommand):
    help = "Says TEXT to a bot as a contact, through the real intake, and waits until its turn has ended."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("bot", help="the bot's slug")
        parser.add_argument("text")
        parser.add_argument("--contact", default="operator", help="who writes (default: operator)")

    def handle(self, *args: Any, **options: Any) -> None:
        bot = Bot.objects.filter(slug=options["bot"]).first()
        if bot is None:
            raise wrong_use(f"There is no bot {options['bot']!r}.")
        if not options["text"].strip() or len(options["text"]) > settings.MESSAGE_MAX_LENGTH:
            raise wrong_use(f"TEXT must have 1 to {settings.MESSAGE_MAX_LENGTH} characters.")
        if not options["contact"].strip():
            raise wrong_use("--contact must not be empty.")
        channel, _ = Channel.objects.get_or_create(bot=bot, kind="internal", defaults={"name": "Internal"})
        inbound = Inbound(f"say-{uuid.uuid4()}", options["contact"][:200], options["text"])
        message = intake.receive(channel, inbound, now=timezone.now()).message
        wait_for_turn(message)
        outbox.deliver(message.conversation_id, now=timezone.now())
        fact = came_of(message)
        self.say(fact, f"{fact['decision']} (conversation {fact['conversation']})", options)


def wait_for_turn(message: Message) -> None:
    """Take the turn ourselves unless a worker is quicker: without one running, nothing else would."""
    give_up = timezone.now() + timedelta(seconds=settings.ENGINE_TIMEOUT_SECONDS + 30)
    while timezone.now() < give_up:
        conversation = Conversation.objects.get(pk=message.conversation_id)
        if conversation.turn_due_at is None:
            return
        turns.take_turn(conversation.pk, now=timezone.now())
        time.sleep(0.05)


def came_of(message: Message) -> dict[str, Any]:
    handover = Handover.objects.filter(conversation=message.conversation_id, message=message).first()
    answered = Message.objects.filter(
        conversation=message.conversation_id, turn_key=str(message.pk), author=Message.Author.BOT
    ).exists()
    return {
        "conversation": str(message.conversation_id),
        "message": str(message.pk),
        "decision": "escalate" if handover else "reply" if answered else "silence",
        "handover": str(handover.pk) if handover else None,
    }
