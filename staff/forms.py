from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from staff.models import ADMINISTRATOR, MEMBER, Member, NotificationPreference
from staff.roles import ROLES, check_still_administrated, role_of
from staff.transports import KINDS

if TYPE_CHECKING:
    UserCreationForm = AdminUserCreationForm[Member]
    MemberModelForm = forms.ModelForm[Member]
    PreferenceModelForm = forms.ModelForm[NotificationPreference]
else:
    from unfold.forms import UserCreationForm

    MemberModelForm = PreferenceModelForm = forms.ModelForm


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

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class MemberForm(MemberModelForm):
    role = role_field()

    class Meta:
        model = Member
        fields = ["email", "name", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "role" in self.fields:
            self.fields["role"].initial = role_of(self.instance) or MEMBER

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

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


class PreferenceForm(PreferenceModelForm):
    transport = forms.ChoiceField(widget=UnfoldAdminSelectWidget())

    class Meta:
        model = NotificationPreference
        fields = ["event", "transport", "enabled"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "transport" in self.fields:
            choices = [(key, kind.label) for key, kind in KINDS.items()]
            self.fields["transport"].choices = choices  # type: ignore[attr-defined]
