from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from staff.backoffice import ModelAdmin, chips
from staff.forms import TeamForm
from staff.models import Team


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    form = TeamForm
    list_title = "Teams"
    list_display = ["name", "method", "shown_members"]
    search_fields = ["name", "members__name", "members__email"]
    fields = ["name", "method", "members"]
    empty_text = "Put members into a team, and a scenario can hand over to whoever of them is free."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        teams: QuerySet[Team] = super().get_queryset(request)
        return teams.prefetch_related("members")

    @admin.display(description="members")
    def shown_members(self, team: Team) -> str:
        return chips(team.members.all())
