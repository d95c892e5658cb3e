"""The engine at hand: of the index that is there, without ever waiting for one to be built in a turn.

Nothing here is written: what is missing or damaged is for a worker to build.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

from django.db.models import QuerySet

from bots.detection.base import Evidence
from bots.detection.text import normalise, words
from bots.engines.base import Answer, Engine, Entry, NoAnswer
from bots.engines.local import CERTAIN, LocalEngine, how_many_wordings
from bots.engines.packing import DamagedIndexError, unpacked
from bots.indexing import AT_ONCE, repair_job
from bots.knowledge import articles_in, digest_of, entries_of, version_of
from bots.models import Bot, KnowledgeIndex
from bots.transcript import Transcript
from staff.nudges import nudge

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024 * 1024
"""Of indexes in one process; the one asked for last stays however large it is."""
NOTED = 256


class NotLearntError(Exception):
    """The bot does not know its articles yet."""


class Shelf:
    """The engines that were used last, by the digest of what they know."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held: OrderedDict[str, tuple[LocalEngine, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}
        self._noted: OrderedDict[tuple[int, str], str] = OrderedDict()

    def get(self, digest: str, make: Callable[[], LocalEngine]) -> LocalEngine:
        """Made once, however many threads ask for it at the same time."""
        with self._lock:
            if digest in self._held:
                self._held.move_to_end(digest)
                return self._held[digest][0]
            making = self._making.setdefault(digest, threading.Lock())
        with making:
            with self._lock:
                found = self._held.get(digest)
            engine = found[0] if found else make()
            if not found:
                self._keep(digest, engine)
        return engine

    def _keep(self, digest: str, engine: LocalEngine) -> None:
        with self._lock:
            self._held[digest] = (engine, engine.size)
            self._making.pop(digest, None)
            while len(self._held) > 1 and self.bytes > self._most:
                self._held.popitem(last=False)

    def note(self, bot_id: int, version: str, digest: str) -> None:
        """These articles have that digest."""
        with self._lock:
            self._noted[bot_id, version] = digest
            while len(self._noted) > NOTED:
                self._noted.popitem(last=False)

    def seen(self, bot_id: int, version: str) -> LocalEngine | None:
        with self._lock:
            held = self._held.get(self._noted.get((bot_id, version), ""))
        return held[0] if held else None

    @property
    def bytes(self) -> int:
        return sum(size for _, size in self._held.values())

    def __len__(self) -> int:
        return len(self._held)


shelf = Shelf()


def at_hand(bot: Bot) -> Engine:
    """For a turn. Knows the articles as they are, or as they were when they were last learnt.

    A small knowledge is never behind: it is indexed on the spot. A large one that was never learnt answers
    what is asked word for word, and raises NotLearntError else, which ends in a handover.
    """
    version = version_of(bot)
    return _current(bot, version) or _small(bot, version) or _older(bot) or _learning(bot.pk, version)


def as_it_is(bot: Bot) -> LocalEngine:
    """With the articles as they are at this moment, however long that takes: for whoever tries them out."""
    version = version_of(bot)
    return _current(bot, version) or _built(bot, version, entries_of(bot))


def as_learnt(bot: Bot) -> Engine:
    """As in a turn, to be asked often and by others: what it cannot answer it just cannot."""
    found = at_hand(bot)
    return WordForWord(entries_of(bot)) if isinstance(found, _Learning) else found


def _current(bot: Bot, version: str) -> LocalEngine | None:
    return shelf.seen(bot.pk, version) or _indexed(bot, version)


def _indexed(bot: Bot, version: str) -> LocalEngine | None:
    for digest, engine in _loaded(bot.indexes.built().filter(seen=version)):
        shelf.note(bot.pk, version, digest)
        return engine
    return None


def _older(bot: Bot) -> LocalEngine | None:
    rows = bot.indexes.built().order_by("-built_at", "-pk")
    return next((engine for _, engine in _loaded(rows)), None)


def _loaded(rows: "QuerySet[KnowledgeIndex]") -> Iterator[tuple[str, LocalEngine]]:
    """Those that can be read. A damaged one is left out and built again by a worker."""
    for pk, digest in rows.values_list("pk", "digest"):
        try:
            yield digest, shelf.get(digest, partial(_read, pk))
        except DamagedIndexError as error:
            log.error("the index %s cannot be used: %s", pk, error)
            nudge(repair_job, pk)


def _read(pk: int) -> LocalEngine:
    """Errors: DamagedIndexError, also when it is gone by now."""
    data = KnowledgeIndex.objects.filter(pk=pk).values_list("data", flat=True).first()
    return LocalEngine.of_arrays(unpacked(bytes(data or b"")))


def _small(bot: Bot, version: str) -> LocalEngine | None:
    if articles_in(version) > AT_ONCE:
        return None
    entries = entries_of(bot)
    return _built(bot, version, entries) if how_many_wordings(entries) <= AT_ONCE else None


def _built(bot: Bot, version: str, entries: Sequence[Entry]) -> LocalEngine:
    digest = digest_of(entries)
    engine = shelf.get(digest, partial(LocalEngine, entries))
    shelf.note(bot.pk, version, digest)
    return engine


class WordForWord:
    """Answers what is asked in the very words of an article; all that can be done without an index."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._known = {
            words(normalise(way)): entry
            for entry in reversed(entries)
            for way in (entry.question, *entry.wordings)
            if entry.answer.strip()
        }

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        entry = self._known.get(words(normalise(question))) if question.strip() else None
        if entry is None or entry.answer in transcript.rejected:
            return NoAnswer("The bot is still learning its articles.")
        evidence = Evidence("article", f"answered by the article “{entry.question}”", CERTAIN)
        return Answer(entry.answer, entry.article, CERTAIN, (evidence,))


class _Learning(WordForWord):
    """For a turn: what it cannot answer yet is no gap in the knowledge."""

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        found = super().answer(transcript, question)
        if isinstance(found, NoAnswer):
            raise NotLearntError("The bot is still learning its articles.")
        return found


@lru_cache(maxsize=2)
def _learning(bot_id: int, version: str) -> _Learning:
    return _Learning(entries_of(Bot(pk=bot_id)))
