"""Failed to Resolve: failed answers are counted topic by topic."""

import pytest

from bots.detection.feedback import beyond_rejection, rejects, weighed_most
from bots.detection.lines import another_try, asking_again
from bots.detection.restated import restated
from bots.detection.unresolved import Topic, Turn, read, topic_so_far
from bots.transcript import Author, Transcript


def talk(*lines: str) -> Transcript:
    """Contact and bot in turn, the contact first."""
    transcript = Transcript()
    for at, line in enumerate(lines):
        transcript = transcript.then(Author.BOT if at % 2 else Author.CONTACT, line)
    return transcript


@pytest.mark.parametrize(
    "text",
    [
        "that's not what I asked",
        "this doesn't help",
        "no, wrong",
        "it's still not working",
        "you already said that",
        "You keep repeating yourself",
        "that is not the right answer",
        "do you have any other answers?",
        "useless bot",
        "thanks but it's not the right answer",
        "nope",
        "I don't understand what you mean",
        "is that all you can say?",
        "👎",
    ],
)
def test_turning_an_answer_down_is_understood(text: str) -> None:
    assert rejects(text)


@pytest.mark.parametrize(
    "text",
    [
        "My card isn't working",
        "why was my payment wrong",
        "the top up failed",
        "great answer",
        "I tried several times to pay with my card and it got declined. I don't know what to do.",
        "when do you open",
    ],
)
def test_a_problem_of_the_contacts_own_is_not_turning_an_answer_down(text: str) -> None:
    assert not rejects(text)


def test_the_question_beside_a_rejection_is_kept() -> None:
    assert beyond_rejection("no, that's wrong. How do I pay by card?") == "how do i pay by card"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Can I get a refund for my order?", "how to get a refund for an order"),
        ("how long do transfers take", "How long does a transfer take??"),
        ("cancel order", "i want to cancel my order"),
    ],
)
def test_the_same_question_in_other_words_is_known(first: str, second: str) -> None:
    assert restated(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Can I get a refund for my order?", "When are you open?"),
        ("how long do transfers take", "how much does a card cost"),
        ("what is it", "how are you"),
    ],
)
def test_another_question_is_another(first: str, second: str) -> None:
    assert not restated(first, second)


def test_each_rejection_counts_once_and_thanks_starts_over() -> None:
    asked = talk("how do I pay", "By card.", "that is wrong", "In cash.", "no, wrong", "By bank.")
    assert topic_so_far(asked).failures == 2
    thanked = asked.then(Author.CONTACT, "thanks!").then(Author.BOT, "You are welcome!")
    assert topic_so_far(thanked).failures == 0


def test_a_new_question_starts_a_new_topic() -> None:
    topic = topic_so_far(
        talk("how do I pay", "By card.", "no, wrong", "In cash.", "when are you open", "At nine.")
    )
    assert topic.questions == ("when are you open",)
    assert topic.answers == ("At nine.",)
    assert topic.failures == 0


@pytest.mark.parametrize("line", ["By card.", another_try(1, "In cash."), asking_again(1)])
def test_the_same_answer_again_or_another_try_marks_the_question_before_as_failed(line: str) -> None:
    topic = topic_so_far(talk("how do I pay", "By card.", "which means of settling exist", line))
    assert topic.failures == 1
    assert "By card." in topic.answers


def test_what_an_earlier_term_of_control_left_behind_is_not_counted() -> None:
    old = talk("how do I pay", "By card.", "wrong", "In cash.", "still wrong", "By bank.")
    handed_back = Transcript(old.utterances, fresh_from=len(old.utterances))
    assert topic_so_far(handed_back.then(Author.CONTACT, "that is wrong")).failures == 0


def test_a_person_who_answered_in_between_starts_everything_anew() -> None:
    said = talk("how do I pay", "By card.", "no, wrong", "In cash.").then(Author.MEMBER, "Let me help.")
    assert topic_so_far(said).failures == 0


def test_a_remark_about_the_answer_alone_is_no_new_question() -> None:
    topic = topic_so_far(talk("how do I pay", "By card."))
    assert read(topic, ["could you try saying it differently"])[0] is Turn.REJECTED


def test_a_bare_no_before_any_answer_is_no_question() -> None:
    assert read(topic_so_far(Transcript()), ["no"])[0] is Turn.COURTESY


def test_a_rejection_without_an_answer_before_is_a_question() -> None:
    assert read(topic_so_far(Transcript()), ["it is still not working"])[0] is Turn.QUESTION


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("this is useless, I asked about shipping not returns", {"asked", "not"}),
        ("you keep repeating yourself", {"repeating"}),
        ("can you give me something different", {"something", "different"}),
        ("no, wrong", set()),
        ("das hilft mir nicht weiter", set()),
        ("how long does a delivery to the islands take", set()),
    ],
)
def test_the_words_that_turned_an_answer_down_are_named(text: str, words: set[str]) -> None:
    assert set(weighed_most(text)) == words


def test_the_counter_says_which_words_weighed_most() -> None:
    failed = Topic(failed=("you keep repeating yourself", "how do I pay for it")).evidence(retries=2)
    assert failed[0].text == 'failed answer 1: "you keep repeating yourself", mostly for "repeating"'
    assert failed[1].text == 'failed answer 2: "how do I pay for it"'
