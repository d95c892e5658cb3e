from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action

from bots.forms import BotForm
from bots.models import Article, Bot, Channel, Scenario
from bots.prebuilt import add_prebuilt
from staff.backoffice import NOTHING, ModelAdmin, ReadOnlyInline, chips, labelled, link

MODE_LABELS = {"Auto Pilot": "success", "Suggestive": "info", "Off": "default"}


class ScenarioInline(ReadOnlyInline):
    model = Scenario
    verbose_name_plural = "Human Handover"
    fields = ["page", "trigger", "enabled", "priority", "assign_to", "updated_at"]
    template_before = "bots/scenarios_before.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("assign_to")

    @admin.display(description="scenario")
    def page(self, scenario: Scenario) -> str:
        return link("admin:bots_scenario_change", scenario.pk, scenario.name)


class ChannelInline(ReadOnlyInline):
    model = Channel
    verbose_name_plural = "Channels"
    fields = ["page", "kind", "enabled"]
    template_before = "bots/channels_before.html"

    @admin.display(description="channel")
    def page(self, channel: Channel) -> str:
        return link("admin:bots_channel_change", channel.pk, channel.name)


class ArticleInline(ReadOnlyInline):
    model = Article
    verbose_name_plural = "Knowledge"
    fields = ["page", "enabled", "updated_at"]
    per_page = 25
    template_before = "bots/articles_before.html"

    @admin.display(description="question")
    def page(self, article: Article) -> str:
        return link("admin:bots_article_change", article.pk, article.question)


@admin.register(Bot)
class BotAdmin(ModelAdmin):
    form = BotForm
    list_title = "Conversation AI"
    inlines = [ScenarioInline, ChannelInline, ArticleInline]
    list_display = ["name", "shown_mode", "shown_channels", "scenarios_on", "handed_over", "updated_at"]
    list_filter = ["mode", "handover_enabled"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    actions_row = ["edit"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "mode", "handover_enabled", "default_assignee"]}),
        ("How it answers", {"fields": ["greeting", "gather_seconds"]}),
    ]
    empty_text = (
        "Add a bot. It comes with three handover scenarios, switched off until you have looked at them."
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return list(self.inlines) if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bot]:
        week_ago: datetime = timezone.now() - timedelta(days=7)
        bots: QuerySet[Bot] = super().get_queryset(request).prefetch_related("channels")
        return bots.annotate(
            on=_count("scenarios", Q(scenarios__enabled=True)),
            lately=_count("handovers", Q(handovers__created_at__gte=week_ago)),
        )

    def get_actions(self, request: HttpRequest) -> Any:
        """Deleting is for one at a time, where the page says what goes and what stays."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request: HttpRequest, obj: Bot, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            add_prebuilt(obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]

    def response_post_save_add(self, request: HttpRequest, obj: Bot) -> HttpResponseRedirect:
        """On to its own page, where its scenarios wait to be enabled."""
        return HttpResponseRedirect(reverse("admin:bots_bot_change", args=[obj.pk]) + "#scenarios")

    @labelled("mode", MODE_LABELS)
    def shown_mode(self, bot: Bot) -> str:
        return bot.get_mode_display()

    @admin.display(description="channels")
    def shown_channels(self, bot: Bot) -> str:
        return chips(channel.name for channel in bot.channels.all() if channel.enabled) or NOTHING

    @admin.display(description="scenarios on")
    def scenarios_on(self, bot: Any) -> str:
        return f"{bot.on}" if bot.handover_enabled else f"{bot.on}, Human Handover is off"

    @admin.display(description="handovers, 7 days")
    def handed_over(self, bot: Any) -> int:
        return int(bot.lately)

    @action(description="Edit", url_path="edit", permissions=["view"])  # type: ignore[untyped-decorator]
    def edit(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("admin:bots_bot_change", object_id)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        limit = settings.HANDOVER_MAX_SCENARIOS_PER_BOT
        bot = context.get("original")
        context["scenario_limit"] = limit
        context["scenario_limit_reached"] = bot is not None and bot.scenarios.count() >= limit
        return super().render_change_form(request, context, *args, **kwargs)


def _count(relation: str, which: Q) -> Coalesce:
    """Each count in its own subquery: joined together they would multiply."""
    alone = Bot.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    return Coalesce(Subquery(alone.annotate(found=Count(relation, filter=which)).values("found")), 0)
