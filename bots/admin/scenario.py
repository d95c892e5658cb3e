from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from bots import drafts
from bots.forms import PLACEHOLDERS, ScenarioForm
from bots.models import Scenario, ScenarioRevision
from staff.backoffice import ModelAdmin, ReadOnlyInline

THEN = [
    (
        "Assign Conversation to a User",
        {"fields": ["assign_to", "skip_if_assigned"]},
    ),
    (
        "Final Message",
        {
            "fields": ["final_message", "final_message_unavailable"],
            "description": f"The last thing the bot says. You can use {PLACEHOLDERS}.",
        },
    ),
    ("Bot Pause Behaviour", {"fields": ["pause_for"]}),
    ("Create a Task", {"fields": ["create_task", "task_due_in", "task_title", "task_description"]}),
    ("Tags", {"fields": ["tags"]}),
]


class RevisionInline(ReadOnlyInline):
    model = ScenarioRevision
    verbose_name_plural = "History"
    fields = ["number", "created_at", "created_by"]
    ordering = ["-number"]
    per_page = 20

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("created_by")


@admin.register(Scenario)
class ScenarioAdmin(ModelAdmin):
    form = ScenarioForm
    inlines = [RevisionInline]
    list_display = ["name", "bot", "trigger", "enabled", "priority", "assign_to", "updated_at"]
    list_filter = ["enabled", "trigger", "bot"]
    list_select_related = ["bot", "assign_to"]
    search_fields = ["name", "bot__name"]
    empty_text = "A scenario says when a bot hands over to a person, and what happens then."

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        trigger = ["condition", "example_phrases", "never_phrases"]
        if obj is not None and obj.trigger == Scenario.Kind.FAILED_TO_RESOLVE:
            trigger.append("retries")
        return [
            (None, {"fields": ["bot", "trigger", "name", "enabled", "priority"]}),
            ("Trigger", {"fields": trigger}),
            *THEN,
        ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return list(self.inlines) if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["bot", "trigger"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        return {key: value for key, value in given.items() if key in ("bot", "trigger")}

    def get_actions(self, request: HttpRequest) -> Any:
        """Deleting is for one at a time, where the page says what goes."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form has said what is wrong already; left is what another administrator did a moment ago."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Scenario, form: Any, change: bool) -> None:
        drafts.activate(obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]

    def response_post_save_add(self, request: HttpRequest, obj: Scenario) -> Any:
        return self._to_bot(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Scenario) -> Any:
        return self._to_bot(obj)

    def _to_bot(self, scenario: Scenario) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:bots_bot_change", args=[scenario.bot_id]) + "#scenarios")
