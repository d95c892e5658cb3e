"""What the list is narrowed to: read from the address, said in words, taken away one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from bots.models import Bot, Channel, Scenario
from handover import searching
from handover.models import Address, Attachment, ContactTag, Handover, Tag
from handover.models.conversation import ConversationQuerySet

LONGEST_TEXT = 100
CHOSEN = ("scenario", "channel", "bot")
TAGS_OFFERED = 200
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


class FilterForm(forms.Form):
    """q: names and messages. attachments: only with some. only: within the queue, not everywhere."""

    q = forms.CharField(required=False)
    contact = forms.CharField(required=False, label="Contact")
    tag = forms.CharField(required=False, label="Tag")
    scenario = forms.ModelChoiceField(
        Scenario.objects.filter(deleted_at=None).select_related("bot").order_by("bot__name", "name"),
        required=False,
        label="Scenario",
        empty_label="Any scenario",
    )
    channel = forms.ModelChoiceField(
        Channel.objects.order_by("name"), required=False, label="Channel", empty_label="Any channel"
    )
    bot = forms.ModelChoiceField(
        Bot.objects.order_by("name"), required=False, label="Bot", empty_label="Any bot"
    )
    since = forms.DateField(required=False, label="From", validators=DAYS)
    until = forms.DateField(required=False, label="To", validators=DAYS)
    attachments = forms.BooleanField(required=False, label="With files")
    only = forms.BooleanField(required=False, label="Only in this queue")


@dataclass(frozen=True, slots=True)
class Chip:
    """without: the address's query when this filter is taken away."""

    label: str
    without: str


@dataclass(frozen=True)
class Filters:
    """form: as asked for. problems: what could not be understood and was left out."""

    form: FilterForm
    queue_label: str

    @cached_property
    def given(self) -> dict[str, Any]:
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def offered(self) -> dict[str, list[Any]]:
        """What each list lets choose from, by one query: asked for its length it would be counted first."""
        choices = {name: getattr(self.form.fields[name], "choices", ()) for name in CHOSEN}
        return {name: list(iter(found)) for name, found in choices.items()}

    @cached_property
    def problems(self) -> list[str]:
        self.form.is_valid()
        labels = {name: field.label or "Search" for name, field in self.form.fields.items()}
        asked = self.form.data
        left = [f"{labels[name]} “{str(asked[name])[:40]}”" for name in self.form.errors if name in labels]
        found = [f"{one} is not something to filter by, so it was left out." for one in left]
        since, until = self.given.get("since"), self.given.get("until")
        if since and until and since > until:
            found.append("The first day comes after the last, so nothing can match.")
        return found

    @property
    def words(self) -> list[str]:
        return searching.words_of(self.given.get("q", ""))

    @property
    def narrows(self) -> bool:
        """Something besides the queue decides what is shown."""
        return bool(self.given.keys() - {"only"})

    @property
    def everywhere(self) -> bool:
        return self.narrows and not self.given.get("only")

    def query(self, *, but: str = "") -> dict[str, str]:
        """As it stands in an address."""
        return {name: _written(value) for name, value in self.given.items() if name != but}

    def chips(self, queue: dict[str, str]) -> list[Chip]:
        shown = self.given.items() if self.narrows else ()
        return [
            Chip(self._said(name, value), urlencode({**queue, **self.query(but=name)}))
            for name, value in shown
        ]

    def _said(self, name: str, value: Any) -> str:
        said: dict[str, str] = {
            "q": f"“{value}”",
            "attachments": "With files",
            "only": f"Only in {self.queue_label}",
        }
        if isinstance(value, date):
            return f"{self.form.fields[name].label} {date_format(value, 'j M Y')}"
        return said.get(name) or f"{self.form.fields[name].label}: {value}"

    @property
    def days(self) -> tuple[datetime | None, datetime | None]:
        """From the beginning of the first day to the end of the last."""
        since, until = self.given.get("since"), self.given.get("until")
        return _midnight(since), _midnight(until and until + timedelta(days=1))

    def apply(self, found: ConversationQuerySet) -> ConversationQuerySet:
        for name, narrow in NARROWING.items():
            if value := self.given.get(name):
                found = narrow(found, value)
        since, until = self.days
        if since:
            found = found.filter(last_message_at__gte=since)
        if until:
            found = found.filter(created_at__lt=until)
        return searching.anywhere(found, self.words, since, until) if self.words else found


def filters_of(query: QueryDict, queue_label: str) -> Filters:
    asked = {
        name: str(query[name]).replace("\0", "")[:LONGEST_TEXT]
        for name in FilterForm.base_fields
        if name in query
    }
    return Filters(FilterForm(asked), queue_label)


def offered_tags() -> list[str]:
    return list(Tag.objects.order_by("name").values_list("name", flat=True)[:TAGS_OFFERED])


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "1"
    return value.isoformat() if isinstance(value, date) else str(getattr(value, "pk", value))


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _of_contact(found: ConversationQuerySet, text: str) -> ConversationQuerySet:
    return found.filter(contact__in=searching.contacts(searching.words_of(text)).order_by().values("pk"))


def _tagged(found: ConversationQuerySet, name: str) -> ConversationQuerySet:
    tagged = ContactTag.objects.filter(tag__name__iexact=name.strip())
    return found.filter(contact__in=tagged.values("contact"))


def _by_scenario(found: ConversationQuerySet, scenario: Scenario) -> ConversationQuerySet:
    return found.filter(pk__in=Handover.objects.filter(scenario=scenario).order_by().values("conversation"))


def _with_files(found: ConversationQuerySet, _: bool) -> ConversationQuerySet:
    return found.filter(pk__in=Attachment.objects.exclude(message=None).order_by().values("conversation"))


NARROWING: dict[str, Callable[[ConversationQuerySet, Any], ConversationQuerySet]] = {
    "contact": _of_contact,
    "tag": _tagged,
    "scenario": _by_scenario,
    "channel": lambda found, channel: found.filter(
        address__in=Address.objects.filter(channel=channel).values("pk")
    ),
    "bot": lambda found, bot: found.filter(bot=bot),
    "attachments": _with_files,
}
