"""The administrator's pages of this room; importing a module registers it."""

from bots.admin.article import ArticleAdmin
from bots.admin.bot import BotAdmin
from bots.admin.channel import ChannelAdmin
from bots.admin.scenario import ScenarioAdmin

__all__ = ["ArticleAdmin", "BotAdmin", "ChannelAdmin", "ScenarioAdmin"]
