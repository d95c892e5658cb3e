"""A word to a contact whom nobody has answered yet. It is no answer: they still wait, the bot is silent."""

from datetime import datetime

from handover import outbox
from handover.models import Conversation
from handover.models.message import HOLDING


def tell(conversation: Conversation, *, because: str, now: datetime) -> bool:
    """Inside the caller's transaction, which has locked the row. Whether it was said: once in each wait, and
    only in the words of a bot that may write to contacts."""
    bot, since = conversation.bot, conversation.waiting_since
    if bot is None or not bot.speaks or since is None or conversation.held_since:
        return False
    text = bot.holding_message.strip()
    if not text or not _arrives(conversation):
        return False
    key = f"{HOLDING}{since.timestamp():.0f}"
    outbox.outbound(conversation, text, now=now, turn_key=key, because=because[:300]).save()
    Conversation.objects.filter(pk=conversation.pk).update(held_since=now, last_message_at=now)
    outbox.nudge_delivery(conversation)
    return True


def _arrives(conversation: Conversation) -> bool:
    """Whether its channel is there, switched on, and knows where to send to."""
    channel = conversation.address.channel
    needs_url = any(setting.name == "url" for setting in channel.adapter.settings) if channel else False
    return bool(channel and channel.enabled and (channel.config.get("url") or not needs_url))
