import argparse
import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from config.demo.loading import Busy, Demo, address, load
from staff.management.base import JsonCommand

REFUSED = (
    "This looks like a live site: DATABASE_URL is set and DEBUG is off. The demo would add members, a bot "
    "and a week of made-up conversations to it. If that is what you want, run it again with --force."
)


class Command(JsonCommand):
    """Passwords: fixed while BASE_URL is this machine. On any other address they are random, and printed by
    the run that makes them only; later runs say null.

    DEMO_WEBHOOK_URL: where the webhook channel is to send what the bot and members say.
    """

    help = (
        "Loads the demo: a small bicycle shop with a bot, knowledge, scenarios, three members and a week of "
        "conversations. Running it again changes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--force", action="store_true", help="also on what looks like a live site")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASE_URL and not settings.DEBUG and not options["force"]:
            raise CommandError(REFUSED)
        try:
            demo = load(now=timezone.now(), webhook_url=os.environ.get("DEMO_WEBHOOK_URL", ""))
        except Busy as error:
            raise CommandError(str(error)) from error
        self.say(demo.as_dict(), _welcome(demo), options)


def _welcome(demo: Demo) -> str:
    logins = [
        f"  {login.person.email:<24} {login.password or '(password set earlier)':<24} {login.person.role}"
        for login in demo.logins
    ]
    return "\n".join(
        [
            "Tumbleway Bikes is open: a small shop, its bot Pip, and a week of conversations.",
            "",
            f"Write to Pip     {address(demo.webchat.path)}",
            f"Answer as staff  {address('/')}",
            f"Set Pip up       {address('/admin/')}",
            f"Webhook          {address(demo.webhook.path)}  {demo.webhook.config['secret']}",
            "",
            "Sign in as",
            *logins,
            "",
            "Three things to write to Pip, with the desk open as Bea in another window:",
            "  What does a service cost?            Pip answers.",
            "  Do you have tandems?                 Pip does not know, and passes the question on.",
            "  Can I talk to someone, please?       Pip steps aside, and Bea is told.",
        ]
    )
