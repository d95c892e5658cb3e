from typing import TYPE_CHECKING, Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from bots.channels.base import Unusable
from bots.models import Channel

if TYPE_CHECKING:
    ChannelModelForm = forms.ModelForm[Channel]
else:
    ChannelModelForm = forms.ModelForm


class ChannelAddForm(ChannelModelForm):
    """What a kind needs beside its name is asked on the next page."""

    class Meta:
        model = Channel
        fields = ["bot", "kind", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            offered = [
                choice for choice in Channel._meta.get_field("kind").choices or [] if choice[0] != "internal"
            ]
            self.fields["kind"].choices = offered  # type: ignore[attr-defined]
            self.fields["kind"].help_text = "It cannot be changed later."
        self.fields["name"].help_text = "What your team calls it. Contacts do not see it."

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.instance.kind:
            self.instance.config = self.instance.adapter.configure({})


class ChannelForm(ChannelModelForm):
    """The settings of the channel's kind as fields of their own; what they mean only the adapter knows."""

    class Meta:
        model = Channel
        fields = ["name", "enabled"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = self.instance.adapter.shown(self.instance.config)
        for setting in self.instance.adapter.settings:
            self.fields[setting.name] = forms.CharField(
                label=setting.label,
                help_text=setting.help_text,
                initial=shown.get(setting.name, ""),
                required=False,
                max_length=500,
                widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        adapter = self.instance.adapter
        typed = {setting.name: cleaned.get(setting.name, "") for setting in adapter.settings}
        try:
            self.instance.config = adapter.configure(typed)
        except Unusable as error:
            self.add_error(error.setting, str(error))
        return cleaned
