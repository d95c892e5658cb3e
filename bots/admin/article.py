from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bots import articles
from bots.models import Article
from staff.backoffice import ListAdmin, labelled


@admin.register(Article)
class ArticleAdmin(ListAdmin):
    """The articles of all bots. Each bot's own page adds, searches and writes them."""

    list_title = "Knowledge"
    list_display = ["__str__", "bot", "shown_wordings", "enabled", "shown_draft", "updated_at"]
    list_filter = ["enabled", "bot"]
    list_select_related = ["bot", "draft"]
    search_fields = ["question", "answer", "wordings"]
    actions = ["enable", "disable"]
    empty_text = (
        "Without articles no bot knows anything. Open a bot under Conversation AI, and write down on its "
        "Knowledge page what contacts ask most."
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Added on the page of its bot."""
        return False

    def page_of(self, obj: Article) -> str:
        return reverse("knowledge:article", args=[obj.bot.slug, obj.pk])

    @admin.display(description="more wordings")
    def shown_wordings(self, article: Article) -> int:
        return len(article.wordings)

    @labelled("draft", {"Draft": "warning"})
    def shown_draft(self, article: Article) -> str:
        return "Draft" if article.draft_or_none() else ""

    @admin.action(description="Enable", permissions=["change"])
    def enable(self, request: HttpRequest, chosen: "QuerySet[Article]") -> None:
        self._switch(request, chosen, on=True)

    @admin.action(description="Disable", permissions=["change"])
    def disable(self, request: HttpRequest, chosen: "QuerySet[Article]") -> None:
        self._switch(request, chosen, on=False)

    def _switch(self, request: HttpRequest, chosen: "QuerySet[Article]", *, on: bool) -> None:
        of_bots: dict[Any, list[int]] = {}
        for article in chosen:
            of_bots.setdefault(article.bot, []).append(article.pk)
        now = timezone.now()
        changed = sum(len(articles.switch(bot, pks, on=on, now=now)) for bot, pks in of_bots.items())
        state = "on" if on else "off"
        self.message_user(request, f"{changed} article{'' if changed == 1 else 's'} switched {state}.")
