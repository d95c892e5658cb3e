import argparse
import sys
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from bots.models import Bot
from handover import preflight
from staff.management.base import JsonCommand, wrong_use

MARKS = {preflight.Level.OK: "✓", preflight.Level.WARNING: "!", preflight.Level.ERROR: "✗"}


class Command(JsonCommand):
    help = "Lists everything that would stop a handover. Exit code 1 when something would."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("bot", nargs="?", help="the bot's slug (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        bots = Bot.objects.select_related("default_assignee")
        if options["bot"] and not (bots := bots.filter(slug=options["bot"])):
            raise wrong_use(f"There is no bot {options['bot']!r}.")
        checks = preflight.run(list(bots), now=timezone.now())
        ok = all(check.level != preflight.Level.ERROR for check in checks)
        text = "\n".join(map(line, checks))
        self.say({"ok": ok, "checks": [asdict(check) for check in checks]}, text, options)
        if not ok:
            sys.exit(1)


def line(check: preflight.Check) -> str:
    where = f"{check.bot}: " if check.bot else ""
    return f"{MARKS[check.level]} {where}{check.message} {check.hint}".rstrip()
