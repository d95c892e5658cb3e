"""My Staff, with what this room knows of a member: how much is in their hands."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from handover.assignment import load
from staff.admin import MemberAdmin
from staff.models import Member

admin.site.unregister(Member)


@admin.register(Member)
class StaffAdmin(MemberAdmin):
    list_display = [*MemberAdmin.list_display, "shown_load", "edit"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        return super().get_queryset(request).annotate(load=load())

    @admin.display(description="load", ordering="load")
    def shown_load(self, member: Member) -> str:
        held = getattr(member, "load", 0)
        return f"{held} of {member.capacity}" if member.capacity is not None else str(held)
