from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from handover import desk, notices
from handover.models import Task
from staff.backoffice import ModelAdmin, labelled, link
from staff.models import Member

if TYPE_CHECKING:
    TaskModelForm = forms.ModelForm[Task]
else:
    TaskModelForm = forms.ModelForm


class TaskForm(TaskModelForm):
    class Meta:
        model = Task
        fields = ["contact", "title", "description", "assignee", "due_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "assignee" in self.fields:
            able = Member.objects.who_may("handover.view_task").values("pk")
            chosen = Member.objects.filter(Q(pk__in=able) | Q(pk=self.instance.assignee_id))
            self.fields["assignee"].queryset = chosen  # type: ignore[attr-defined]


class WhoseFilter(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "Mine"), ("nobody", "Nobody's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        if self.value() == "mine":
            return queryset.filter(assignee=request.user)  # type: ignore[misc]
        return queryset.filter(assignee=None) if self.value() == "nobody" else queryset


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("to_do", "To do"), ("overdue", "Overdue"), ("done", "Done")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        if self.value() == "overdue":
            return queryset.filter(done_at=None, due_at__lt=timezone.now())
        if self.value() in ("to_do", "done"):
            return queryset.filter(done_at__isnull=self.value() == "to_do")
        return queryset


@admin.register(Task)
class TaskAdmin(ModelAdmin):
    form = TaskForm
    list_display = ["title", "shown_contact", "assignee", "due_at", "shown_state"]
    list_filter = [WhoseFilter, StateFilter, "assignee"]
    list_select_related = ["contact", "assignee"]
    search_fields = ["title", "description", "contact__name", "contact__email"]
    date_hierarchy = "due_at"
    ordering = [F("done_at").desc(nulls_first=True), "due_at", "pk"]
    autocomplete_fields = ["contact"]
    fieldsets = [(None, {"fields": ["title", "description", "contact", "assignee", "due_at"]})]
    readonly_fields = ["at_the_desk", "shown_state", "done_at", "done_by", "created_at"]
    actions = ["complete", "reopen"]
    empty_text = "A handover makes a task for whoever takes it."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        tasks: QuerySet[Task] = super().get_queryset(request)
        return tasks.select_related("contact", "assignee", "done_by")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = list(self.fieldsets or [])
        facts = ["shown_state", "at_the_desk", "created_at", "done_at", "done_by"]
        return [*shown, ("State", {"fields": facts})] if obj else shown

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        return {"due_at": timezone.now() + timedelta(hours=24), **given}

    def save_model(self, request: HttpRequest, obj: Task, form: Any, change: bool) -> None:
        now = timezone.now()
        if not change:
            obj.created_at = now
        super().save_model(request, obj, form, change)
        if "assignee" in form.changed_data:
            notices.task_assigned(obj, by=request.user, now=now)  # type: ignore[arg-type]

    @admin.display(description="contact", ordering="contact__name")
    def shown_contact(self, task: Task) -> str:
        return link("admin:handover_contact_change", task.contact_id, task.contact)

    @labelled("state", {"Overdue": "danger", "To do": "warning", "Done": "success"})
    def shown_state(self, task: Task) -> str:
        if task.done_at:
            return "Done"
        return "Overdue" if task.is_overdue(timezone.now()) else "To do"

    @admin.display(description="conversation")
    def at_the_desk(self, task: Task) -> str:
        return link("desk:conversation", task.conversation_id, "Open at the desk")

    @admin.action(description="Complete", permissions=["change"])
    def complete(self, request: HttpRequest, chosen: QuerySet[Task]) -> None:
        for task in chosen.select_related("conversation"):
            desk.complete_task(task, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        self.message_user(request, "Done.")

    @admin.action(description="Reopen", permissions=["change"])
    def reopen(self, request: HttpRequest, chosen: QuerySet[Task]) -> None:
        for task in chosen.select_related("conversation"):
            desk.reopen_task(task)
        self.message_user(request, "Open again.")
