from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import ValidationError
from django.db.models import Q
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminRadioSelectWidget

from staff.models import ADMINISTRATOR, MEMBER, Member, Team
from staff.roles import ROLES, check_still_administrated, role_of
from staff.timetable_form import TimetableForm
from staff.told_form import ToldForm

if TYPE_CHECKING:
    UserCreationForm = AdminUserCreationForm[Member]
    TeamModelForm = forms.ModelForm[Team]
else:
    from unfold.forms import UserCreationForm

    TeamModelForm = forms.ModelForm


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=list(ROLES.items()),
        initial=MEMBER,
        widget=UnfoldAdminRadioSelectWidget(),
        help_text="Administrators set up bots, channels and staff. Members work at the desk.",
    )


class MemberAddForm(UserCreationForm):
    usable_password = None  # type: ignore[assignment]
    role = role_field()

    class Meta:
        model = Member
        fields = ["email", "name"]


class MemberForm(ToldForm, TimetableForm):
    """What an administrator sets: also the role, and everything that members set themselves."""

    role = role_field()

    class Meta:
        model = Member
        fields = ["email", "name", "is_active", "time_zone", "capacity", *ToldForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "role" in self.fields:
            self.fields["role"].initial = role_of(self.instance) or MEMBER

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        was_in_charge = self.instance.pk and role_of(self.instance) == ADMINISTRATOR
        stays = cleaned.get("is_active") and cleaned.get("role") == ADMINISTRATOR
        if was_in_charge and not stays:
            try:
                check_still_administrated(self.instance)
            except ValidationError as error:
                self.add_error("role" if cleaned.get("is_active") else "is_active", error)
        return cleaned


class TeamForm(TeamModelForm):
    members = forms.ModelMultipleChoiceField(
        queryset=Member.objects.filter(is_active=True),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text="Who is away, outside working hours or at their limit is passed over.",
    )

    class Meta:
        model = Team
        fields = ["name", "method", "members"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            members = self.fields["members"]
            members.queryset = Member.objects.filter(  # type: ignore[attr-defined]
                Q(is_active=True) | Q(teams=self.instance)
            ).distinct()
