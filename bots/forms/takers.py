"""Who can be given conversations: members and teams, as one choice."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from staff.models import Member, Team

NOBODY = ""
MAY_TAKE = "handover.change_conversation"


def takers(now_chosen: int | None) -> QuerySet[Member]:
    """Who can be given conversations, and whoever is chosen already."""
    able = Member.objects.who_may(MAY_TAKE).values("pk")
    return Member.objects.filter(Q(pk__in=able) | Q(pk=now_chosen))


class TakerField(forms.ChoiceField):
    """ "", "member:3" or "team:2"; clean() gives (member id, team id), at most one of them."""

    def __init__(self, *, nobody: str, teams: bool = True, **kwargs: Any) -> None:
        self.nobody, self.teams = nobody, teams
        gone = "Whoever was chosen here was deleted or can no longer take conversations. Choose someone else."
        super().__init__(
            required=False, widget=forms.RadioSelect, error_messages={"invalid_choice": gone}, **kwargs
        )

    def offer(self, now_chosen: int | None) -> None:
        """Who is there is looked up when needed. now_chosen: the id of a member who stays offered anyway."""
        self.now_chosen = now_chosen
        self.choices = self._offered

    @cached_property
    def members(self) -> list[Member]:
        return list(takers(self.now_chosen))

    @cached_property
    def all_teams(self) -> list[Team]:
        """With their members."""
        return list(Team.objects.prefetch_related("members")) if self.teams else []

    def _offered(self) -> list[Any]:
        members = [(f"member:{member.pk}", str(member)) for member in self.members]
        teams = [(f"team:{team.pk}", team.name) for team in self.all_teams]
        groups = [("Members", members), ("Teams", teams)]
        return [(NOBODY, self.nobody), *(group for group in groups if group[1])]

    def chosen(self, value: str) -> tuple[int | None, int | None]:
        kind, _, pk = value.partition(":")
        return (int(pk), None) if kind == "member" else (None, int(pk)) if kind == "team" else (None, None)


def taker(member_id: int | None, team_id: int | None) -> str:
    """The choice as the field posts it."""
    return f"member:{member_id}" if member_id else f"team:{team_id}" if team_id else NOBODY
