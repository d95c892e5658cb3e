from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from bots.forms import ArticleForm
from bots.models import Article
from staff.backoffice import ModelAdmin


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    form = ArticleForm
    list_title = "Knowledge"
    list_display = ["question", "bot", "shown_wordings", "enabled", "updated_at"]
    list_filter = ["enabled", "bot"]
    list_select_related = ["bot"]
    search_fields = ["question", "answer", "wordings"]
    fields = ["bot", "question", "answer", "wordings", "enabled"]
    actions = ["enable", "disable"]
    empty_text = "Without articles the bot knows nothing. Write down what contacts ask most, and the answer."

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            key: value for key, value in super().get_changeform_initial_data(request).items() if key == "bot"
        }

    def response_post_save_add(self, request: HttpRequest, obj: Article) -> HttpResponseRedirect:
        """Back to the bot's articles: the next one is a click away."""
        return HttpResponseRedirect(reverse("admin:bots_bot_change", args=[obj.bot_id]) + "#articles")

    @admin.display(description="more wordings")
    def shown_wordings(self, article: Article) -> int:
        return len(article.wordings)

    @admin.action(description="Enable", permissions=["change"])
    def enable(self, request: HttpRequest, chosen: Any) -> None:
        self._switch(request, chosen, on=True)

    @admin.action(description="Disable", permissions=["change"])
    def disable(self, request: HttpRequest, chosen: Any) -> None:
        self._switch(request, chosen, on=False)

    def _switch(self, request: HttpRequest, chosen: Any, *, on: bool) -> None:
        for article in chosen:
            article.enabled = on
            article.save(update_fields=["enabled", "updated_at"])
        self.message_user(request, f"{len(chosen)} article(s) are {'on' if on else 'off'}.")
