from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.text import Truncator

from handover.canned import PLACEHOLDERS, unknown
from handover.models import CannedReply
from staff.backoffice import ModelAdmin

if TYPE_CHECKING:
    CannedModelForm = forms.ModelForm[CannedReply]
else:
    CannedModelForm = forms.ModelForm

AT_MOST = 4000


class CannedReplyForm(CannedModelForm):
    class Meta:
        model = CannedReply
        fields = ["shortcut", "text"]
        error_messages = {
            "shortcut": {
                "invalid": "Use letters, digits, - and _ only, such as opening-hours.",
                "unique": "There is a canned reply with this shortcut already.",
            }
        }

    def clean_shortcut(self) -> str:
        shortcut = str(self.cleaned_data["shortcut"]).lower()
        same = CannedReply.objects.annotate(lower=Lower("shortcut")).filter(lower=shortcut)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError("There is a canned reply with this shortcut already.", code="unique")
        return shortcut

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > AT_MOST:
            raise ValidationError(f"That is {len(text)} characters; at most {AT_MOST} are allowed.")
        if strange := unknown(text):
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValidationError(f"Nothing can be put in for {', '.join(strange)}. Known are {known}.")
        return text


@admin.register(CannedReply)
class CannedReplyAdmin(ModelAdmin):
    form = CannedReplyForm
    list_display = ["shown_shortcut", "shown_text", "updated_at"]
    search_fields = ["shortcut", "text"]
    fields = ["shortcut", "text"]
    empty_text = "What your team answers often, kept ready: type / in a conversation to put it in."

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "shortcut":
            field.help_text = "What is typed after a slash to find it, such as opening-hours."
        if field and db_field.name == "text":
            field.help_text = "Filled in when it is used: " + ", ".join(
                f"{{{name}}} – {meaning}" for name, meaning in PLACEHOLDERS.items()
            )
        return field

    @admin.display(description="shortcut", ordering="shortcut")
    def shown_shortcut(self, reply: CannedReply) -> str:
        return f"/{reply.shortcut}"

    @admin.display(description="text", ordering="text")
    def shown_text(self, reply: CannedReply) -> str:
        return Truncator(" ".join(reply.text.split())).chars(100)
