"""The bot asks before it gives up, understands answers to its own questions, and hears other languages."""

import pytest

from bots.decisions import Escalate, Reply, Setup, decide
from bots.detection.base import ScenarioSetup, Trigger
from bots.detection.choosing import chosen, turns_all_down
from bots.detection.foreign import asks_for_a_person, language_of, turns_down
from bots.detection.lines import clarified, clarifying, marks_failure
from bots.detection.requested import requested
from bots.detection.smalltalk import Courtesy, courtesy
from bots.detection.unresolved import standing
from bots.detection.voices import ENGLISH
from bots.engines import Answer, Entry, LocalEngine, NoAnswer
from bots.transcript import Author, Transcript

RETURNS = Entry(1, "How do I return a bike?", "Bring it back within 30 days.", ("give a bike back",))
RENTALS = Entry(2, "How do I rent a bike?", "Pick one at the counter.", ("hire a bike",))
SETUP = Setup(
    True,
    (
        ScenarioSetup(1, "Human Requested", Trigger.HUMAN_REQUESTED, ("talk to a human",)),
        ScenarioSetup(2, "Failed to Resolve", Trigger.FAILED_TO_RESOLVE, retries=2),
        ScenarioSetup(3, "Lack of Information", Trigger.LACK_OF_INFORMATION),
    ),
)
OFFERED = (RETURNS.question, RENTALS.question)


class Torn:
    """Cannot tell its two articles apart unless it is asked by their own question."""

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        for entry in (RETURNS, RENTALS):
            if question == entry.question:
                return Answer(entry.answer, entry.article, 0.99)
        return NoAnswer("Two are near.", 0.4, offers=OFFERED)


def talk(*lines: str) -> Transcript:
    transcript = Transcript()
    for at, line in enumerate(lines):
        transcript = transcript.then(Author.BOT if at % 2 else Author.CONTACT, line)
    return transcript


def after(reply: str) -> Reply | Escalate:
    decision = decide(SETUP, talk("something about a bike", clarifying(OFFERED), reply), Torn())
    assert isinstance(decision, Reply | Escalate)
    return decision


def test_between_two_close_articles_the_bot_asks_which_is_meant() -> None:
    decision = decide(SETUP, talk("something about a bike"), Torn())
    assert isinstance(decision, Reply)
    assert clarified(decision.text) == OFFERED


@pytest.mark.parametrize(
    "reply", ["the second one", "2", "the latter", "renting a bike", "la segunda", "das zweite"]
)
def test_the_chosen_question_is_answered(reply: str) -> None:
    decision = after(reply)
    assert isinstance(decision, Reply)
    assert decision.text == RENTALS.answer


@pytest.mark.parametrize(
    "reply",
    [
        "no",
        "neither",
        "none of these",
        "nein",
        "no, something else",
        "ninguna de las dos",
        "keine von beiden",
    ],
)
def test_neither_is_handed_over_for_lack_of_information(reply: str) -> None:
    decision = after(reply)
    assert isinstance(decision, Escalate)
    assert decision.trigger is Trigger.LACK_OF_INFORMATION
    assert "something about a bike" in decision.evidence[0].text


def test_asking_which_is_meant_happens_once() -> None:
    decision = after("the thing with the bell on my bicycle")
    assert isinstance(decision, Escalate)
    assert decision.trigger is Trigger.LACK_OF_INFORMATION


def test_a_person_asked_for_instead_of_choosing_is_a_person_asked_for() -> None:
    decision = after("I want to talk to a human")
    assert isinstance(decision, Escalate)
    assert decision.trigger is Trigger.HUMAN_REQUESTED


@pytest.mark.parametrize(
    ("reply", "meant"), [("the battery", 1), ("I mean trailers", 0), ("do you", None), ("bike seats", None)]
)
def test_a_word_that_stands_in_only_one_of_the_questions_chooses_it(reply: str, meant: int | None) -> None:
    offered = ("Do you have children's seats and trailers?", "How far does an e-bike battery last?")
    assert chosen(reply, offered) == (None if meant is None else offered[meant])


@pytest.mark.parametrize("reply", ["no not that", "the third", "what about helmets?"])
def test_what_chooses_nothing_is_no_choice(reply: str) -> None:
    assert chosen(reply, OFFERED) is None or turns_all_down(reply)


def test_no_to_anything_else_is_no_failed_answer() -> None:
    engine = LocalEngine((RETURNS, RENTALS))
    said = talk("how do I rent a bike", RENTALS.answer, "thanks")
    thanked = decide(SETUP, said, engine)
    assert isinstance(thanked, Reply)
    done = decide(SETUP, said.then(Author.BOT, thanked.text).then(Author.CONTACT, "no"), engine)
    assert isinstance(done, Reply)
    assert done.because == "The message is small talk."
    assert "Goodbye" in done.text


