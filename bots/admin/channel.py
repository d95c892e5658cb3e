from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from bots.forms.channel import ChannelAddForm, ChannelForm
from bots.models import Channel
from staff.backoffice import NOTHING, ModelAdmin


@admin.register(Channel)
class ChannelAdmin(ModelAdmin):
    form = ChannelForm
    list_display = ["name", "kind", "bot", "enabled", "address"]
    list_filter = ["kind", "enabled", "bot"]
    list_select_related = ["bot"]
    search_fields = ["name", "bot__name"]
    readonly_fields = ["bot", "kind", "address", "created_at"]
    empty_text = (
        "Contacts reach a bot through a channel, such as a web chat page or your own system's webhook."
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            return super().get_form(request, obj, change, form=ChannelAddForm, **kwargs)
        return super().get_form(request, obj, change, **{**kwargs, "fields": ["name", "enabled"]})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["bot", "kind", "name"]})]
        shown: list[Any] = [(None, {"fields": ["name", "kind", "bot", "enabled", "address"]})]
        names = [setting.name for setting in obj.adapter.settings]
        if names and self.has_change_permission(request, obj):
            shown.append((f"{obj.get_kind_display()} settings", {"fields": names}))
        return shown

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        asked = {key: value for key, value in given.items() if key in ("bot", "kind")}
        return {"name": "Website chat"} | asked

    def response_post_save_add(self, request: HttpRequest, obj: Channel) -> HttpResponseRedirect:
        """On to its own page, where its address and settings are; without settings, to the bot's list."""
        if _from_bot(request) and not obj.adapter.settings:
            return HttpResponseRedirect(reverse("bots:channels", args=[obj.bot.slug]))
        query = request.GET.urlencode() if _from_bot(request) else ""
        url = reverse("admin:bots_channel_change", args=[obj.pk])
        return HttpResponseRedirect(f"{url}?{query}" if query else url)

    def response_post_save_change(self, request: HttpRequest, obj: Channel) -> HttpResponseRedirect:
        if _from_bot(request):
            return HttpResponseRedirect(reverse("bots:channels", args=[obj.bot.slug]))
        return super().response_post_save_change(request, obj)

    @admin.display(description="address")
    def address(self, channel: Channel) -> str:
        if not channel.path:
            return NOTHING
        url = settings.BASE_URL + channel.path
        if channel.kind == "webhook":
            return format_html("<code>POST {}</code>", url)
        return format_html('<a class="house-link" href="{0}">{0}</a>', url)


def _from_bot(request: HttpRequest) -> bool:
    """Whether it was opened from the bot's own list, to which it then goes back."""
    return request.GET.get("from") == "bot"
