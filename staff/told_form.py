"""Of what a member is told, how, and when not: the matrix, quiet hours and sound, wherever they are set."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from unfold.widgets import INPUT_CLASSES, UnfoldBooleanWidget

from staff import preferences, promises
from staff.hours import zone_of
from staff.models import Member
from staff.ways import Way, ways_of, working

if TYPE_CHECKING:
    MemberModelForm = forms.ModelForm[Member]
else:
    MemberModelForm = forms.ModelForm

TOLD = ["told", "quiet_from", "quiet_until", "sound"]
NO_CLOCK = {"invalid": "This is no time of day. Write it like 22:00."}


class Matrix(forms.Widget):
    """A table of ticks, events in rows and transports in columns, with a sentence for each event."""

    use_fieldset = True

    def __init__(self, member: Member, *, to_self: bool) -> None:
        super().__init__()
        self.member, self.to_self = member, to_self
        self._ways: list[Way] | None = None

    @property
    def ways(self) -> list[Way]:
        if self._ways is None:
            self._ways = ways_of(self.member)
        return self._ways

    def rows(self, ticked: Any) -> list[promises.Row]:
        return promises.rows(self.member, set(ticked or ()), working(self.ways), to_self=self.to_self)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        rows = [(row, zip(row.choices, self.ways, strict=True)) for row in self.rows(value)]
        context = {"name": name, "ways": self.ways, "rows": rows, "whose": self.member}
        return render_to_string("staff/_matrix.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class Ticks(forms.Field):
    """clean() gives the keys of all that is ticked, as preferences.choose() wants them."""

    def clean(self, value: Any) -> set[str]:
        return set(value or ())


def clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": " ".join(INPUT_CLASSES)})


class ToldForm(MemberModelForm):
    """to_self: the member themselves fills it in."""

    quiet_from = forms.TimeField(required=False, widget=clock(), error_messages=NO_CLOCK)
    quiet_until = forms.TimeField(required=False, widget=clock(), error_messages=NO_CLOCK)
    sound = forms.BooleanField(
        required=False, widget=UnfoldBooleanWidget, label="Play a short sound with each toast"
    )

    class Meta:
        model = Member
        fields = ["quiet_from", "quiet_until", "sound"]

    def __init__(self, *args: Any, to_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.instance
        if not member.pk:
            return
        self.matrix = Matrix(member, to_self=to_self)
        chosen = [choice.key for choice in preferences.choices(member) if choice.enabled]
        label = f"Tell {'me' if to_self else member.get_short_name()} when"
        self.fields["told"] = Ticks(required=False, label=label, initial=chosen, widget=self.matrix)
        self.fields["quiet_until"].help_text = (
            f"On the clock of {zone_of(member).key}; an end before the beginning is on the next day. "
            "Meanwhile toasts make no sound and everything else waits: it comes at the end, one for each "
            "conversation, without what was read by then. "
            "What nobody else could be told of comes at once all the same."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"quiet_from", "quiet_until"} & set(self.errors):
            return cleaned
        start, until = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (start is None) != (until is None):
            self.add_error(
                "quiet_from" if start is None else "quiet_until",
                "Quiet hours need a beginning and an end. Leave both empty for none.",
            )
        elif start is not None and start == until:
            self.add_error("quiet_until", "Quiet hours must not begin and end at the same time.")
        return cleaned

    def keep_told(self) -> None:
        """The ticks; the member's own columns are saved as with any form."""
        preferences.choose(self.instance, self.cleaned_data["told"])

    def sentences(self) -> dict[str, str]:
        """By event: what would come of what is typed, also when some of it is wrong. Saves nothing."""
        ticked = self.cleaned_data.get("told", set()) if self.is_bound and self.is_valid() else self._typed()
        return {row.event.value: row.told for row in self.matrix.rows(ticked)}

    def _typed(self) -> list[str]:
        ticked: list[str] = self["told"].value() or []
        self.instance.quiet_from = self.instance.quiet_until = None
        return ticked
