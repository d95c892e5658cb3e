from bots.models.article import Article
from bots.models.article_import import ArticleImport
from bots.models.bot import Bot, Mode
from bots.models.case import Case, Played, Run
from bots.models.channel import Channel
from bots.models.draft import ArticleDraft, BotDraft, Draft, Editable, ScenarioDraft
from bots.models.knowledge_index import KnowledgeIndex
from bots.models.revision import ScenarioRevision
from bots.models.scenario import Scenario

__all__ = [
    "Article",
    "ArticleDraft",
    "ArticleImport",
    "Bot",
    "BotDraft",
    "Case",
    "Channel",
    "Draft",
    "Editable",
    "KnowledgeIndex",
    "Mode",
    "Played",
    "Run",
    "Scenario",
    "ScenarioDraft",
    "ScenarioRevision",
]
