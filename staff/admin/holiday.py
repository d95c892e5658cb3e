from typing import Any

from django.contrib import admin
from django.forms import ModelChoiceField
from django.http import HttpRequest

from staff.backoffice import ModelAdmin
from staff.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(ModelAdmin):
    list_title = "Holidays"
    list_display = ["shown_name", "first_day", "last_day", "shown_for"]
    list_filter = ["member"]
    list_select_related = ["member"]
    ordering = ["-first_day", "-pk"]
    search_fields = ["name", "member__name"]
    fields = ["name", "first_day", "last_day", "member"]
    empty_text = "Add the days on which nobody works: no handover is assigned on them."

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField):
            field.empty_label = "Everyone"
        return field

    @admin.display(description="name", ordering="name")
    def shown_name(self, holiday: Holiday) -> str:
        return holiday.name or "Day off"

    @admin.display(description="for", ordering="member__name")
    def shown_for(self, holiday: Holiday) -> str:
        return str(holiday.member or "Everyone")
