from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from unfold.decorators import action

from bots.drafts import Gone
from bots.forms.bot import BotAddForm
from bots.models import Bot
from bots.prebuilt import add_prebuilt
from bots.removal import remove
from staff.backoffice import ListAdmin, chips, labelled

MODE_LABELS = {"Auto Pilot": "success", "Suggestive": "info", "Off": "default"}


@admin.register(Bot)
class BotAdmin(ListAdmin):
    form = BotAddForm
    list_title = "Conversation AI"
    list_display = ["name", "shown_mode", "shown_channels", "scenarios_on", "handed_over", "updated_at"]
    list_filter = ["mode", "handover_enabled"]
    search_fields = ["name", "slug"]
    actions_row = ["edit", "goals", "trial", "remove"]
    empty_text = (
        "Add a bot. It comes with three handover scenarios, switched off until you have looked at them."
    )

    class Media:
        js = ["bots/row_menu.js"]

    def page_of(self, obj: Bot) -> str:
        return reverse("bots:settings", args=[obj.slug])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bot]:
        bots: QuerySet[Bot] = super().get_queryset(request).prefetch_related("channels")
        return bots.annotate(
            on=_count("scenarios", Q(scenarios__enabled=True, scenarios__deleted_at=None)),
            lately=_count("handovers", Q(handovers__created_at__gte=_week_ago())),
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

    def delete_model(self, request: HttpRequest, obj: Bot) -> None:
        with suppress(Gone):
            remove(obj)

    def response_post_save_add(self, request: HttpRequest, obj: Bot) -> HttpResponseRedirect:
        """On to its own page, where its scenarios wait to be enabled."""
        return HttpResponseRedirect(reverse("goals:page", args=[obj.slug]))

    @labelled("mode", MODE_LABELS)
    def shown_mode(self, bot: Bot) -> str:
        return bot.get_mode_display()

    @admin.display(description="channels")
    def shown_channels(self, bot: Bot) -> str:
        return chips(channel.name for channel in bot.channels.all() if channel.enabled)

    @admin.display(description="scenarios on")
    def scenarios_on(self, bot: Any) -> str:
        return f"{bot.on}" if bot.handover_enabled else f"{bot.on}, Human Handover is off"

    @admin.display(description="handovers, 7 days")
    def handed_over(self, bot: Any) -> str:
        """With the list of exactly these."""
        since = urlencode({"bot__id__exact": bot.pk, "created_at__gte": str(_week_ago())})
        url = f"{reverse('admin:handover_handover_changelist')}?{since}"
        return format_html('<a class="house-link" href="{}">{}</a>', url, bot.lately) if bot.lately else "0"

    @action(description="Edit", url_path="edit", permissions=["view"])  # type: ignore[untyped-decorator]
    def edit(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("bots:settings", self._slug(request, object_id))

    @action(description="Bot Goals", url_path="goals", permissions=["view"])  # type: ignore[untyped-decorator]
    def goals(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("goals:page", self._slug(request, object_id))

    @action(description="Try it", url_path="try", permissions=["view"])  # type: ignore[untyped-decorator]
    def trial(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("trial:page", self._slug(request, object_id))

    @action(description="Delete", url_path="remove", permissions=["delete"])  # type: ignore[untyped-decorator]
    def remove(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("admin:bots_bot_delete", object_id)

    def _slug(self, request: HttpRequest, object_id: int) -> str:
        """Errors: Http404, also for what is no id at all."""
        bot: Bot | None = self.get_object(request, str(object_id))
        if bot is None:
            raise Http404
        return bot.slug


def _week_ago() -> datetime:
    """To the minute, so that a number and the list behind it count from the same moment."""
    return timezone.now().replace(second=0, microsecond=0) - timedelta(days=7)


def _count(relation: str, which: Q) -> Coalesce:
    """Each count in its own subquery: joined together they would multiply."""
    alone = Bot.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    return Coalesce(Subquery(alone.annotate(found=Count(relation, filter=which)).values("found")), 0)
