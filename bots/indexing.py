"""Learning: the index of a bot's articles is built in the background and taken over by all workers at once.

The truth is a comparison: the version of the articles' rows with the one that an index is known to be right
for. A nudge after each change makes it quick, and a sweep finds what a lost nudge left behind.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from bots.engines.base import Entry
from bots.engines.local import LocalEngine, how_many_wordings
from bots.engines.packing import DamagedIndexError, packed, unpacked
from bots.knowledge import NOTHING, articles_in, changed_at, digest_of, entries_of, version_of, versions
from bots.models import Bot, KnowledgeIndex
from staff.nudges import nudge

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # several times what 50,000 wordings take
KEPT = 2  # older ones, for whoever reads them at this moment or undoes what was changed
LATE = timedelta(minutes=5)
AT_ONCE = 500
"""Wordings that are indexed in a fraction of a second, so that a turn does it where it must."""


def changed(bot_id: int) -> None:
    """On commit, have the bot's articles learnt. Whoever changes an article calls it."""
    nudge(learn_job, bot_id)


@shared_task
def learn_job(bot_id: int) -> None:
    bot = Bot.objects.filter(pk=bot_id).first()
    if bot and learn(bot, now=timezone.now()) and bot_id in behind():
        nudge(learn_job, bot_id)  # changed again while it was built


@shared_task
def repair_job(index_id: int) -> None:
    repair(index_id, now=timezone.now())


def sweep(*, now: datetime) -> int:
    """Nudges a worker for each bot whose articles are not learnt. Returns how many those are."""
    late = list(behind())
    for bot_id in late:
        nudge(learn_job, bot_id)
    return len(late)


def behind() -> Iterator[int]:
    """Ids of bots with articles that no index is known to be right for."""
    known = set(KnowledgeIndex.objects.built().values_list("bot", "seen"))
    return (bot for bot, version in versions().items() if (bot, version) not in known)


def learn(bot: Bot, *, now: datetime) -> bool:
    """Build the index of the articles as they are, unless it is there. Two at once build it once.

    Returns whether it was built now.
    """
    version = version_of(bot)
    if version == NOTHING or bot.indexes.built().filter(seen=version).exists():
        return False
    entries = entries_of(bot)
    row, _ = KnowledgeIndex.objects.defer("data").get_or_create(
        bot=bot,
        digest=digest_of(entries),
        defaults={"created_at": now, "articles": len(entries), "wordings": how_many_wordings(entries)},
    )
    if KnowledgeIndex.objects.built().filter(pk=row.pk).update(seen=version):  # the same as before
        _forget(bot, row)
        return False
    return _build(row, entries, version, now)


def _build(row: KnowledgeIndex, entries: Sequence[Entry], version: str, now: datetime) -> bool:
    lease = now + LEASE
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    if not KnowledgeIndex.objects.filter(free, pk=row.pk, built_at=None).update(lease_until=lease):
        return False
    held = KnowledgeIndex.objects.filter(pk=row.pk, lease_until=lease)
    try:
        engine = LocalEngine(entries)
        data = packed(engine.arrays())
    except Exception as error:  # it is tried again when the lease ends
        log.exception("the articles of bot %s could not be learnt", row.bot_id)
        held.update(failure=f"{type(error).__name__}: {error}"[:200])
        return False
    built = held.update(data=data, seen=version, built_at=now, lease_until=None, failure="")
    if built:
        _forget(row.bot, row)
    return bool(built)


def _forget(bot: Bot, row: KnowledgeIndex) -> None:
    """Older ones beyond the last few."""
    others = bot.indexes.exclude(pk=row.pk).order_by("-built_at", "-pk").filter(lease_until=None)
    kept = others.built()[:KEPT].values_list("pk", flat=True)
    others.exclude(pk__in=list(kept)).delete()


def repair(index_id: int, *, now: datetime) -> bool:
    """If the index cannot be read it is built again. Returns whether that was so."""
    row = KnowledgeIndex.objects.built().select_related("bot").filter(pk=index_id).first()
    if row is None:
        return False
    try:
        LocalEngine.of_arrays(unpacked(bytes(row.data)))
    except DamagedIndexError as error:
        log.error("the index %s of bot %s is damaged and is built again: %s", row.pk, row.bot_id, error)
        why = f"It was damaged: {error}"[:200]
        same = KnowledgeIndex.objects.filter(pk=row.pk, built_at=row.built_at)
        if same.update(built_at=None, lease_until=None, seen="", data=b"", failure=why):
            learn(row.bot, now=now)
        return True
    return False


@dataclass(frozen=True, slots=True)
class Standing:
    """How far learning is: what a bot answers from, beside what was written.

    learnt   whether its articles are learnt as they are, or so few that they need not be
    since    when the index it answers from was built; None: it has none
    articles that it has
    failure  why the index had to be built again, or could not be; else empty
    late     it takes longer than it should, so somebody should look
    """

    learnt: bool = True
    since: datetime | None = None
    articles: int = 0
    failure: str = ""
    late: bool = False


def standing(bot: Bot, *, now: datetime) -> Standing:
    return standings([bot], now=now)[bot.pk]


def standings(bots: Sequence[Bot], *, now: datetime) -> dict[int, Standing]:
    """By the bot's id. Two queries."""
    ids = [bot.pk for bot in bots]
    found = versions(ids)
    rows: dict[int, list[KnowledgeIndex]] = {bot_id: [] for bot_id in ids}
    for row in KnowledgeIndex.objects.filter(bot__in=ids).defer("data").order_by("pk"):
        rows[row.bot_id].append(row)
    return {bot_id: _standing(found.get(bot_id, NOTHING), rows[bot_id], now) for bot_id in ids}


def _standing(version: str, rows: Sequence[KnowledgeIndex], now: datetime) -> Standing:
    articles = articles_in(version)
    wordings = max((row.wordings for row in rows), default=articles)
    built = [row for row in rows if row.built_at]
    if max(wordings, articles) <= AT_ONCE or any(row.seen == version for row in built):
        return Standing(articles=articles)
    waiting = [row for row in rows if not row.built_at]
    begun = max((row.created_at for row in waiting), default=changed_at(version))
    return Standing(
        learnt=False,
        since=max((row.built_at for row in built if row.built_at), default=None),
        articles=articles,
        failure=next((row.failure for row in waiting if row.failure), ""),
        late=begun <= now - LATE,
    )
