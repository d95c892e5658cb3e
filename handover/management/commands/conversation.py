import argparse
from typing import Any

from django.utils import timezone

from handover.facts import of_conversation
from handover.models import Conversation
from staff.management.base import JsonCommand, wrong_use


class Command(JsonCommand):
    help = "Shows one conversation: who is in control, what was said, its handovers."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        conversation = Conversation.objects.for_lists().filter(pk=options["id"]).first()
        if conversation is None:
            raise wrong_use(f"There is no conversation {options['id']}.")
        fact = of_conversation(conversation, timezone.now())
        self.say(fact, as_text(fact), options)


def as_text(fact: dict[str, Any]) -> str:
    owner = fact["owner"]["email"] or fact["owner"]["kind"]
    head = f"Conversation {fact['id']}, {fact['status']}, in control: {owner}"
    if next_step := fact["deadline"]:
        head += f", next: {next_step['step']} at {next_step['at'][:16]}"
    said = [
        f"  {message['created_at'][:16]} {message['author']}: {message['text']} [{message['status']}]"
        for message in fact["messages"]
    ]
    return "\n".join([head, *said])
