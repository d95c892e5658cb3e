"""How administrators type a bot's setup."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from bots import drafts
from bots.channels.base import Unusable
from bots.fields import DurationField, LinesField
from bots.models import Article, Bot, Channel, Scenario
from bots.placeholders import NAMES, unknown
from staff.models import Member

if TYPE_CHECKING:
    ArticleModelForm = forms.ModelForm[Article]
    BotModelForm = forms.ModelForm[Bot]
    ChannelModelForm = forms.ModelForm[Channel]
    ScenarioModelForm = forms.ModelForm[Scenario]
else:
    ArticleModelForm = BotModelForm = ChannelModelForm = ScenarioModelForm = forms.ModelForm

PLACEHOLDERS = ", ".join(f"{{{name}}}" for name in NAMES)


def takers(now_chosen: int | None) -> QuerySet[Member]:
    """Who can be given conversations, and whoever is chosen already."""
    able = Member.objects.who_may("handover.change_conversation").values("pk")
    return Member.objects.filter(Q(pk__in=able) | Q(pk=now_chosen))


class BotForm(BotModelForm):
    class Meta:
        model = Bot
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].label = "Short name"
        if "default_assignee" in self.fields:
            chosen = takers(self.instance.default_assignee_id)
            self.fields["default_assignee"].queryset = chosen  # type: ignore[attr-defined]


class ArticleForm(ArticleModelForm):
    wordings = LinesField(label="More wordings", help_text="Other ways contacts ask this, one a line.")

    class Meta:
        model = Article
        fields = ["bot", "question", "answer", "wordings", "enabled"]
        widgets = {"answer": UnfoldAdminTextareaWidget(attrs={"rows": 6})}


class ScenarioForm(ScenarioModelForm):
    """Says everything activate() would refuse, so that nothing typed is lost."""

    example_phrases = LinesField(
        label="Example phrases",
        rows=7,
        help_text="What contacts say, one a line. Human Requested and Custom need some.",
    )
    never_phrases = LinesField(
        label="Never matches", rows=3, help_text="What must not set it off, one a line."
    )
    pause_for = DurationField(
        label="Reactivate the bot after",
        required=False,
        help_text="The bot always pauses. Empty: until a person hands back.",
    )
    task_due_in = DurationField(label="Due in", required=False)
    tags = LinesField(lines=20, length=60, rows=3, label="Add tags", help_text="To the contact, one a line.")

    class Meta:
        model = Scenario
        fields = "__all__"
        widgets = {
            name: UnfoldAdminTextareaWidget(attrs={"rows": 3})
            for name in ("condition", "final_message", "final_message_unavailable", "task_description")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "assign_to" in self.fields:
            self.fields["assign_to"].queryset = takers(self.instance.assign_to_id)  # type: ignore[attr-defined]
        fresh = Scenario()
        for name in {"task_due_in", "tags"} & self.fields.keys():
            self.fields[name].initial = getattr(fresh, name)

    def clean_final_message(self) -> str:
        return self._known("final_message")

    def clean_final_message_unavailable(self) -> str:
        return self._known("final_message_unavailable")

    def clean_task_title(self) -> str:
        return self._known("task_title")

    def clean_task_description(self) -> str:
        return self._known("task_description")

    def clean_task_due_in(self) -> timedelta:
        due_in: timedelta | None = self.cleaned_data["task_due_in"]
        if due_in is None and self.cleaned_data.get("create_task"):
            raise ValidationError("Say when the task is due.")
        return due_in or self.instance.task_due_in

    def clean_pause_for(self) -> timedelta | None:
        pause: timedelta | None = self.cleaned_data["pause_for"]
        if pause == timedelta():
            raise ValidationError(
                "Zero would be no pause. Leave it empty to pause until a person hands back."
            )
        return pause

    def _known(self, field: str) -> str:
        text = str(self.cleaned_data[field])
        if names := unknown(text):
            raise ValidationError(f"Nothing is put in for {_listed(names)}. There are: {PLACEHOLDERS}.")
        return text

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for check in (self._check_limit, self._check_phrases):
            try:
                check()
            except ValidationError as error:
                self.add_error(None, error)

    def _check_limit(self) -> None:
        if self.instance.pk is None and self.instance.bot_id is not None:
            drafts.check_limit(self.instance.bot)

    def _check_phrases(self) -> None:
        if "example_phrases" not in self.errors:
            drafts.check_phrases(self.instance)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


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
