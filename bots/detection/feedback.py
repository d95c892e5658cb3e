"""Does the contact say that the answer did not help?"""

import re
from functools import lru_cache

from bots.detection.courtesies import FINE, PRAISE, THANKS
from bots.detection.foreign import turns_down
from bots.detection.text import clauses, is_wordy
from bots.detection.trained import model, sigmoid
from bots.detection.traits import LONGEST, traits
from bots.detection.words import listed

ADVERB = (
    r"(?:(?:really|quite|even|at all|very|exactly|actually|so|too|the|a|an|what|that|this|any|just|much"
    r"|all) )*"
)
ANSWER = (
    "(?:answers?|responses?|reply|replies|command|information|info|result|solution|thing|one|material|stuff)"
)

REJECTIONS = tuple(
    re.compile(rf"\b(?:{pattern})\b")
    for pattern in (
        rf"not {ADVERB}(?:right|correct|correctly|helpful|helping|useful|good|true|accurate|relevant|it"
        rf"|that|what|answer"
        rf"|answering|question|working|enough|responsive|sure that|thats|clear|following|one)",
        rf"not {ADVERB}(?:help|helped|answer|solve|solved|work|worked|fix|fixed|resolve|resolved"
        rf"|understand|get it|ask"
        rf"|asked|say|said|mean|meant|interpret|listen|address|listening|understanding|told|follow"
        rf"|make sense|know|sound)",
        rf"not {ADVERB}(?:have )?{ADVERB}(?:anything|something|say anything)",
        r"you (?:\w+ )?(?:can|could|do|did|does|will|would) not|(?:can|could|do|did|does|will|would"
        r"|have) not you",
        r"wrong|wrongly|incorrect|incorrectly|inaccurate|useless|unhelpful|stupid|dumb|rubbish|nonsense"
        r"|garbage|terrible"
        r"|awful|horrible|sucks?|pointless|worthless|ridiculous|lame|repetitive|identical|refresh|irrelevant"
        r"|misunderst\w+|mistakes?|confus\w+"
        r"|mistaken|failed|fail|broken record|stale|idiot|idiotic|moron|fool|foolish|dunce|worst"
        r"|bullshit|crap|unclear"
        r"|annoying|incompetent|frustrating|frustrated|disappointing|disappointed|unacceptable|poor|bad"
        r"|messed|(?:no|non) sense",
        r"shit|fuck\w*|f\*ck\w*|wtf|damn|dammit|goddammit|bitch|asshole|bastard|go to hell|screw you"
        r"|piece of junk",
        r"already (?:\w+ )?(?:said|told|heard|seen|tried|did|know|knew|read|done|saw|say|see|tell|hear)"
        r"|(?:said|told|heard|tried|read|done|saw|seen|did) (?:\w+ ){0,3}(?:already|before)"
        r"|not you already|not i see",
        r"still (?:not|the same|same|broken|failing|stuck|wrong|confused|have the|nothing|no)"
        r"|makes? no sense|no sense",
        r"(?:something|anything|nothing|anyone) (?:else|new|different|other)|no use|no help|no good"
        r"|what do you mean",
        rf"(?:another|new|different|other|better) (?:\w+ )?{ANSWER}|{ANSWER} (?:again|are the same)"
        rf"|this again|that again",
        r"is (?:that|this|it) (?:all|it|the only|everything)|that is (?:it|all you)|all you (?:can|ever"
        r"|got|have|know|do)",
        rf"same (?:\w+ )?(?:{ANSWER}|over|answer|again)|the same|over and over|variety|heard all|not change"
        r"|repeat(?:s|ed|ing)|repeat (?:that|it|this|yourself|everything|your|what|please)|once more"
        r"|say (?:that|it) again",
        r"asked (?:for |about )?something|leading (?:to nothing|me)|try again|one before|ever change"
        r"|switch up|tell it again"
        r"|brain dead|modify|rectify|check (?:the|your) (?:command|answer)|brains|no intelligence"
        r"|are limited|so limited"
        r"|is limited|the only|correct this|sure that is correct|do you get anything",
    )
)  # fmt: skip
"""What a rejection says, looked for in clauses of words about the answer alone; see `ABOUT_THE_ANSWER`."""

ABOUT_THE_ANSWER = listed("""
    a able about accurate actual actually again all already always am an and another answer answered
    answering answers any anymore anything are as ask asked asking assistant at away be because been
    before being better bit bot bots brain brains broken but by can capable carefully change changed
    changes chatbot check clear come command command's commands constantly conversation correct
    correctly could dead deal did different differently do does doing done down dude elaborate else
    enough even ever everyone everything exactly explain feel fine fix fixed follow following for
    from further gave get getting give given giving go god going gonna good got gotten great guess
    had has have having he hear heard help helped helpful helping helps here hey hm hmm how i idea
    identical if in info information instead instruction instructions interpret interpreted into is
    it itself job just keep keeps kept kind knew know lets like limited listen listening little lol
    look looking love machine made make makes making man manner material may me mean meant might
    modify more most much must my myself nah need needed never new no none nope not nothing of off
    oh ok okay olly's on once one ones only oops or other our out over part partly person please
    pretty question questions quite read realize really record rectify refresh relevant repeat
    repeated repeating repeats replies reply replying request requested requests resolve resolved
    respond response responses result results right robot said said-that same saw say saying says
    search searched searching see seem seemed seems seen sense shall should so solution solutions
    solve solved some something sorry sort sound sounds still stop stopped stuff such super sure
    switch talk talking task tell telling than thank thanks that the then there these they thing
    things think this those thought time times to told too tried true try uh um understand
    understanding understood up us useful variety very wait want wanted was way we well were what
    when where which who why will wish with work worked working works would wrong wrongly yeah yes
    yet you your yourself yourselves
""")


