"""What would be live if the draft were saved now, as far as what was typed can be understood."""

from copy import copy
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from bots.decisions import Setup
from bots.drafts import KINDS
from bots.forms.article import ArticleForm
from bots.forms.bot import BotForm
from bots.forms.posted import Posted, as_posted, completed
from bots.forms.scenario import ScenarioForm
from bots.models import Article, Bot, Draft, Editable, Scenario, ScenarioRevision
from bots.setup import plain, setup_of

FORMS: "dict[type[Editable], type[forms.BaseModelForm[Any]]]" = {
    Scenario: ScenarioForm,
    Bot: BotForm,
    Article: ArticleForm,
}


def form_of(target: Editable, posted: Posted | None = None) -> "forms.BaseModelForm[Any]":
    """The page's form: bound to what was posted, or unbound, as it is live.

    The target itself stays as it is: binding a form to a row changes the row.
    """
    data = None if posted is None else MultiValueDict({name: [text] for name, text in posted.items()})
    return FORMS[type(target)](data, instance=copy(target))


def live(target: Editable) -> Posted:
    """What the untouched page of what is live would post."""
    return as_posted(form_of(target))


def typed(target: Editable) -> Posted:
    """What stands on the page: the draft, or else what is live."""
    kind = KINDS[type(target)]
    draft = kind.drafts._default_manager.filter(**{kind.name: target}).first()
    return of_draft(target, draft) if draft else live(target)


def of_draft(target: Editable, draft: Draft) -> Posted:
    """What the page with the draft on it posts, also when the draft is older than one of the fields."""
    return completed(form_of(target), draft.fields)


def proposed(scenario: Scenario, posted: Posted) -> Scenario:
    """The scenario, unsaved, with every field that is valid; the others stay as they are live."""
    form = form_of(scenario, posted)
    form.is_valid()
    proposal: Scenario = form.instance
    return proposal


def proposed_setup(bot: Bot, proposals: list[Scenario]) -> Setup:
    """What live traffic would run under with these scenarios in the place of those of the same id."""
    changed = {proposal.pk: proposal for proposal in proposals}
    rows = [changed.get(row.pk, row) for row in bot.scenarios.all()]
    return replace(setup_of(bot), scenarios=tuple(plain(row) for row in rows if row.enabled))


def drafted(bot: Bot) -> list[Scenario]:
    """The bot's scenarios that have a draft, each as the draft would make it."""
    rows = bot.scenarios.select_related("draft").exclude(draft=None)
    return [proposed(row, of_draft(row, row.draft)) for row in rows]


def as_it_was(revision: ScenarioRevision) -> Posted:
    """What the editor's page would have posted for that revision.

    What scenarios have learned since stands as it does in a new one.
    """
    scenario = revision.scenario
    past = Scenario(pk=scenario.pk, bot_id=scenario.bot_id)
    for field in Scenario._meta.concrete_fields:
        if field.name in revision.fields:
            setattr(past, field.attname, field.to_python(revision.fields[field.name]))
    past.trigger = scenario.trigger
    return as_posted(ScenarioForm(instance=past))
