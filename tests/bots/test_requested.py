"""Human Requested: who asks for a person gets one, and who mentions people does not."""

import time

import pytest

from bots.detection.base import Finding, ScenarioSetup, Trigger
from bots.detection.requested import requested

PREBUILT = ScenarioSetup(
    id=1,
    name="Human Requested",
    trigger=Trigger.HUMAN_REQUESTED,
    example_phrases=("I want to talk to a human", "Can someone real help me?", "Connect me to a person"),
)


def look(text: str, scenario: ScenarioSetup = PREBUILT) -> Finding:
    return requested([text], scenario)


def vetoes(finding: Finding) -> list[str]:
    return [one.text for one in finding.evidence if one.kind == "veto"]


@pytest.mark.parametrize(
    "text",
    [
        "i wnat to tlak to a humam",
        "get me a real person",
        "agent please",
        "can someone real help me",
        "is there anybody I can speak to",
        "this is useless just give me somebody who can fix my card",
        "put me through to support",
        "HUMAN",
        "I don't want to talk to a bot",
        "Why can't I talk to a real person?",
        "no i want to talk to a human",
        "are you a bot? I want a human",
        "can you put me in touch with one of your colleagues",
        "I'd rather deal with a human being",
        "represntative please",
        "h u m a n",
        "huuuuman please",
        "escalate this to a supervisor",
        "Isn't there anyone who can help me?",
        "i can't reach an agent",
        "Could somebody from your team call me?",
        "My bike is broken, the app hangs and I would like to speak with a member of staff",
        "I need a person not a machine",
    ],
)
def test_a_wish_for_a_person_is_heard_in_the_contacts_own_words(text: str) -> None:
    finding = look(text)
    assert finding.fired
    assert 0.5 <= finding.score <= 1.0
    assert finding.evidence


@pytest.mark.parametrize(
    "text",
    [
        "human resources",
        "human error",
        "travel agent",
        "I don't want to talk to a person",
        "no need for an agent",
        "are you a human or a bot?",
        "am I talking to a person?",
        "am i speaking with ai or a real, live person",
        "how many persons can share an account",
        "my agent told me it would be free",
        "I talked to an agent yesterday and he said it's fine",
        "call charges",
        "does the customer service desk open on sunday",
        "do I need to talk to an agent to cancel?",
        "how long does it take to speak to an agent",
        "please don't transfer me to an agent",
        "can I do this without talking to a human",
    ],
)
def test_people_mentioned_otherwise_are_no_wish_and_the_reason_is_shown(text: str) -> None:
    finding = look(text)
    assert not finding.fired
    assert vetoes(finding)


@pytest.mark.parametrize(
    "text",
    [
        "someone stole my card",
        "Can I transfer to someone abroad",
        "how do I invite a colleague",
        "the agent was very friendly",
        "do you support PayPal",
        "one person ticket please",
        "can a human get sick from this",
        "How do I add a team member?",
        "Ich hätte gern einen Termin",
        "我想买一辆自行车",
    ],
)
def test_ordinary_questions_do_not_fire(text: str) -> None:
    assert not look(text).fired


@pytest.mark.parametrize("text", ["hum\u200ban", "humаn", "i wаnt a rеal pеrsоn", "ｈｕｍａｎ　ｐｌｅａｓｅ"])
def test_invisible_and_look_alike_letters_hide_nothing(text: str) -> None:
    assert look(text).fired


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("我想和真人说话", "我想和真人说话"),
        ("转人工", "你好，请帮我转人工，谢谢"),
        ("Repräsentant", "repräsentant"),
        ("Ich möchte mit einem Menschen sprechen", "ich moechte mit einem menschen sprechen!!"),
        ("quiero hablar con una persona", "Hola, quiero ablar con una persona ya"),
        ("Хочу поговорить с человеком", "хочу поговорит с человеком"),
        ("أريد التحدث إلى شخص", "من فضلك أريد التحدث إلى شخص"),
        ("talk to a human 🙏", "talk to a human"),
        ("🆘", "🆘🆘 help"),
        ("Je veux parler à une personne", "est-ce que je peux parler à une vraie personne"),
    ],
)
def test_a_configured_phrase_is_heard_in_any_language(phrase: str, text: str) -> None:
    scenario = ScenarioSetup(2, "Own", Trigger.HUMAN_REQUESTED, example_phrases=(phrase,))
    finding = look(text, scenario)
    assert finding.fired
    assert any(one.kind == "phrase" and phrase in one.text for one in finding.evidence)


@pytest.mark.parametrize(
    "text", ["不要转人工", "no quiero hablar con una persona", "ich will nicht mit einem menschen sprechen"]
)
def test_a_refused_phrase_is_not_heard(text: str) -> None:
    phrases = ("转人工", "quiero hablar con una persona", "mit einem Menschen sprechen")
    assert not look(text, ScenarioSetup(2, "Own", Trigger.HUMAN_REQUESTED, example_phrases=phrases)).fired


def test_a_phrase_that_never_matches_wins_over_the_wording() -> None:
    scenario = ScenarioSetup(
        3, "Human", Trigger.HUMAN_REQUESTED, never_phrases=("talk to a person in sales",)
    )
    finding = look("I want to talk to a person in sales", scenario)
    assert not finding.fired
    assert "never matches" in vetoes(finding)[0]


def test_the_words_that_asked_are_quoted() -> None:
    finding = look("my order is late and i want to talk to a real person about it")
    assert '"talk to a real person" asks for a person' in [one.text for one in finding.evidence]


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "?!", "\u200b"])
def test_a_message_without_words_asks_for_nobody(text: str) -> None:
    assert not look(text).fired


@pytest.mark.parametrize(
    "repeated",
    ["a", "not ", "to the ", "🙂", "connect me to a ", "i want to talk ", "human resources ", "我想", "aаb"],
)
def test_a_very_long_message_is_read_in_bounded_time(repeated: str) -> None:
    text = (repeated * 20_000)[:20_000]
    start = time.thread_time()
    look(text)
    assert time.thread_time() - start < 5


def test_a_wish_at_the_end_of_a_very_long_message_is_heard() -> None:
    assert look("my order is late, " * 1_000 + "please let me talk to a human").fired


@pytest.mark.parametrize(
    "text",
    [
        "I need to cancel my booking and I'd like to talk to the front desk",
        "I'd rather sort this out with a person",
        "could someone from customer service contact me about my booking",
        "I need to discuss my mortgage with an advisor",
        "put me on to billing",
        "who can I speak to about this",
        "I want to escalate this",
        "someone needs to call me back about this charge",
        "can you have somebody ring me",
        "stop giving me automated answers and let a human read this",
        "I want a call back from your support team",
        "any humans available?",
        "could you forward my case to a colleague",
        "I have a question that only a human can answer",
        "can you get someone to help me with my complaint",
        "any chance to get a human on the line",
        "is a real person available to chat",
    ],
)
def test_a_wish_for_a_person_among_other_things_is_heard(text: str) -> None:
    assert requested((text,), ScenarioSetup(1, "", Trigger.HUMAN_REQUESTED)).fired


@pytest.mark.parametrize(
    "text",
    [
        "who do I contact for a lost card",
        "reception said breakfast is at seven",
        "what does your support team do",
        "how do I contact the seller",
        "who is allowed to sign the form",
        "my assistant will pick up the key",
        "I got a call from someone pretending to be the bank",
    ],
)
def test_people_in_a_question_are_no_wish_for_one(text: str) -> None:
    assert not requested((text,), ScenarioSetup(1, "", Trigger.HUMAN_REQUESTED)).fired
