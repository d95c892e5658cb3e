"""The index of a bot's knowledge: learnt in the background, one for all, never waited for in a turn."""

import logging
import threading
from collections.abc import Sequence
from copy import copy
from datetime import datetime, timedelta
from functools import partial

import numpy as np
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from bots import articles, indexing, knowledge, known
from bots.engines.base import Answer, Entry, NoAnswer
from bots.engines.local import LocalEngine
from bots.engines.packing import DamagedIndexError, packed, unpacked
from bots.importing import writing
from bots.importing.plan import Verdict
from bots.known import NotLearntError, Shelf
from bots.models import Article, Bot, KnowledgeIndex
from bots.setup import engine_of, knowledge_of
from bots.transcript import Transcript
from handover import preflight
from handover.preflight import Level
from staff.models import Member
from tests.conftest import committed
from tests.pages import text

OPEN = "When are you open?"
MANY = indexing.AT_ONCE + 20


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A process that has just started."""
    fresh = Shelf()
    monkeypatch.setattr(known, "shelf", fresh)
    return fresh


@pytest.fixture
def large(bot: Bot) -> Bot:
    """Too many wordings to be indexed within a turn."""
    Article.objects.bulk_create(
        Article(bot=bot, question=f"How much is part {n:04}?", answer=f"Part {n:04} costs {n} euros.")
        for n in range(MANY)
    )
    return bot


def row(bot: Bot) -> KnowledgeIndex:
    return KnowledgeIndex.objects.get(bot=bot)


def answered(bot: Bot, question: str = OPEN, *, fresh: bool = False) -> str | None:
    found = engine_of(bot, fresh=fresh).answer(Transcript(), question)
    return found.text if isinstance(found, Answer) else None


def edit(bot: Bot, answer: str, by: Member, now: datetime) -> Article:
    article = Article.objects.get(bot=bot, question=OPEN)
    article.answer = answer
    articles.save(article, is_new=False, seen=article.edit_version, by=by, now=now)
    return article


class TestPacking:
    ENTRIES = tuple(
        Entry(
            n, f"How do I repair the {part}?", f"Bring the {part}.", (f"my {part} is broken", f"fix {part}")
        )
        for n, part in enumerate(
            ("wheel", "Kette", "ブレーキ", "lamp", "saddle", "bell", "frame", "pedal"), 7
        )
    )

    def test_what_is_packed_answers_as_what_was_built(self) -> None:
        built = LocalEngine(self.ENTRIES)
        read = LocalEngine.of_arrays(unpacked(packed(built.arrays())))
        asked = [
            "my wheel broke",
            "fix the kette please",
            "ブレーキ",
            "who are you",
            "",
            "How do I repair the lamp?",
        ]
        for question in asked:
            assert read.answer(Transcript(), question) == built.answer(Transcript(), question)
            assert read.resemblance(question, asked[0]) == built.resemblance(question, asked[0])
        rejected = Transcript(rejected=("Bring the wheel.",))
        assert read.answer(rejected, asked[0]) == built.answer(rejected, asked[0])
        assert read.asked_back() == built.asked_back()

    @pytest.mark.parametrize("entries", [(), ENTRIES[:1], (Entry(1, "??", "!!"),), (Entry(1, "", "\ud83d"),)])
    def test_a_knowledge_of_nothing_or_of_one_article_is_packed_too(self, entries: Sequence[Entry]) -> None:
        read = LocalEngine.of_arrays(unpacked(packed(LocalEngine(entries).arrays())))
        assert isinstance(read.answer(Transcript(), "who won the match?"), NoAnswer)

    @pytest.mark.parametrize("spoil", [
        lambda data: b"", lambda data: data[:-1], lambda data: data[:60], lambda data: b"\x80\x04" + data,
        lambda data: data[:200] + b"?" + data[201:],
    ])  # fmt: skip
    def test_what_was_changed_or_cut_off_is_refused(self, spoil: "object") -> None:
        data = packed(LocalEngine(self.ENTRIES).arrays())
        assert callable(spoil)
        with pytest.raises(DamagedIndexError):
            unpacked(spoil(data))

    def test_arrays_that_do_not_belong_together_are_refused(self) -> None:
        arrays = LocalEngine(self.ENTRIES).arrays()
        arrays.pop("owner")
        with pytest.raises(DamagedIndexError):
            LocalEngine.of_arrays(unpacked(packed(arrays)))

    def test_objects_which_would_be_code_are_never_packed(self) -> None:
        with pytest.raises(ValueError, match="are not packed"):
            packed({"a": np.array([object()])})


@pytest.mark.django_db
class TestLearning:
    def test_what_was_learnt_is_there_for_every_process(
        self, large: Bot, now: datetime, shelf: Shelf
    ) -> None:
        assert indexing.learn(large, now=now)
        found = row(large)
        assert (found.articles, found.wordings, found.built_at) == (MANY + 3, MANY + 3, now)
        assert len(shelf) == 0
        assert answered(large) == "We are open from Monday to Saturday, 9 to 18."
        assert len(shelf) == 1

    def test_learning_twice_builds_once(self, bot: Bot, now: datetime) -> None:
        assert indexing.learn(bot, now=now)
        assert not indexing.learn(bot, now=now)
        assert KnowledgeIndex.objects.count() == 1

    def test_whoever_finds_another_building_leaves_it_alone_until_its_lease_ends(
        self, bot: Bot, now: datetime
    ) -> None:
        digest = knowledge.digest_of(knowledge.entries_of(bot))
        KnowledgeIndex.objects.create(
            bot=bot, digest=digest, created_at=now, lease_until=now + timedelta(seconds=5)
        )
        assert not indexing.learn(bot, now=now)
        assert indexing.learn(bot, now=now + timedelta(seconds=6))

    def test_what_changes_back_needs_no_building(self, bot: Bot, ana: Member, now: datetime) -> None:
        indexing.learn(bot, now=now)
        edit(bot, "Never.", ana, now)
        assert indexing.learn(bot, now=now)
        edit(bot, "We are open from Monday to Saturday, 9 to 18.", ana, now)
        assert list(indexing.behind()) == [bot.pk]
        assert not indexing.learn(bot, now=now)
        assert list(indexing.behind()) == []
        assert answered(bot) == "We are open from Monday to Saturday, 9 to 18."

    def test_only_the_last_few_are_kept(self, bot: Bot, ana: Member, now: datetime) -> None:
        for number in range(6):
            edit(bot, f"Answer {number}.", ana, now)
            assert indexing.learn(bot, now=now + timedelta(seconds=number))
        assert KnowledgeIndex.objects.count() == 1 + indexing.KEPT
        assert answered(bot) == "Answer 5."

    def test_the_clock_of_a_machine_that_is_behind_hides_no_change(
        self, bot: Bot, ana: Member, now: datetime
    ) -> None:
        Article.objects.filter(bot=bot).update(updated_at=now + timedelta(days=1))
        indexing.learn(bot, now=now)
        edit(bot, "Never.", ana, now)
        assert list(indexing.behind()) == [bot.pk]

    def test_what_fails_is_said_and_tried_again(
        self, bot: Bot, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: object) -> bytes:
            raise MemoryError("no memory left")

        with monkeypatch.context() as broken:
            broken.setattr(indexing, "packed", full)
            assert not indexing.learn(bot, now=now)
        assert row(bot).failure == "MemoryError: no memory left"
        assert not indexing.learn(bot, now=now)
        assert indexing.learn(bot, now=now + indexing.LEASE)
        assert row(bot).failure == ""

    def test_a_bot_that_knows_nothing_has_nothing_to_learn(self, bot: Bot, now: datetime) -> None:
        Article.objects.all().delete()
        assert not indexing.learn(bot, now=now)
        assert indexing.standing(bot, now=now).learnt


@pytest.mark.django_db
class TestNudges:
    @pytest.fixture
    def nudged(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        told: list[int] = []
        monkeypatch.setattr(indexing, "nudge", lambda job, bot_id: told.append(bot_id))
        return told

    def test_whatever_is_done_to_articles_has_them_learnt(
        self, bot: Bot, ana: Member, now: datetime, nudged: list[int]
    ) -> None:
        article = edit(bot, "Never.", ana, now)
        articles.switch(bot, [article.pk], on=False, now=now)
        articles.delete(article)
        new = articles.add(bot, by=ana, now=now)
        new.question, new.answer = "Is there parking?", "Yes."
        articles.save(new, is_new=True, seen=new.edit_version, by=ana, now=now)
        assert nudged == [bot.pk] * 4
        assert new.enabled

    def test_so_has_an_import(self, bot: Bot, ana: Member, now: datetime, nudged: list[int]) -> None:
        kept = writing.keep(bot, "a.csv", b"question,answer\nParking?,Yes.\n", by=ana, now=now)
        plan = writing.planned(kept, replace=False)
        choice = writing.Choice([Verdict.NEW], [], False, False)
        assert writing.write(kept, choice, seen=plan.fingerprint, by=ana, now=now) == (1, 0)
        assert nudged == [bot.pk]

    def test_a_lost_nudge_is_found_by_the_sweep(
        self, bot: Bot, ana: Member, now: datetime, nudged: list[int]
    ) -> None:
        assert indexing.sweep(now=now) == 1
        indexing.learn(bot, now=now)
        assert indexing.sweep(now=now) == 0
        edit(bot, "Never.", ana, now)
        nudged.clear()
        assert indexing.sweep(now=now) == 1
        assert nudged == [bot.pk]


@pytest.mark.django_db
class TestTurns:
    def test_a_small_knowledge_is_never_behind(self, bot: Bot, ana: Member, now: datetime) -> None:
        indexing.learn(bot, now=now)
        edit(bot, "Never.", ana, now)
        assert answered(bot) == "Never."

    def test_a_large_one_answers_from_what_was_learnt_last_and_builds_nothing(
        self, large: Bot, ana: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        indexing.learn(large, now=now)
        edit(large, "Never.", ana, now)
        monkeypatch.setattr(known, "LocalEngine", _not_in_a_turn(LocalEngine))
        assert answered(large) == "We are open from Monday to Saturday, 9 to 18."
        indexing.learn(large, now=now)
        assert answered(large) == "Never."

    def test_whoever_tries_it_out_is_answered_from_what_stands_there_now(
        self, large: Bot, ana: Member, now: datetime
    ) -> None:
        indexing.learn(large, now=now)
        edit(large, "Never.", ana, now)
        assert answered(large, fresh=True) == "Never."
        assert KnowledgeIndex.objects.count() == 1

    def test_a_large_one_never_learnt_answers_word_for_word_and_hands_over_the_rest(self, large: Bot) -> None:
        assert answered(large, "when are you OPEN") == "We are open from Monday to Saturday, 9 to 18."
        with pytest.raises(NotLearntError, match="still learning"):
            answered(large, "can I rent an electric bike for a day")
        found = knowledge_of(large).answer(Transcript(), "can I rent an electric bike for a day")
        assert isinstance(found, NoAnswer)

    def test_a_damaged_index_is_said_built_again_and_done_without(
        self, large: Bot, ana: Member, now: datetime, caplog: pytest.LogCaptureFixture
    ) -> None:
        indexing.learn(large, now=now)
        KnowledgeIndex.objects.update(data=b"\x80\x04pickled?")
        with caplog.at_level(logging.ERROR):
            assert answered(large) == "We are open from Monday to Saturday, 9 to 18."  # word for word
        assert "cannot be used" in caplog.text
        with pytest.raises(NotLearntError):
            answered(large, "are you open on Saturday afternoons")
        assert indexing.repair(row(large).pk, now=now)
        assert answered(large, "are you open on Saturday afternoons")
        assert not indexing.repair(row(large).pk, now=now)

    def test_beside_a_damaged_index_the_one_before_is_used(
        self, large: Bot, ana: Member, now: datetime
    ) -> None:
        indexing.learn(large, now=now)
        edit(large, "Never.", ana, now)
        indexing.learn(large, now=now + timedelta(seconds=1))
        KnowledgeIndex.objects.filter(built_at__gt=now).update(data=b"")
        assert answered(large) == "We are open from Monday to Saturday, 9 to 18."

    def test_a_turn_asks_the_database_once_for_what_it_has_at_hand(
        self, bot: Bot, now: datetime, django_assert_num_queries: "object"
    ) -> None:
        indexing.learn(bot, now=now)
        answered(bot)
        assert callable(django_assert_num_queries)
        with django_assert_num_queries(1):
            answered(bot)


@pytest.mark.django_db
class TestSaid:
    def said(self, bot: Bot, now: datetime) -> tuple[Level, str] | None:
        found = [check for check in preflight.run([bot], now=now) if check.id == "learning"]
        return (found[0].level, found[0].message) if found else None

    def test_a_knowledge_that_is_learnt_or_small_needs_no_word(self, bot: Bot, now: datetime) -> None:
        assert self.said(bot, now + timedelta(days=1)) is None

    def test_the_page_says_what_is_answered_from_until_it_is_learnt(
        self, client: Client, large: Bot, ana: Member, now: datetime
    ) -> None:
        client.force_login(ana)
        page = text(client.get(reverse("knowledge:list", args=[large.slug])))
        assert f"Learning {MANY + 3} articles…" in page
        assert "answers only what is asked word for word" in page
        indexing.learn(large, now=now)
        edit(large, "Never.", ana, now)
        part = client.get(reverse("knowledge:learning", args=[large.slug]))
        assert "Pedal answers from the previous version meanwhile" in text(part)
        assert "hx-get" in part.content.decode()
        indexing.learn(large, now=now)
        assert "hx-get" not in client.get(reverse("knowledge:learning", args=[large.slug])).content.decode()

    def test_preflight_warns_when_it_takes_long(self, large: Bot, now: datetime) -> None:
        assert self.said(large, now) == (
            Level.OK,
            f"{MANY + 3} articles are being learnt; until then Pedal answers only what is asked word for "
            "word, and hands over the rest.",
        )
        late = self.said(large, now + indexing.LATE + timedelta(seconds=9))
        assert late
        assert late[0] == Level.WARNING

    def test_preflight_says_that_an_index_was_damaged(
        self, large: Bot, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        indexing.learn(large, now=now)
        KnowledgeIndex.objects.update(data=b"?")
        monkeypatch.setattr(indexing, "learn", lambda bot, now: False)  # no worker gets to it
        indexing.repair(row(large).pk, now=now)
        said = self.said(large, now)
        assert said
        assert said[0] == Level.WARNING
        assert "It was damaged: it does not begin as an index does." in said[1]


def _not_in_a_turn(real: type[LocalEngine]) -> type[LocalEngine]:
    class Refusing(real):  # type: ignore[misc,valid-type]
        def __init__(self, entries: Sequence[Entry]) -> None:
            raise AssertionError("an index was built in a turn")

    return Refusing


class TestShelf:
    def test_what_was_used_least_makes_room(self) -> None:
        engines = [LocalEngine([Entry(n, f"question {n}", "answer")]) for n in range(4)]
        shelf = Shelf(most_bytes=2 * engines[0].size + 100)
        for number, engine in enumerate(engines):
            shelf.get(str(number), partial(copy, engine))
        assert len(shelf) == 2
        assert shelf.bytes <= 2 * engines[0].size + 100

    def test_one_that_is_larger_than_all_room_is_kept_alone(self) -> None:
        shelf = Shelf(most_bytes=1)
        made = LocalEngine([])
        assert shelf.get("a", lambda: made) is shelf.get("a", lambda: LocalEngine([]))

    def test_many_threads_that_ask_at_once_build_it_once(self) -> None:
        shelf, made = Shelf(), list[LocalEngine]()

        def make() -> LocalEngine:
            made.append(LocalEngine([]))
            return made[-1]

        threads = [threading.Thread(target=shelf.get, args=("a", make)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 1

    def test_what_cannot_be_made_is_tried_again(self) -> None:
        shelf = Shelf()

        def broken() -> LocalEngine:
            raise DamagedIndexError("cut off")

        with pytest.raises(DamagedIndexError):
            shelf.get("a", broken)
        assert shelf.get("a", lambda: LocalEngine([]))


@pytest.mark.postgres
@committed
def test_two_workers_at_once_build_it_once(bot: Bot, now: datetime) -> None:
    gate, built = threading.Barrier(2), list[bool]()

    def work() -> None:
        gate.wait()
        built.append(indexing.learn(Bot.objects.get(pk=bot.pk), now=now))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(built) == [False, True]
    assert KnowledgeIndex.objects.built().count() == 1
