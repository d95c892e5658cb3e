from bots.models.article import Article
from bots.models.bot import Bot, Mode
from bots.models.channel import Channel
from bots.models.draft import ScenarioDraft
from bots.models.revision import ScenarioRevision
from bots.models.scenario import Scenario

__all__ = ["Article", "Bot", "Channel", "Mode", "Scenario", "ScenarioDraft", "ScenarioRevision"]
