from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import slugify

from bots.forms.takers import takers
from bots.models import Bot

if TYPE_CHECKING:
    BotModelForm = forms.ModelForm[Bot]
else:
    BotModelForm = forms.ModelForm

SLUG_LENGTH = 50
SECONDS = "Write the seconds as a number from 0 to 10, such as 1.5."


class BotForm(BotModelForm):
    """The bot's own settings page."""

    class Meta:
        model = Bot
        fields = ("name", "mode", "greeting", "gather_seconds", "default_assignee")
        labels = {
            "mode": "Bot mode",
            "default_assignee": "Default assignee",
            "gather_seconds": "Waiting time, in seconds",
        }
        help_texts = {
            "name": "What contacts see above its messages.",
            "mode": "",
            "greeting": "What it answers to a hello. Leave it empty for “Hello! How can I help you?”.",
            "gather_seconds": (
                "How long it waits for another message before it answers, from 0 to 10. "
                "Several quick messages then get one answer."
            ),
            "default_assignee": "Gets the conversation when a scenario names nobody who can take it.",
        }
        error_messages = {
            "name": {"required": "Give the bot a name. Contacts see it above its messages."},
            "mode": {
                "required": "Choose a mode.",
                "invalid_choice": "There is no such mode. Choose one of the three.",
            },
            "gather_seconds": dict.fromkeys(
                ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), SECONDS
            ),
            "default_assignee": {
                "invalid_choice": "Whoever was chosen here is gone or may no longer take conversations. "
                "Choose someone else."
            },
        }
        widgets = {
            "mode": forms.RadioSelect,
            "greeting": forms.Textarea(attrs={"rows": 2}),
            # A number input would not hand over what is not a number, and nothing typed is lost here.
            "gather_seconds": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee = self.fields["default_assignee"]
        assert isinstance(assignee, forms.ModelChoiceField)
        assignee.queryset = takers(self.instance.default_assignee_id)
        assignee.empty_label = "Nobody: anyone can claim it"
        for name in ("name", "greeting"):  # a browser would cut off what is pasted beyond it, without a word
            self.fields[name].widget.attrs.pop("maxlength", None)


class BotAddForm(BotModelForm):
    """All that a new bot needs; the rest has defaults. Operators call it by a short form of its name."""

    class Meta:
        model = Bot
        fields = ("name",)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance.slug = free_slug(self.instance.name)


def free_slug(name: str) -> str:
    """Of the name's Latin letters and digits, "bot" without any; numbered where there is one of that name."""
    first = slugify(name)[: SLUG_LENGTH - 4].strip("-_") or "bot"
    taken = set(Bot.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    numbered = (f"{first}-{number}" for number in count(2))
    return next(one for one in chain([first], numbered) if one not in taken)
