"""The whole demo in one transaction: it is there or it is not, and loading it again changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import OperationalError, transaction

from bots.models import Bot, Channel
from config.demo import canned, firm, history
from config.demo.people import ANA, TEAM, Login, hire, make_roster
from staff.models import ADMINISTRATOR

OPENED = timedelta(days=9)  # ago: before the oldest story
SETTLED = timedelta(minutes=4)  # ago: after the latest


class Busy(Exception):
    """Another process is loading the demo."""


@dataclass(frozen=True, slots=True)
class Demo:
    bot: Bot
    logins: list[Login]
    webhook: Channel
    webchat: Channel

    def as_dict(self) -> dict[str, Any]:
        """The shape other systems rely on."""
        return {
            "bot": self.bot.slug,
            "members": [
                {"email": login.person.email, "password": login.password, "role": login.person.role}
                for login in self.logins
            ],
            "channels": {
                "webhook": {"path": self.webhook.path, "secret": self.webhook.config["secret"]},
                "webchat": {"path": self.webchat.path},
            },
        }


def load(*, now: datetime, webhook_url: str = "") -> Demo:
    """webhook_url: where the webhook channel sends what bot and members say; it stays as it is when empty.

    Errors: Busy.
    """
    with transaction.atomic():
        _only_one()
        logins = [hire(person, now=now - OPENED) for person in TEAM]
        team = {login.person.email: login.member for login in logins}
        bot = firm.open_shop(team, by=team[ANA.email], now=now - OPENED)
        if not history.exists(bot):
            history.write(bot, team, now=now)
            canned.keep_ready()
            workshop = make_roster(team, now=now)
            firm.trust_the_workshop(bot, workshop, by=team[ANA.email], now=now - SETTLED)
        webhook = firm.channel_of(bot, "webhook")
        if webhook_url:
            firm.send_to(webhook, webhook_url)
        return Demo(bot, logins, webhook, firm.channel_of(bot, "webchat"))


def _only_one() -> None:
    """Held until the transaction ends. SQLite needs none: its second writer waits before it begins."""
    try:
        Group.objects.select_for_update(nowait=True).get(name=ADMINISTRATOR)
    except OperationalError as error:
        raise Busy("Another process is loading the demo. Try again in a moment.") from error


def address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
