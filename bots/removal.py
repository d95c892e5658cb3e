"""Deleting a bot with all that is set up for it. Conversations and handovers stay."""

from django.db import transaction

from bots import drafts
from bots.models import Article, Bot, Scenario


def remove(bot: Bot) -> None:
    """Whoever is saving or typing at that moment comes first, or is told that it is gone. Errors: Gone."""
    with transaction.atomic():
        drafts.held(bot.pk)
        list(Scenario.with_deleted.select_for_update().filter(bot=bot).values_list("pk"))
        list(Article.objects.select_for_update().filter(bot=bot).values_list("pk"))
        bot.delete()
