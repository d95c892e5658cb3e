"""What the bot says by itself, without an engine. The fold over a transcript knows these lines again."""

from bots.detection.smalltalk import Courtesy

TRYING_AGAIN = (
    "I am sorry that did not help. Perhaps this does: ",
    "Let me try again. ",
)
"""Put before another answer; together with `ASKING_AGAIN` they mark that the turn before had failed."""

ASKING_AGAIN = (
    "I am sorry that did not answer your question. Could you put it in other words, or tell me more?",
    "I am sorry, I still have not understood. What exactly would you like to know or do?",
    "I am sorry I have not been of help so far. Which part of my answer does not fit?",
)

DO_NOT_KNOW = "I am sorry, I do not know the answer to that. You could try asking in other words."
NO_PERSON_HERE = (
    "I am sorry, I am an automated assistant and cannot pass this conversation on to a person. "
    "I am glad to help with your question as well as I can."
)

COURTESIES = {
    Courtesy.GREETING: "Hello! How can I help you?",
    Courtesy.WELLBEING: "I am doing well, thank you. How can I help you?",
    Courtesy.THANKS: "You are welcome! Is there anything else I can help with?",
    Courtesy.GOODBYE: "Goodbye, and thank you for getting in touch.",
    Courtesy.FINE: "All right. Is there anything else I can help with?",
    Courtesy.NATURE: "I am an automated assistant, not a person. How can I help you?",
    Courtesy.NO_PERSON: "All right, you can stay with me. What would you like to know?",
    Courtesy.OPENING: "Of course. What would you like to know?",
    Courtesy.NO: "All right. What would you like to know?",
    Courtesy.NOTHING: "I am here if you have a question.",
}


def another_try(failures: int, answer: str) -> str:
    return TRYING_AGAIN[(failures - 1) % len(TRYING_AGAIN)] + answer


def asking_again(failures: int) -> str:
    return ASKING_AGAIN[(failures - 1) % len(ASKING_AGAIN)]


def marks_failure(line: str) -> bool:
    """The bot said this because what it had said before did not help."""
    return line.startswith(TRYING_AGAIN) or line in ASKING_AGAIN


def answer_in(line: str) -> str:
    """The answer itself, without the words put before another try."""
    return next((line.removeprefix(start) for start in TRYING_AGAIN if line.startswith(start)), line)
