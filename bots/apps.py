from django.apps import AppConfig

from bots import checks as checks  # importing registers them


class BotsConfig(AppConfig):
    name = "bots"
    verbose_name = "AI Agents"
