"""Everything that can be done to a bot's scenarios, all at once, as real callers on PostgreSQL."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from random import Random
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from bots import articles, copies, drafts, removal, scenarios, switches
from bots.channels.base import Inbound
from bots.models import Article, Bot, Channel, Scenario, ScenarioDraft
from bots.prebuilt import add_prebuilt
from bots.proposals import live
from handover import intake
from staff.models import Member
from tests.conftest import committed
from tests.handover.races import at_once

pytestmark = [pytest.mark.postgres, committed]
ROUNDS = 12
REFUSALS = (drafts.Gone, ValidationError)
"""What whoever acts on a list may be told when another was quicker. Anything else is a defect, a deadlock
above all. That somebody else has changed it is for those who have an editor open."""


@pytest.fixture
def spare(scenario: Scenario, ana: Member, now: datetime) -> Bot:
    """Another bot, whose one scenario of its own differs from the same one of the bot."""
    made = Bot.objects.create(name="Spare", slug="spare")
    scenarios.add_prebuilt(made, Scenario.Kind.HUMAN_REQUESTED, by=ana, now=now)
    return made


def autosaved(scenario: Scenario, by: Member, now: datetime) -> None:
    current = Scenario.objects.filter(pk=scenario.pk).first()
    if current:
        fields = live(current) | {"final_message": f"Typed over {current.edit_version}"}
        with suppress(drafts.Conflict):
            drafts.autosave(current, fields, seen=current.edit_version, by=by, now=now)


def saved(scenario: Scenario, by: Member, now: datetime) -> None:
    current = Scenario.objects.filter(pk=scenario.pk).first()
    if current:
        current.final_message = f"Saved over {current.edit_version}"
        with suppress(drafts.Conflict):
            drafts.activate(current, by=by, now=now, seen=current.edit_version)


def settings_saved(bot: Bot, by: Member, now: datetime) -> None:
    current = Bot.objects.get(pk=bot.pk)
    current.greeting = f"Hello {current.edit_version}"
    with suppress(drafts.Conflict):
        drafts.apply(current, seen=current.edit_version, by=by, now=now)


def several_times(acts: list[Callable[[], object]], seed: int) -> list[Exception]:
    """Each in an order of its own; what was refused is passed over, what went wrong is returned."""
    wrong: list[Exception] = []
    chance = Random(seed)
    for _ in range(ROUNDS):
        for act in chance.sample(acts, len(acts)):
            try:
                act()
            except REFUSALS:
                continue
            except Exception as error:
                wrong.append(error)
    return wrong


def test_whatever_is_done_at_once_nobody_waits_for_ever_and_nothing_is_half_done(
    bot: Bot, spare: Bot, scenario: Scenario, ana: Member, carl: Member, now: datetime
) -> None:
    below = bot.scenarios.exclude(pk=scenario.pk)[0]
    here = spare.scenarios.get()
    order = [row.pk for row in bot.scenarios.all()]

    def acts_of(by: Member) -> list[Callable[[], object]]:
        who: dict[str, Any] = {"by": by, "now": now}
        return [
            partial(autosaved, scenario, by, now),
            partial(autosaved, here, by, now),
            partial(saved, scenario, by, now),
            partial(saved, below, by, now),
            partial(settings_saved, bot, by, now),
            partial(scenarios.switch, scenario, on=False, **who),
            partial(scenarios.switch, scenario, on=True, **who),
            partial(scenarios.reorder, bot, order[::-1]),
            partial(scenarios.reorder, bot, order),
            partial(scenarios.delete, below, **who),
            partial(scenarios.restore, below, as_it_was=True, **who),
            partial(scenarios.add_custom, bot, **who),
            partial(copies.duplicate, scenario, **who),
            partial(copies.copy_from, scenario, spare, **who),
            partial(switches.switch_handover, bot, on=False, now=now),
            partial(switches.switch_handover, bot, on=True, now=now),
        ]

    people = (ana, carl, ana, carl)
    found = at_once(*(partial(several_times, acts_of(by), seed) for seed, by in enumerate(people)))
    assert found == [[]] * len(people)
    for row in Scenario.with_deleted.filter(bot__in=[bot, spare]):
        written = list(row.revisions.order_by("number"))
        assert [revision.number for revision in written] == list(range(1, len(written) + 1))
        assert without_place(written[-1].fields) == without_place(drafts.snapshot(row))
    assert bot.scenarios.count() == 6
    assert len(set(bot.scenarios.values_list("priority", flat=True))) == 6


def without_place(fields: dict[str, Any]) -> dict[str, Any]:
    """Ordering writes no revision."""
    return {name: value for name, value in fields.items() if name != "priority"}


def test_a_copy_onto_what_somebody_types_into_is_refused_with_whose_it_is_or_comes_first(
    spare: Bot, scenario: Scenario, ana: Member, carl: Member, now: datetime
) -> None:
    here = spare.scenarios.get()
    for _ in range(40):
        ScenarioDraft.objects.all().delete()
        copied, typed = at_once(
            partial(copies.copy_from, scenario, spare, by=ana, now=now),
            partial(autosaved, here, carl, now),
        )
        assert typed is None
        by = ScenarioDraft.objects.get(scenario=here).updated_by
        if isinstance(copied, ValidationError):
            assert (by, "has a draft by Carl Weiss" in str(copied)) == (carl, True)
        else:
            assert isinstance(copied, copies.Copied), copied


def test_a_contact_does_not_wait_for_an_administrator_who_saves(
    bot: Bot, internal: Channel, now: datetime
) -> None:
    written = Event()

    def administrator() -> bool:
        with transaction.atomic():
            drafts.held(bot.pk)
            return written.wait(5)

    def contact() -> None:
        intake.receive(internal, Inbound(message_id="1", contact_id="dana", text="Hello?"), now=now)
        written.set()

    assert at_once(administrator, contact) == [True, None]


def test_who_saves_and_types_while_the_bot_is_deleted_comes_first_or_is_told(
    ana: Member, now: datetime
) -> None:
    for number in range(12):
        bot = Bot.objects.create(name="Brief", slug=f"brief-{number}")
        rows = list(add_prebuilt(bot, by=ana, now=now).values())
        article = Article.objects.create(bot=bot, question="Open?", answer="Yes.")

        def work(rows: list[Scenario] = rows, article: Article = article) -> None:
            for row in rows * 5:
                drafts.activate(row, by=ana, now=now, seen=row.edit_version)
                drafts.autosave(row, {"name": "x"}, seen=row.edit_version, by=ana, now=now)
                drafts.autosave(article, {"answer": "x"}, seen=article.edit_version, by=ana, now=now)

        def leave(bot: Bot = bot, rows: list[Scenario] = rows) -> None:
            while not ScenarioDraft.objects.filter(scenario=rows[-1]).exists():
                pass
            removal.remove(Bot.objects.get(pk=bot.pk))

        worked, left = at_once(work, leave)
        assert (type(worked), left) in ((type(None), None), (drafts.Gone, None)), (worked, left)
        assert not Bot.objects.filter(pk=bot.pk).exists()


def test_who_types_into_an_article_that_is_deleted_comes_first_or_is_told(
    bot: Bot, ana: Member, now: datetime
) -> None:
    for number in range(20):
        article = Article.objects.create(bot=bot, question=f"Question {number}?", answer="Yes.")
        drafts.autosave(article, {"answer": "0"}, seen=0, by=ana, now=now)

        def work(article: Article = article) -> None:
            for _ in range(20):
                drafts.autosave(article, {"answer": "x"}, seen=article.edit_version, by=ana, now=now)

        def leave(article: Article = article) -> None:
            articles.delete(Article.objects.get(pk=article.pk))

        worked, left = at_once(work, leave)
        assert (type(worked), left) in ((type(None), None), (drafts.Gone, None)), (worked, left)
        assert not Article.objects.filter(pk=article.pk).exists()
