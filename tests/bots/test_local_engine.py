"""The local engine: answers from articles, offline, and says so when it cannot."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bots.engines import KINDS, Answer, Entry, LocalEngine, NoAnswer
from bots.transcript import Transcript

SHOP = (
    Entry(1, "When are you open?", "We are open from Monday to Saturday, 9 to 18.", ("opening hours",)),
    Entry(
        2, "How much does a bicycle service cost?", "A full service costs 89 euros.", ("price of a service",)
    ),
    Entry(
        3, "Do you rent out electric bikes?", "Yes, an electric bike is 35 euros a day.", ("hire an e-bike",)
    ),
    Entry(4, "How can I return a bicycle?", "Bring it back within 30 days.", ("give back", "send it back")),
)


def ask(question: str, entries: tuple[Entry, ...] = SHOP) -> Answer | NoAnswer:
    return LocalEngine(entries).answer(Transcript(), question)


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("When are you open?", 1),
        ("what are your opening hours", 1),
        ("how much is a bicycle service", 2),
        ("whats the price of a bicycel servise", 2),
        ("can i rent an electric bike", 3),
        ("I would like to return my bicycle", 4),
    ],
)
def test_a_question_finds_its_article(question: str, article: int) -> None:
    found = ask(question)
    assert isinstance(found, Answer)
    assert found.article == article
    assert found.score is not None
    assert 0.5 <= found.score <= 1.0
    assert found.evidence[0].kind == "article"


@pytest.mark.parametrize(
    "question", ["who won the football match", "do you sell insurance", "xyzzy", "", "🙂"]
)
def test_a_question_beyond_the_knowledge_gets_no_answer(question: str) -> None:
    found = ask(question)
    assert isinstance(found, NoAnswer)
    assert found.evidence[0].kind == "gap"


@pytest.mark.parametrize("question", ["who are you", "what can you do", "yes please", "how are you"])
def test_words_that_every_question_has_are_no_likeness(question: str) -> None:
    assert isinstance(ask(question), NoAnswer)


def test_one_shared_word_among_others_is_not_enough() -> None:
    assert isinstance(ask("my electric kettle exploded, what now?"), NoAnswer)


def test_a_gap_names_the_closest_article() -> None:
    found = ask("can I insure a bicycle against theft in Italy")
    assert isinstance(found, NoAnswer)
    assert "bicycle" in found.evidence[0].text


def test_a_rejected_answer_is_not_given_again() -> None:
    rejected = replace(Transcript(), rejected=(SHOP[0].answer,))
    found = LocalEngine(SHOP).answer(rejected, "When are you open?")
    assert not (isinstance(found, Answer) and found.article == 1)


@pytest.mark.parametrize("entries", [(), (Entry(1, "", ""),), (Entry(1, "??", "!!"),)])
def test_an_empty_knowledge_answers_nothing(entries: tuple[Entry, ...]) -> None:
    assert isinstance(ask("When are you open?", entries), NoAnswer)


def test_one_article_answers_its_question_and_no_other() -> None:
    only = (SHOP[0],)
    assert isinstance(ask("when do you open", only), Answer)
    assert isinstance(ask("how do I return a bicycle", only), NoAnswer)


def test_a_script_without_spaces_is_understood() -> None:
    chinese = (
        Entry(1, "你们的营业时间是什么", "早上九点到下午六点"),
        Entry(2, "怎么退货", "三十天内可以退货"),
    )
    found = ask("请问营业时间", chinese)
    assert isinstance(found, Answer)
    assert found.article == 1


def test_equal_questions_get_equal_answers_from_any_thread() -> None:
    engine = LocalEngine(SHOP)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: engine.answer(Transcript(), "opening hours on monday"), range(64)))
    assert len(set(found)) == 1


def test_twenty_thousand_wordings_are_indexed_in_seconds_and_answered_in_milliseconds() -> None:
    parts = ("wheel", "saddle", "brake", "chain")
    subjects = [f"{part}{number}" for part in parts for number in range(400)]
    ways = (
        "how do i fix the|what does it cost to have a|where can i buy a"
        "|where is my|how long lasts a|who makes the"
    )
    asked = [f"{way} {{}}" for way in ways.split("|")] + [f"{way} {{}} today" for way in ways.split("|")]
    entries = [
        Entry(at, f"tell me about {one}", f"All about {one}.", tuple(way.format(one) for way in asked))
        for at, one in enumerate(subjects)
    ]
    start = time.thread_time()
    engine = LocalEngine(entries)
    built = time.thread_time()
    found = [engine.answer(Transcript(), f"what would a {one} cost me") for one in subjects[::50]]
    asking = (time.thread_time() - built) / len(found)
    assert built - start < 100
    assert asking < 1
    assert [one.article for one in found if isinstance(one, Answer)] == list(range(0, 1600, 50))


def test_the_local_engine_is_known_by_its_short_key() -> None:
    assert isinstance(KINDS["local"](SHOP), LocalEngine)
