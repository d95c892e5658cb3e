"""How a scenario came to be as it is: its revisions, what each changed, and any two side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms

from bots import diffing
from bots.fields import LinesField
from bots.forms.posted import Posted
from bots.models import Scenario, ScenarioRevision
from bots.proposals import as_it_was, form_of, live, of_draft
from bots.wording import NOTHING, Change, changes

LIVE, DRAFT = "live", "draft"


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision and how it differs from the one before; None: it is the first."""

    revision: ScenarioRevision
    changes: list[Change] | None


def entries(form: forms.BaseForm, revisions: Sequence[ScenarioRevision], *, shown: int) -> list[Entry]:
    """The first `shown` of these, which are newest first and one more if there is an older one."""
    pages = [as_it_was(revision) for revision in revisions]
    found = []
    for place, revision in enumerate(revisions[:shown]):
        older = pages[place + 1] if place + 1 < len(pages) else None
        found.append(Entry(revision, None if older is None else changes(form, older, pages[place])))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A field that differs. Of a list of lines each piece is a line."""

    label: str
    before: list[diffing.Piece]
    after: list[diffing.Piece]
    by_line: bool


def side_by_side(form: forms.BaseForm, before: Posted, after: Posted) -> list[Row]:
    return [_row(form[change.name], change) for change in changes(form, before, after)]


def _row(field: forms.BoundField, change: Change) -> Row:
    kind = field.field
    if isinstance(kind, LinesField):
        left, right = diffing.lines(kind.to_python(change.before), kind.to_python(change.after))
    elif isinstance(kind, forms.CharField):
        left, right = diffing.words(change.before, change.after)
    else:
        left = [diffing.Piece(change.before or NOTHING, diffing.REMOVED)]
        right = [diffing.Piece(change.after or NOTHING, diffing.ADDED)]
    return Row(change.label, left, right, by_line=isinstance(kind, LinesField))


class Versions:
    """All that can be compared: what is live, the draft, and every revision, by a short key."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.form = form_of(scenario)

    @cached_property
    def revisions(self) -> dict[str, ScenarioRevision]:
        rows = self.scenario.revisions.select_related("created_by").defer("fields")
        return {str(row.number): row for row in rows}

    def posted(self, key: str) -> Posted:
        """What the editor's page would post for it. Errors: KeyError."""
        draft = self.scenario.draft_or_none()
        if key == DRAFT and draft:
            return of_draft(self.scenario, draft)
        return live(self.scenario) if key == LIVE else as_it_was(self._whole(key))

    def _whole(self, key: str) -> ScenarioRevision:
        revision = self.revisions[key]
        revision.scenario = self.scenario
        return revision
