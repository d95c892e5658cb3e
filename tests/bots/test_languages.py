"""The bot's own lines are in the contact's language where that is clear, and are known again in each."""

import pytest

from bots.decisions import Escalate, Reply, Setup, decide
from bots.detection.base import ScenarioSetup, Trigger
from bots.detection.foreign import clear_language
from bots.detection.lines import (
    ASKING_AGAIN,
    another_try,
    answer_in,
    asking_again,
    asks_for_more,
    clarified,
    clarifying,
    marks_failure,
)
from bots.detection.smalltalk import Courtesy
from bots.detection.unresolved import standing
from bots.detection.voices import ENGLISH, VOICES
from bots.engines import Answer, Entry, LocalEngine, NoAnswer
from bots.transcript import Author, Transcript

ALONE = Setup(True, (ScenarioSetup(2, "Failed to Resolve", Trigger.FAILED_TO_RESOLVE, retries=2),))
KNOWS_NOTHING = LocalEngine(())
GERMAN = LocalEngine(
    (
        Entry(
            1,
            "Wie lange dauert die Lieferung?",
            "Die Lieferung dauert zwei bis drei Tage.",
            ("wann kommt mein Fahrrad an",),
        ),
    )
)


def talk(*lines: str) -> Transcript:
    transcript = Transcript()
    for at, line in enumerate(lines):
        transcript = transcript.then(Author.BOT if at % 2 else Author.CONTACT, line)
    return transcript


def said(transcript: Transcript, engine: LocalEngine = KNOWS_NOTHING, setup: Setup = ALONE) -> str:
    decision = decide(setup, transcript, engine)
    assert isinstance(decision, Reply), decision
    return decision.text


@pytest.mark.parametrize("code", VOICES)
def test_every_line_is_there_and_the_fold_knows_it_again(code: str) -> None:
    voice = VOICES[code]
    assert set(voice.courtesies) == set(Courtesy)
    for failures in (1, 2, 3):
        assert marks_failure(asking_again(failures, voice))
        tried = another_try(failures, "Two days.", voice)
        assert marks_failure(tried)
        assert answer_in(tried) == "Two days."
    assert clarified(clarifying(("How long?", "How much?"), voice)) == ("How long?", "How much?")
    assert asks_for_more(voice.courtesies[Courtesy.THANKS])
    assert asks_for_more(voice.courtesies[Courtesy.FINE])
    assert asks_for_more(voice.unsure)
    assert not asks_for_more(voice.do_not_know)


def test_no_language_shares_a_line_that_marks_a_failure() -> None:
    assert len(ASKING_AGAIN) == sum(len(voice.asking_again) for voice in VOICES.values())


@pytest.mark.parametrize(
    ("code", "question", "thanks", "wish"),
    [
        ("es", "¿Cómo puedo devolver mi bicicleta?", "muchas gracias", "quiero hablar con una persona"),
        ("fr", "Comment je peux rendre mon vélo ?", "merci beaucoup", "je veux parler à un conseiller"),
        ("de", "Wie kann ich mein Fahrrad zurückgeben?", "vielen Dank", "mit einem Menschen sprechen bitte"),
        ("it", "Come posso restituire la mia bicicletta?", "grazie mille", "vorrei parlare con un operatore"),
        ("pt", "Como posso devolver a minha bicicleta?", "muito obrigado", "quero falar com um atendente"),
        ("nl", "Hoe kan ik mijn fiets terugbrengen?", "hartelijk bedankt", "ik wil een medewerker spreken"),
        ("en", "How can I give my bike back?", "thank you", "I want to talk to a person"),
    ],
)  # fmt: skip
def test_the_bot_answers_for_itself_in_the_contacts_language(
    code: str, question: str, thanks: str, wish: str
) -> None:
    voice = VOICES[code]
    assert said(talk(question)) == voice.do_not_know
    assert said(talk(question, "Two days.", thanks)) == voice.courtesies[Courtesy.THANKS]
    assert said(talk(wish)) == voice.no_person_here


@pytest.mark.parametrize(
    "text", ["top", "ciao", "no", "ok", "xyzzy", "super", "give me a human", "de la bike shop please", ""]
)
def test_a_few_ambiguous_words_choose_no_other_language(text: str) -> None:
    assert clear_language((text,)) in ("", "en")


def test_a_failed_answer_in_german_is_counted_and_the_bots_lines_stay_german() -> None:
    said_so_far = talk("Wie lange dauert die Lieferung?")
    said_so_far = said_so_far.then(Author.BOT, said(said_so_far, GERMAN))
    for expected in VOICES["de"].asking_again[:2]:
        said_so_far = said_so_far.then(Author.CONTACT, "das hilft mir nicht")
        answer = said(said_so_far, GERMAN)
        assert answer == expected
        said_so_far = said_so_far.then(Author.BOT, answer)
    assert standing(said_so_far, 2).failures == 2
    decision = decide(ALONE, said_so_far.then(Author.CONTACT, "das stimmt nicht"), GERMAN)
    assert isinstance(decision, Escalate)


def test_beside_an_english_answer_the_line_is_english_whatever_the_contact_writes() -> None:
    class English:
        def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
            left = [text for text in ("It is on the way to you.", "You have to wait for it.")
                    if text not in transcript.rejected]  # fmt: skip
            return Answer(left[0], 1, 0.9) if left else NoAnswer("Nothing is left.")

    so_far = talk("¿Dónde está mi bicicleta nueva?", "It is on the way to you.", "no me ayuda")
    decision = decide(ALONE, so_far, English())
    assert isinstance(decision, Reply)
    assert decision.text == ENGLISH.trying_again[0] + "You have to wait for it."


def test_the_greeting_tells_the_language_where_the_contact_does_not() -> None:
    german = Setup(True, ALONE.scenarios, greeting="Guten Tag! Wie kann ich Ihnen helfen?")
    assert said(talk("ok"), setup=german) == VOICES["de"].courtesies[Courtesy.FINE]
    assert said(talk("can you do the frame in blue"), setup=german) == ENGLISH.do_not_know
    assert said(talk("hola"), setup=german) == german.greeting


def test_a_no_after_anything_else_ends_the_conversation_in_any_language() -> None:
    so_far = talk("Hoe kan ik mijn fiets terugbrengen?", "Bij de winkel.", "hartelijk bedankt")
    so_far = so_far.then(Author.BOT, said(so_far)).then(Author.CONTACT, "nee")
    assert said(so_far) == VOICES["nl"].courtesies[Courtesy.GOODBYE]
