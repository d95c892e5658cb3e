from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminRadioSelectWidget

from staff import preferences
from staff.models import ADMINISTRATOR, MEMBER, Event, Member
from staff.roles import ROLES, check_still_administrated, role_of
from staff.transports import KINDS

if TYPE_CHECKING:
    UserCreationForm = AdminUserCreationForm[Member]
    MemberModelForm = forms.ModelForm[Member]
else:
    from unfold.forms import UserCreationForm

    MemberModelForm = forms.ModelForm


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=list(ROLES.items()),
        initial=MEMBER,
        widget=UnfoldAdminRadioSelectWidget(),
        help_text="Administrators set up bots, channels and staff. Members work at the desk.",
    )


def told_by(transport: str) -> str:
    """The name of the field that says of what a member is told by this transport."""
    return f"told_by_{transport}"


class MemberAddForm(UserCreationForm):
    usable_password = None  # type: ignore[assignment]
    role = role_field()

    class Meta:
        model = Member
        fields = ["email", "name"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class MemberForm(MemberModelForm):
    """With the member's matrix: a field for each transport, a tick for each event."""

    role = role_field()

    class Meta:
        model = Member
        fields = ["email", "name", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "role" in self.fields:
            self.fields["role"].initial = role_of(self.instance) or MEMBER
        chosen = preferences.choices(self.instance) if self.instance.pk else []
        for transport, kind in KINDS.items():
            self.fields[told_by(transport)] = forms.MultipleChoiceField(
                choices=Event.choices,
                initial=[one.event.value for one in chosen if one.transport == transport and one.enabled],
                label=kind.label,
                required=False,
                widget=UnfoldAdminCheckboxSelectMultipleWidget(),
            )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def told(self) -> set[str]:
        """The keys of all that is ticked, as preferences.choose() wants them."""
        return {f"{event}:{kind}" for kind in KINDS for event in self.cleaned_data[told_by(kind)]}

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
