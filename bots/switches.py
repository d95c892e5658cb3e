"""On and off for a whole bot, and for one of its channels."""

from datetime import datetime

from bots.models import Bot, Channel


def switch_handover(bot: Bot, *, on: bool, now: datetime) -> bool:
    """The master switch: while it is off, no scenario hands over. Returns whether that changed anything."""
    others = Bot.objects.filter(pk=bot.pk, handover_enabled=not on)
    return bool(others.update(handover_enabled=on, updated_at=now))


def switch_channel(channel: Channel, *, on: bool) -> bool:
    """While it is off, nobody can write here and nothing is sent. Returns whether that changed anything."""
    return bool(Channel.objects.filter(pk=channel.pk, enabled=not on).update(enabled=on))
