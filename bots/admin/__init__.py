"""The administrator's lists of this room; importing a module registers it."""

from bots.admin.article import ArticleAdmin
from bots.admin.bot import BotAdmin
from bots.admin.channel import ChannelAdmin

__all__ = ["ArticleAdmin", "BotAdmin", "ChannelAdmin"]