MODEL = "dissatisfaction"
SURE = 0.95
"""Of a rule, where no model says how sure it is."""
ENOUGH, HINTED = 0.55, 0.3
"""Dissatisfaction from which an answer counts as turned down; the second where the message has no topic."""
HARSH = listed("""
    annoying awful bad boring crap crazy dumb fool foolish garbage hate horrible idiot idiotic incompetent
    joke lame loser moron nonsense pathetic pointless ridiculous rubbish shit silly stupid sucks terrible
    trash useless worst worthless
""")
AGAIN = listed("again already repeat repeated repeating same still")
LITTLE = listed("""
    a am an and are be did do does for i in is it its me my of on or so that the this to was we were you your
""")
MOST_TRIED = 16
"""Words of a message that are left out in turn, to see which of them it rests on."""
ASKING_STARTS = listed("""
    what when where who which how why can could is are do does will would i my we
""")

SAD = {"👎", "😡", "🤬", "😠"}
LEADING = (
    FINE
    | THANKS
    | listed("""
    no nope sorry hey please wait listen stop well i am look
""")
)
"""Words that may come before turning an answer down, as in "thanks, but that is wrong"."""


@lru_cache(maxsize=1024)
def rejected_clauses(text: str) -> tuple[tuple[str, ...], ...]:
    """The clauses that turn an answer down."""
    return tuple(clause for clause in clauses(text) if _rejects(clause))


def rejects(text: str) -> bool:
    """The message begins by turning the answer down; later on, after a question, it describes a problem."""
    turned_down = rejected_clauses(text)
    said = [clause for clause in clauses(text) if not set(clause) <= LEADING]
    return bool(turned_down) and (not said or said[0] in turned_down)


@lru_cache(maxsize=1024)
def dissatisfaction(text: str) -> float:
    """How surely the message says that the answer before did not help, 0..1; by rules without a model."""
    if turns_down(text):
        return SURE
    if model(MODEL) is None:
        return SURE if rejects(text) else 0.0
    return sigmoid(_logit(text))


def turned_down(text: str) -> bool:
    """The answer before did not help: the message begins by saying so, or sounds like it as a whole."""
    return rejects(text) or dissatisfaction(text) >= ENOUGH


@lru_cache(maxsize=256)
def weighed_most(text: str, most: int = 2) -> tuple[str, ...]:
    """The contact's words without which the message would sound least dissatisfied, heaviest first.

    None where rules or another language's words decided, or where the message is hardly longer than they are.
    """
    said = [word for clause in clauses(text) for word in clause][:LONGEST]
    if model(MODEL) is None or len(said) <= most or turns_down(text) or not turned_down(text):
        return ()
    whole = _logit(" ".join(said))
    tried = [word for word in dict.fromkeys(said) if word not in LITTLE][:MOST_TRIED]
    lost = {word: whole - _logit(" ".join(one for one in said if one != word)) for word in tried}
    least = max(max(lost.values(), default=0.0) / 3, 0.25)
    return tuple(sorted((word for word in tried if lost[word] >= least), key=lambda word: -lost[word])[:most])


def _logit(text: str) -> float:
    fitted = model(MODEL)
    found = traits(text, flags(text))
    return fitted.logit(tuple(found), tuple(found.values())) if fitted else 0.0


def flags(text: str) -> dict[str, bool]:
    """What the rules see in the message, for the model to weigh."""
    said = [word for clause in clauses(text) for word in clause]
    return {
        "rejects": rejects(text),
        "rejects later": bool(rejected_clauses(text)) and not rejects(text),
        "no topic": has_no_topic(text),
        "thanks": bool(said) and not set(said) - FINE - PRAISE - THANKS,
        "asks": bool(said) and said[0] in ASKING_STARTS,
        "question": text.rstrip().endswith("?"),
        "of you": "you" in said[:3],
        "not": "not" in said,
        "again": bool(AGAIN & set(said)),
        "harsh": bool(HARSH & set(said)),
    }


def has_no_topic(text: str) -> bool:
    """Not a word is about anything but the conversation itself: "you could try that again"."""
    spoken = [word for clause in clauses(text) for word in clause if is_wordy(word)]
    return bool(spoken) and _about_the_answer(spoken, set())


def beyond_rejection(text: str) -> str:
    """What the message says besides turning the answer down: of "no, wrong. How do I pay?" the question."""
    if has_no_topic(text) or turns_down(text):
        return ""
    turned_down = set(rejected_clauses(text))
    return ", ".join(" ".join(clause) for clause in clauses(text) if clause not in turned_down)


def _rejects(clause: tuple[str, ...]) -> bool:
    spoken = [word for word in clause if is_wordy(word)]
    line = " ".join(spoken)
    if not spoken and SAD & set(clause):
        return True
    if line in ("no", "nope", "nah", "no no", "not really"):
        return True
    found = [hit for pattern in REJECTIONS for hit in pattern.finditer(line)]
    return bool(found) and _about_the_answer(spoken, {word for hit in found for word in hit.group().split()})


def _about_the_answer(spoken: list[str], cues: set[str]) -> bool:
    """Every word is about the answer, the bot or the asking: one of the contact's own makes it a question."""
    return not set(spoken) - cues - ABOUT_THE_ANSWER - FINE - PRAISE - THANKS
