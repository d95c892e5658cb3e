"""How every command of ours speaks: text for people, or exactly one JSON value on standard output."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError


def wrong_use(message: str) -> CommandError:
    """To be raised; exit code 2."""
    return CommandError(message, returncode=2)


class JsonCommand(BaseCommand):
    """With --json, what say() is given is printed as JSON; otherwise its text."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON value on standard output")

    def say(self, value: Any, text: str, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) if options["json"] else text)
