from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from handover.models import Address, Contact, Conversation, Tag, Task
from staff.backoffice import ModelAdmin, ReadOnlyInline, chips, link

if TYPE_CHECKING:
    ContactModelForm = forms.ModelForm[Contact]
else:
    ContactModelForm = forms.ModelForm


class ContactForm(ContactModelForm):
    """`marks` are the contact's tags; Django's admin refuses the field itself, which has its own rows."""

    marks = forms.ModelMultipleChoiceField(
        Tag.objects.all(),
        label="Tags",
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text="New ones are made under Tags.",
    )

    class Meta:
        model = Contact
        fields = ["name", "email", "phone", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "marks" in self.fields:
            self.fields["marks"].initial = self.instance.tags.all()


class AddressInline(ReadOnlyInline):
    model = Address
    verbose_name_plural = "Addresses"
    fields = ["channel", "external_id", "created_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("channel")


class ConversationInline(ReadOnlyInline):
    model = Conversation
    verbose_name_plural = "Conversations"
    fields = ["page", "bot", "status", "assignee", "last_message_at"]
    per_page = 20

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("bot", "assignee", "contact")

    @admin.display(description="conversation")
    def page(self, conversation: Conversation) -> str:
        return link("desk:conversation", conversation.pk, f"Conversation {conversation.pk}")


class TaskInline(ReadOnlyInline):
    model = Task
    verbose_name_plural = "Tasks"
    fields = ["page", "assignee", "due_at", "done_at"]
    per_page = 20

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("assignee")

    @admin.display(description="task")
    def page(self, task: Task) -> str:
        return link("admin:handover_task_change", task.pk, task.title)


@admin.register(Contact)
class ContactAdmin(ModelAdmin):
    form = ContactForm
    inlines = [ConversationInline, TaskInline, AddressInline]
    list_display = ["shown_name", "email", "phone", "shown_tags", "talks", "handed_over", "created_at"]
    list_filter = ["tags", "addresses__channel", "created_at"]
    search_fields = ["name", "email", "phone", "addresses__external_id"]
    fieldsets = [
        (None, {"fields": ["name", "email", "phone", "marks"]}),
        ("For staff only", {"fields": ["note"]}),
    ]
    empty_text = "Whoever writes to a bot stands here from their first message on."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        contacts: QuerySet[Contact] = super().get_queryset(request)
        return contacts.prefetch_related("tags").annotate(
            talk_count=_count("conversations"), handover_count=_count("conversations__handovers")
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [(None, {"fields": ["name", "email", "phone", "shown_tags", "note"]})]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return list(self.inlines) if obj else []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nobody deletes a message by hand, but a contact may ask that all of theirs goes."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "marks" in form.cleaned_data:
            form.instance.tags.set(form.cleaned_data["marks"])

    @admin.display(description="contact", ordering="name")
    def shown_name(self, contact: Contact) -> str:
        return str(contact)

    @admin.display(description="tags")
    def shown_tags(self, contact: Contact) -> str:
        return chips(contact.tags.all())

    @admin.display(description="conversations", ordering="talk_count")
    def talks(self, contact: Any) -> int:
        return int(contact.talk_count)

    @admin.display(description="handovers", ordering="handover_count")
    def handed_over(self, contact: Any) -> int:
        return int(contact.handover_count)


def _count(relation: str) -> Subquery:
    """For the rows shown alone: grouped over a join, the whole table would be counted for each page."""
    alone = Contact.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    return Subquery(alone.annotate(found=Count(relation)).values("found"))
