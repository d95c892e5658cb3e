from django.apps import AppConfig

from config import checks as checks  # importing registers them


class RoofConfig(AppConfig):
    name = "config"
    label = "roof"
    verbose_name = "Setup"
