from typing import Any

from django.utils import timezone

from handover import pauses
from staff.management.base import JsonCommand


class Command(JsonCommand):
    help = "Gives every conversation whose pause has ended back to its bot, as beat does by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        resumed = 0
        while chunk := pauses.resume_due(now=timezone.now()):
            resumed += chunk
        self.say({"resumed": resumed}, f"Resumed: {resumed}.", options)