def test_where_a_conversation_stands_says_what_raised_and_reset_it() -> None:
    said = talk("how do I rent a bike", "Pick one.", "that's not what I asked", "Perhaps so.", "no, wrong")
    assert str(standing(said, 2)) == '2 of 2: "no, wrong"'
    assert standing(said, 2).raised_by == ("that's not what I asked", "no, wrong")
    thanked = said.then(Author.BOT, "Or so.").then(Author.CONTACT, "thanks!")
    assert str(standing(thanked, 2)) == '0 of 2, reset by "thanks!"'
    assert str(standing(Transcript(), 2)) == "0 of 2"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Dónde está mi pedido?", "es"), ("où est ma commande", "fr"), ("wo ist meine Bestellung", "de"),
        ("dove è il mio ordine", "it"), ("onde está meu pedido, você sabe?", "pt"), ("waar is mijn fiets",
        "nl"),
        ("where is my order", "en"), ("我的订单在哪里", "zh"), ("где мой заказ",
        "ru"), ("xyzzy", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_contacts_language_is_known_by_its_small_words(text: str, language: str) -> None:
    assert language_of((text,)) == language


@pytest.mark.parametrize(
    "text",
    [
        "Quiero hablar con una persona", "pásame con un agente", "no quiero hablar con un robot",
        "je voudrais parler à un conseiller", "ich möchte mit einem Mitarbeiter sprechen",
        "echten Menschen bitte",
        "vorrei parlare con un operatore", "gostaria de falar com um atendente",
        "ik wil een medewerker spreken",
        "转人工", "chcę rozmawiać z człowiekiem",
    ],
)  # fmt: skip
def test_a_person_is_asked_for_in_other_languages_without_a_phrase(text: str) -> None:
    finding = requested((text,), ScenarioSetup(1, "", Trigger.HUMAN_REQUESTED))
    assert finding.fired
    assert finding.evidence[0].kind == "wording"


@pytest.mark.parametrize(
    "text",
    [
        "no quiero hablar con una persona",
        "sei umano?",
        "bist du ein Mensch?",
        "不要人工",
        "je suis une personne",
    ],
)
def test_turning_a_person_down_or_asking_what_the_bot_is_asks_for_nobody(text: str) -> None:
    assert not asks_for_a_person(text).fired


@pytest.mark.parametrize(
    "text",
    [
        "no me ayuda",
        "ça ne m'aide pas",
        "das hilft mir nicht",
        "non mi serve",
        "isso não me ajudou",
        "dat klopt niet",
    ],
)
def test_an_answer_is_turned_down_in_other_languages(text: str) -> None:
    assert turns_down(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("vielen dank für die Hilfe", Courtesy.THANKS), ("gracias", Courtesy.THANKS), ("bonjour",
    Courtesy.GREETING),
     ("tot ziens", Courtesy.GOODBYE), ("va bene", Courtesy.FINE)],
)  # fmt: skip
def test_courtesies_of_other_languages_are_courtesies(text: str, kind: Courtesy | None) -> None:
    assert courtesy(text) is kind


@pytest.mark.parametrize(
    "reply", ["something with the bike", "that's not what I meant", "a thing about a bike"]
)
def test_a_rephrasing_that_is_no_nearer_is_handed_over_and_asked_nothing_more(reply: str) -> None:
    decision = after(reply)
    assert isinstance(decision, Escalate)
    assert decision.trigger is Trigger.LACK_OF_INFORMATION


def test_where_no_gap_is_handed_over_a_rephrasing_counts_as_a_failed_answer() -> None:
    setup = Setup(
        True, tuple(one for one in SETUP.scenarios if one.trigger is not Trigger.LACK_OF_INFORMATION)
    )
    said = talk("something about a bike", clarifying(OFFERED), "that is not what I meant")
    decision = decide(setup, said, Torn())
    assert isinstance(decision, Reply)
    assert marks_failure(decision.text)
    assert standing(said, 2).failures == 1


SHOP = LocalEngine((RETURNS, RENTALS))
ASKED = talk("how do I rent a bike", RENTALS.answer)


@pytest.mark.parametrize("remark", ["darn straight", "well spotted, champ", "You must be top of the class"])
def test_a_remark_about_an_answer_is_asked_about_and_not_handed_over(remark: str) -> None:
    decision = decide(SETUP, ASKED.then(Author.CONTACT, remark), SHOP)
    assert isinstance(decision, Reply)
    assert decision.text == ENGLISH.unsure


@pytest.mark.parametrize("after_it", ["opening hours on sunday", "do you sell helmets?"])
def test_what_is_still_unknown_after_that_is_a_gap(after_it: str) -> None:
    said = ASKED.then(Author.CONTACT, "opening hours").then(Author.BOT, ENGLISH.unsure)
    decision = decide(SETUP, said.then(Author.CONTACT, after_it), SHOP)
    assert isinstance(decision, Escalate)
    assert decision.trigger is Trigger.LACK_OF_INFORMATION


@pytest.mark.parametrize(
    "question", ["do you sell helmets?", "what about helmets", "I lost my helmet", "order pizza", "my helmet"]
)
def test_a_question_an_order_or_a_problem_after_an_answer_is_no_remark(question: str) -> None:
    decision = decide(SETUP, ASKED.then(Author.CONTACT, question), SHOP)
    assert isinstance(decision, Escalate)


def test_a_remark_leaves_the_count_of_failed_answers_and_no_ends_there() -> None:
    said = ASKED.then(Author.CONTACT, "that is wrong").then(Author.BOT, "Perhaps so.")
    said = said.then(Author.CONTACT, "darn straight").then(Author.BOT, ENGLISH.unsure)
    assert standing(said, 2).failures == 1
    decision = decide(SETUP, said.then(Author.CONTACT, "no"), SHOP)
    assert isinstance(decision, Reply)
    assert "Goodbye" in decision.text


def test_the_first_message_is_never_taken_for_a_remark() -> None:
    assert isinstance(decide(SETUP, talk("opening hours"), SHOP), Escalate)
