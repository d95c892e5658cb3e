from itertools import chain, count, pairwise
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import slugify

from bots.fields import MinutesField, keep_what_is_too_long
from bots.forms.takers import takers
from bots.models import Bot

if TYPE_CHECKING:
    BotModelForm = forms.ModelForm[Bot]
else:
    BotModelForm = forms.ModelForm

SLUG_LENGTH = 50
LONGEST = 1000  # characters of the holding message: a text message or two
STEPS = {
    "remind_after": "the reminder",
    "reassign_after": "giving it to someone else",
    "supervise_after": "the supervisor",
}
"""In the order they are taken in."""
SECONDS = "Write the seconds as a number from 0 to 10, such as 1.5."


class BotForm(BotModelForm):
    """The bot's own settings page."""

    class Meta:
        model = Bot
        fields = (
            *("name", "mode", "greeting", "gather_seconds", "default_assignee"),
            *(*STEPS, "supervisor", "holding_message"),
            *("warn_before_resume", "resume_while_waiting"),
        )
        field_classes = dict.fromkeys((*STEPS, "warn_before_resume"), MinutesField)
        labels = {
            "mode": "Bot mode",
            "default_assignee": "Default assignee",
            "gather_seconds": "Waiting time, in seconds",
            "remind_after": "Remind after, in working minutes",
            "reassign_after": "Give to someone else after, in working minutes",
            "supervise_after": "Tell the supervisor after, in working minutes",
            "supervisor": "Supervisor",
            "holding_message": "Holding message",
            "warn_before_resume": "Warn before it is back, in minutes",
            "resume_while_waiting": "Answer again even while the contact waits for a person",
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
            "remind_after": "Whoever has the conversation is told once more. Empty: no reminder.",
            "reassign_after": (
                "The next who can take it gets it. If there is nobody, it stays, and everyone who may take "
                "over is told. Empty: it stays with whoever has it."
            ),
            "supervise_after": "The supervisor is told, whatever they have chosen to hear of. Empty: never.",
            "supervisor": "Hears when nobody answers in time.",
            "holding_message": (
                "Told to the contact once, with the first of these steps. It does not count as an answer. "
                "Empty: nothing is said."
            ),
            "warn_before_resume": (
                "Whoever has the conversation is told before the pause ends, and can extend it in one click. "
                "Empty: no warning."
            ),
            "resume_while_waiting": (
                "Not ticked: when the pause ends and nobody has answered the contact yet, the bot stays "
                "silent until somebody has."
            ),
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
            "supervisor": {
                "invalid_choice": "Whoever was chosen here is gone or may no longer take conversations. "
                "Choose someone else."
            },
        }
        widgets = {
            "mode": forms.RadioSelect,
            "greeting": forms.Textarea(attrs={"rows": 2}),
            "holding_message": forms.Textarea(attrs={"rows": 3}),
            # A number input would not hand over what is not a number, and nothing typed is lost here.
            "gather_seconds": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee = self.fields["default_assignee"]
        assert isinstance(assignee, forms.ModelChoiceField)
        assignee.queryset = takers(self.instance.default_assignee_id)
        assignee.empty_label = "Nobody: anyone can claim it"
        supervisor = self.fields["supervisor"]
        assert isinstance(supervisor, forms.ModelChoiceField)
        supervisor.queryset = takers(self.instance.supervisor_id)
        supervisor.empty_label = "Nobody: the administrators hear"
        keep_what_is_too_long(self)

    def clean_holding_message(self) -> str:
        text: str = self.cleaned_data["holding_message"].strip()
        if len(text) > LONGEST:
            raise forms.ValidationError(f"At most {LONGEST:,} characters; these are {len(text):,}.")
        return text

    def clean(self) -> dict[str, Any]:
        """The steps come one after another."""
        cleaned = super().clean() or self.cleaned_data
        minutes = [(name, cleaned[name]) for name in STEPS if cleaned.get(name) is not None]
        for (before, earlier), (name, later) in pairwise(minutes):
            if later <= earlier:
                self.add_error(
                    name, f"This comes after {STEPS[before]}: more than {earlier} minutes, or leave it empty."
                )
        return cleaned


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
