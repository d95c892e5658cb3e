"""Small talk is told apart from questions."""

import pytest

from bots.detection.smalltalk import Courtesy, courtesy, substance


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", Courtesy.GREETING),
        ("Good morning!", Courtesy.GREETING),
        ("hello there team", Courtesy.GREETING),
        ("thanks", Courtesy.THANKS),
        ("thank you so much, that helped a lot", Courtesy.THANKS),
        ("thnaks!", Courtesy.THANKS),
        ("great, that is perfect", Courtesy.THANKS),
        ("thank you, Anna", Courtesy.THANKS),
        ("Aren't you clever?", Courtesy.THANKS),
        ("bye", Courtesy.GOODBYE),
        ("no thanks, that will be all", Courtesy.THANKS),
        ("how are you?", Courtesy.WELLBEING),
        ("ok", Courtesy.FINE),
        ("yes", Courtesy.FINE),
        ("are you a bot?", Courtesy.NATURE),
        ("I don't want to talk to a person", Courtesy.NO_PERSON),
        ("can you help me?", Courtesy.OPENING),
        ("Hi, I have a question", Courtesy.GREETING),
        ("👍", Courtesy.THANKS),
        ("🙂", Courtesy.NOTHING),
        ("", Courtesy.NOTHING),
        ("?!...", Courtesy.NOTHING),
    ],
)
def test_a_courtesy_is_known(text: str, kind: Courtesy) -> None:
    assert courtesy(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "hi, where is my order",
        "is it good for the environment?",
        "how do i say thank you in spanish",
        "how are you different from your competitors in price and delivery",
        "what is the right tyre pressure",
        "that is not right",
        "how is your return policy",
        "my card does not work",
    ],
)
def test_a_question_is_no_courtesy(text: str) -> None:
    assert courtesy(text) is None


def test_what_is_left_of_a_polite_question_is_the_question() -> None:
    assert substance("Hi there, thanks! How do I pay?") == "how do i pay"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes please", Courtesy.FINE), ("ok, go ahead", Courtesy.FINE), ("sounds good", Courtesy.FINE),
        ("ah ok that makes sense now", Courtesy.FINE), ("ok i understand", Courtesy.FINE),
        ("great, I'll try that", Courtesy.THANKS), ("that answers my question", Courtesy.FINE),
        ("no more questions", Courtesy.GOODBYE), ("that's all I needed", Courtesy.GOODBYE),
        ("let me check my order", None), ("it makes no sense", None), ("I see the wrong price", None),
    ],
)  # fmt: skip
def test_taking_an_answer_as_it_is_asks_for_nothing(text: str, kind: Courtesy | None) -> None:
    assert courtesy(text) is kind
