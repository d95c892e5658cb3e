"""Words that mean about the same, so that a question in other words than the article's finds it."""

import pytest

from bots.detection.related import TABLE, related
from bots.detection.stems import stem
from bots.engines import Answer, Entry, LocalEngine
from bots.transcript import Transcript

BANK = (
    Entry(1, "How do I freeze my card?", "Under Cards, press Freeze.", ("stop my debit card",)),
    Entry(2, "When are you open?", "At nine.", ("opening hours", "what time do you close")),
    Entry(3, "Where is my parcel?", "Under Orders.", ("track my package", "delivery status")),
)


@pytest.mark.parametrize(
    ("one", "other"), [("freeze", "block"), ("parcel", "package"), ("holiday", "vacation")]
)
def test_words_of_one_group_are_related(one: str, other: str) -> None:
    assert 0 < related(stem(one), stem(other)) < 1
    assert related(stem(one), stem(other)) == related(stem(other), stem(one))


def test_a_word_is_itself_and_nothing_else_is() -> None:
    assert related("parcel", "parcel") == 1.0
    assert related("xyzzy", "parcel") == 0.0
    assert related(stem("freeze"), stem("holiday")) == 0.0


def test_a_question_in_other_words_finds_its_article() -> None:
    found = LocalEngine(BANK).answer(Transcript(), "block my card")
    assert isinstance(found, Answer)
    assert found.article == 1


def test_the_table_is_plain_words_under_named_fields() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    for line in lines:
        if line and not line.startswith("#"):
            words = line.split()
            assert words == [word.lower() for word in words]
            assert len(set(words)) == len(words), line
