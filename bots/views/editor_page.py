"""What the scenario editor's page shows: the form as typed, who can be chosen, and what would be seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from bots.forms.posted import Posted, show
from bots.forms.takers import TakerField
from bots.models import Mode, Scenario, ScenarioDraft
from bots.overlaps import findings
from bots.people import default_of, people
from bots.placeholders import NAMES
from bots.preview import previewed
from bots.proposals import form_of, live, proposed
from bots.wording import changes
from staff.models import Member

FIRES = {
    Scenario.Kind.HUMAN_REQUESTED: (
        "Fires when the contact asks for a person. The bot knows the common ways of asking, also misspelt; "
        "your example phrases teach it more."
    ),
    Scenario.Kind.LACK_OF_INFORMATION: (
        "Fires when your knowledge articles do not answer the question. The bot recognizes this on its own; "
        "no examples are needed."
    ),
    Scenario.Kind.FAILED_TO_RESOLVE: (
        "Fires when the bot's answers keep failing: the contact says so, asks the same thing again, or would "
        "get the same answer twice. No examples are needed."
    ),
    Scenario.Kind.CUSTOM: (
        "Fires when the contact says one of your example phrases, or something close to it, also inside a "
        "longer message."
    ),
}
RETRIES = [
    (1, "once", "2nd"),
    (2, "2 times", "3rd"),
    (3, "3 times", "4th"),
    (4, "4 times", "5th"),
    (5, "5 times", "6th"),
]
MODES_THAT_WAIT = {
    Mode.OFF: "is switched off, so no scenario fires",
    Mode.SUGGESTIVE: "is in Suggestive mode: it suggests the handover, and a member decides",
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A button: what stands on it, what it inserts, and what that becomes."""

    name: str
    text: str
    meaning: str


def context(
    scenario: Scenario, posted: Posted, *, checked: bool, viewer: Member, now: datetime
) -> dict[str, Any]:
    """checked: also what is wrong with what was typed."""
    draft = ScenarioDraft.objects.select_related("updated_by").filter(scenario=scenario).first()
    unbound = form_of(scenario)
    form = form_of(scenario, posted) if checked else unbound
    if not checked:
        show(form, posted)
    proposal = proposed(scenario, posted)
    return {
        "scenario": scenario,
        "form": form,
        "draft": draft,
        "not_live": changes(unbound, live(scenario), posted) if draft else [],
        "problems": form.errors if checked else {},
        "summary": summary(form) if checked else [],
        "fires": FIRES[Scenario.Kind(scenario.trigger)],
        "waits": waits(scenario),
        "chosen": posted.get("goes_to", ""),
        "retries": RETRIES,
        "people": rows(form, posted, viewer, now),
        "nobody": default_of(scenario.bot),
        "placeholders": [Placeholder(name.replace("_", " "), f"{{{name}}}", NAMES[name]) for name in NAMES],
        "preview": previewed(proposal, posted, now=now),
        "findings": findings(proposal),
    }


def summary(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """What is wrong, in the order of the page: the id of the control that puts it right, label and text."""
    found = [
        (f"id_{field.html_name}", str(field.label), str(text)) for field in form for text in field.errors
    ]
    return found + [("", "", str(text)) for text in form.non_field_errors()]


def waits(scenario: Scenario) -> str:
    """Why an enabled scenario of this bot does nothing by itself; "" when it does."""
    if not scenario.bot.handover_enabled:
        return "has Human Handover switched off, so no scenario fires"
    return MODES_THAT_WAIT.get(Mode(scenario.bot.mode), "")


def rows(form: forms.BaseForm, posted: Posted, viewer: Member, now: datetime) -> Any:
    field = form.fields["goes_to"]
    assert isinstance(field, TakerField)
    return people(field.members, field.all_teams, posted.get("goes_to", ""), viewer=viewer, now=now)
